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
AND datalab_in_ranges("t1"."region_key", '0 4503599627370495 31692696821170176 31692872914829311 31693169267572736 31693285231689727 31693426965610496 31693680368680959 31693972426457088 31694045440901119 32884073504440320 32884193763524607 32887079981547520 32887148701024255 32889777221009408 32890756473552895 32892989856546816 32893694231183359 45204369326473216 45204372883243007 45204374024093696 45204375097835519 45204393351446528 45204398518829055 45204399793897472 45204399861006335 46400829506191360 46401039959588863 46401383556972544 46401413621743615 46403831688331264 46403835983298559 46403926177611776 46403973422252031')
AND (((datalab_separation("t1"."region_lon", "t1"."region_lat", 10.021286799312723e0, 20.019999234958597e0) <= ("t1"."region_outer" + 0.7353748194884964e0))
AND ((datalab_separation("t1"."region_lon", "t1"."region_lat", 10.021286799312723e0, 20.019999234958597e0) <= (0.47999946284580364e0 - "t1"."region_outer")) OR (datalab_contains_ts("t1"."s_region", CAST(list_value(10.533782463290995e0, 20.499184379624836e0, 9.466217536709006e0, 20.499184379624836e0, 9.46959753436177e0, 19.499227498696932e0, 10.530402465638229e0, 19.499227498696932e0) AS DOUBLE[])) = 1))) OR ((datalab_separation("t1"."region_lon", "t1"."region_lat", 30e0, 40e0) <= ("t1"."region_outer" + 1E-06))
AND ((datalab_separation("t1"."region_lon", "t1"."region_lat", 30e0, 40e0) <= ("t1"."region_inner" + (-1E-09))) OR (datalab_intersects_ts("t1"."s_region", list_value(30e0, 40e0)) = 1)))))
