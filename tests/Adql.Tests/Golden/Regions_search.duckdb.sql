-- id long
SELECT "t1"."id" AS "id"
FROM (SELECT "id", "region_inner", "region_key", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 0
AND 4503599627370495
UNION ALL SELECT "id", "region_inner", "region_key", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 32884167993720832
AND 32893578267066367
UNION ALL SELECT "id", "region_inner", "region_key", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 46400976407494656
AND 46401024457441279) AS "t1"
WHERE (("t1"."region_key" BETWEEN 0
AND 46401024457441279)
AND (("t1"."region_key" BETWEEN 0
AND 4503599627370495 OR "t1"."region_key" BETWEEN 32884167993720832
AND 32884193763524607 OR "t1"."region_key" BETWEEN 32889979084472320
AND 32890644804403199 OR "t1"."region_key" BETWEEN 32892989856546816
AND 32893196014977023 OR "t1"."region_key" BETWEEN 32893539612360704
AND 32893578267066367 OR "t1"."region_key" BETWEEN 46400976407494656
AND 46400981440659455 OR "t1"."region_key" BETWEEN 46400984125014016
AND 46401004190564351 OR "t1"."region_key" BETWEEN 46401010230362112
AND 46401011908083711 OR "t1"."region_key" BETWEEN 46401022779719680
AND 46401024457441279)
AND ((degrees(2 * atan2(sqrt(pow(sin(radians(20e0 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9396926207859084e0 * pow(sin(radians(10e0 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians(20e0 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9396926207859084e0 * pow(cos(radians(10e0 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_outer" + 0.100001e0))
AND ((degrees(2 * atan2(sqrt(pow(sin(radians(20e0 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9396926207859084e0 * pow(sin(radians(10e0 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians(20e0 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9396926207859084e0 * pow(cos(radians(10e0 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_inner" + 0.099999999e0)) OR (datalab_intersects_ts("t1"."s_region", list_value(10e0, 20e0, 0.1e0)) = 1)))))
