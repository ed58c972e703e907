-- id long
SELECT "t1"."id" AS "id"
FROM (SELECT "id", "region_inner", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 0
AND 4503599627370495
UNION ALL SELECT "id", "region_inner", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 32884167993720832
AND 32893578267066367
UNION ALL SELECT "id", "region_inner", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 46400976407494656
AND 46401024457441279) AS "t1"
WHERE ((degrees(2 * atan2(sqrt(pow(sin(radians(20e0 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9396926207859084e0 * pow(sin(radians(10e0 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians(20e0 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9396926207859084e0 * pow(cos(radians(10e0 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_outer" + 0.100001e0))
AND ((degrees(2 * atan2(sqrt(pow(sin(radians(20e0 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9396926207859084e0 * pow(sin(radians(10e0 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians(20e0 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9396926207859084e0 * pow(cos(radians(10e0 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_inner" + 0.099999999e0)) OR (datalab_intersects_ts("t1"."s_region", list_value(10e0, 20e0, 0.1e0)) = 1)))
