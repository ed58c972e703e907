-- id long
SELECT "t1"."id" AS "id"
FROM (SELECT "id", "region_inner", "region_key", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 0
AND 4503599627370495
UNION ALL SELECT "id", "region_inner", "region_key", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 32890034113740800
AND 32893170513608703) AS "t1"
WHERE (("t1"."region_key" BETWEEN 0
AND 32893170513608703)
AND datalab_in_ranges("t1"."region_key", '0 4503599627370495 32890034113740800 32890034919047167 32890073036881920 32890240272171007 32893033343090688 32893036027445247 32893127295500288 32893170513608703')
AND ((datalab_separation("t1"."region_lon", "t1"."region_lat", 10e0, 20e0) <= ("t1"."region_outer" + (-0.499999e0)))
AND ((datalab_separation("t1"."region_lon", "t1"."region_lat", 10e0, 20e0) <= ("t1"."region_inner" + (-0.500000001e0))) OR (datalab_contains_st(list_value(10e0, 20e0, 0.5e0), "t1"."s_region") = 1))))
