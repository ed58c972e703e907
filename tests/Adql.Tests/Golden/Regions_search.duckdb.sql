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
AND datalab_in_ranges("t1"."region_key", '0 4503599627370495 32884167993720832 32884193763524607 32889979084472320 32890644804403199 32892989856546816 32893196014977023 32893539612360704 32893578267066367 46400976407494656 46400981440659455 46400984125014016 46401004190564351 46401010230362112 46401011908083711 46401022779719680 46401024457441279')
AND ((datalab_separation("t1"."region_lon", "t1"."region_lat", 10e0, 20e0) <= ("t1"."region_outer" + 0.100001e0))
AND ((datalab_separation("t1"."region_lon", "t1"."region_lat", 10e0, 20e0) <= ("t1"."region_inner" + 0.099999999e0)) OR (datalab_intersects_ts("t1"."s_region", list_value(10e0, 20e0, 0.1e0)) = 1))))
