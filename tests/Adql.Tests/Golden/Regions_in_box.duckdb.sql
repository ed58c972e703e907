-- id long
SELECT "t1"."id" AS "id"
FROM (SELECT "id", "region_inner", "region_key", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 0
AND 4503599627370495
UNION ALL SELECT "id", "region_inner", "region_key", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 31692696821170176
AND 31694045440901119
UNION ALL SELECT "id", "region_inner", "region_key", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 32884073504440320
AND 32893694231183359
UNION ALL SELECT "id", "region_inner", "region_key", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 45204369326473216
AND 45204399861006335
UNION ALL SELECT "id", "region_inner", "region_key", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 46400829506191360
AND 46403973422252031) AS "t1"
WHERE (("t1"."region_key" BETWEEN 0
AND 46403973422252031)
AND (("t1"."region_key" BETWEEN 0
AND 4503599627370495 OR "t1"."region_key" BETWEEN 31692696821170176
AND 31692872914829311 OR "t1"."region_key" BETWEEN 31693169267572736
AND 31693285231689727 OR "t1"."region_key" BETWEEN 31693426965610496
AND 31693680368680959 OR "t1"."region_key" BETWEEN 31693972426457088
AND 31694045440901119 OR "t1"."region_key" BETWEEN 32884073504440320
AND 32884193763524607 OR "t1"."region_key" BETWEEN 32887079981547520
AND 32887148701024255 OR "t1"."region_key" BETWEEN 32889777221009408
AND 32890756473552895 OR "t1"."region_key" BETWEEN 32892989856546816
AND 32893694231183359 OR "t1"."region_key" BETWEEN 45204369326473216
AND 45204372883243007 OR "t1"."region_key" BETWEEN 45204374024093696
AND 45204375097835519 OR "t1"."region_key" BETWEEN 45204393351446528
AND 45204398518829055 OR "t1"."region_key" BETWEEN 45204399793897472
AND 45204399861006335 OR "t1"."region_key" BETWEEN 46400829506191360
AND 46401039959588863 OR "t1"."region_key" BETWEEN 46401383556972544
AND 46401413621743615 OR "t1"."region_key" BETWEEN 46403831688331264
AND 46403835983298559 OR "t1"."region_key" BETWEEN 46403926177611776
AND 46403973422252031)
AND (((degrees(2 * atan2(sqrt(pow(sin(radians(20.019999234958597e0 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9395731805580021e0 * pow(sin(radians(10.021286799312723e0 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians(20.019999234958597e0 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9395731805580021e0 * pow(cos(radians(10.021286799312723e0 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_outer" + 0.7353748194884964e0))
AND ((degrees(2 * atan2(sqrt(pow(sin(radians(20.019999234958597e0 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9395731805580021e0 * pow(sin(radians(10.021286799312723e0 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians(20.019999234958597e0 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9395731805580021e0 * pow(cos(radians(10.021286799312723e0 - "t1"."region_lon") / 2), 2)))) <= (0.47999946284580364e0 - "t1"."region_outer")) OR (datalab_contains_ts("t1"."s_region", CAST(list_value(10.533782463290995e0, 20.499184379624836e0, 9.466217536709006e0, 20.499184379624836e0, 9.46959753436177e0, 19.499227498696932e0, 10.530402465638229e0, 19.499227498696932e0) AS DOUBLE[])) = 1))) OR ((degrees(2 * atan2(sqrt(pow(sin(radians(40e0 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.766044443118978e0 * pow(sin(radians(30e0 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians(40e0 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.766044443118978e0 * pow(cos(radians(30e0 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_outer" + 1E-06))
AND ((degrees(2 * atan2(sqrt(pow(sin(radians(40e0 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.766044443118978e0 * pow(sin(radians(30e0 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians(40e0 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.766044443118978e0 * pow(cos(radians(30e0 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_inner" + (-1E-09))) OR (datalab_intersects_ts("t1"."s_region", list_value(30e0, 40e0)) = 1))))))
