-- id long
SELECT "t1"."id" AS "id"
FROM "obs"."image" AS "t1"
WHERE (("t1"."region_key" BETWEEN 0
AND 4503599627370495 OR "t1"."region_key" BETWEEN 32890034113740800
AND 32890034919047167 OR "t1"."region_key" BETWEEN 32890073036881920
AND 32890240272171007 OR "t1"."region_key" BETWEEN 32893033343090688
AND 32893036027445247 OR "t1"."region_key" BETWEEN 32893127295500288
AND 32893170513608703)
AND ((degrees(2 * atan2(sqrt(pow(sin(radians('20'::float8 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * '0.9396926207859084'::float8 * pow(sin(radians('10'::float8 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians('20'::float8 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * '0.9396926207859084'::float8 * pow(cos(radians('10'::float8 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_outer" + '-0.499999'::float8))
AND ((degrees(2 * atan2(sqrt(pow(sin(radians('20'::float8 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * '0.9396926207859084'::float8 * pow(sin(radians('10'::float8 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians('20'::float8 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * '0.9396926207859084'::float8 * pow(cos(radians('10'::float8 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_inner" + '-0.500000001'::float8)) OR (datalab.datalab_contains(ARRAY['10'::float8, '20'::float8, '0.5'::float8], datalab.datalab_region("t1"."s_region")) = 1))))
