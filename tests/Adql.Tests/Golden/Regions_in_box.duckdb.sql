-- id long
SELECT "t1"."id" AS "id"
FROM (SELECT "id", "region_inner", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 0
AND 4503599627370495
UNION ALL SELECT "id", "region_inner", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 31692696821170176
AND 31694045440901119
UNION ALL SELECT "id", "region_inner", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 32884073504440320
AND 32893694231183359
UNION ALL SELECT "id", "region_inner", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 45204369326473216
AND 45204399861006335
UNION ALL SELECT "id", "region_inner", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 46400829506191360
AND 46403973422252031) AS "t1"
WHERE (((degrees(2 * atan2(sqrt(pow(sin(radians(20.019999234958597e0 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9395731805580021e0 * pow(sin(radians(10.021286799312723e0 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians(20.019999234958597e0 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9395731805580021e0 * pow(cos(radians(10.021286799312723e0 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_outer" + 0.7353748194884964e0))
AND ((degrees(2 * atan2(sqrt(pow(sin(radians(20.019999234958597e0 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9395731805580021e0 * pow(sin(radians(10.021286799312723e0 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians(20.019999234958597e0 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9395731805580021e0 * pow(cos(radians(10.021286799312723e0 - "t1"."region_lon") / 2), 2)))) <= (0.47999946284580364e0 - "t1"."region_outer")) OR (datalab_contains_ts("t1"."s_region", CAST(list_value(10.533782463290995e0, 20.499184379624836e0, 9.466217536709006e0, 20.499184379624836e0, 9.46959753436177e0, 19.499227498696932e0, 10.530402465638229e0, 19.499227498696932e0) AS DOUBLE[])) = 1))) OR ((degrees(2 * atan2(sqrt(pow(sin(radians(40e0 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.766044443118978e0 * pow(sin(radians(30e0 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians(40e0 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.766044443118978e0 * pow(cos(radians(30e0 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_outer" + 1E-06))
AND ((degrees(2 * atan2(sqrt(pow(sin(radians(40e0 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.766044443118978e0 * pow(sin(radians(30e0 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians(40e0 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.766044443118978e0 * pow(cos(radians(30e0 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_inner" + (-1E-09))) OR (datalab_intersects_ts("t1"."s_region", list_value(30e0, 40e0)) = 1))))
