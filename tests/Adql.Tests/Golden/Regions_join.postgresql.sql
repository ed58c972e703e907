-- source_id long meta.id
-- id long
SELECT "t1"."source_id" AS "source_id", "t2"."id" AS "id"
FROM ((SELECT "t1".*, "cell around"
FROM "gaia"."source" AS "t1" CROSS JOIN LATERAL unnest(datalab.datalab_keys_near("t1"."ra", "t1"."dec", '{0,7,10}'::int8[], '{-1,5,8}'::int8[], '{0,92656743040272,4398046511104}'::int8[], '{0,1168249196624,0}'::int8[])) AS "cells around"("cell around") OFFSET 0) AS "t1"
INNER JOIN "obs"."image" AS "t2"
ON (("t2"."region_key" BETWEEN "t1"."cell around"
AND CASE ("t1"."cell around" >> 52) WHEN 0 THEN ("t1"."cell around" + 4503599627370495) WHEN 7 THEN ("t1"."cell around" + 274877906943) WHEN 10 THEN ("t1"."cell around" + 4294967295) END)
AND (degrees(2 * atan2(sqrt(pow(sin(radians("t1"."dec" - "t2"."region_lat") / 2), 2) + cos(radians("t2"."region_lat")) * cos(radians("t1"."dec")) * pow(sin(radians("t1"."ra" - "t2"."region_lon") / 2), 2)), sqrt(pow(sin(radians("t1"."dec" + "t2"."region_lat") / 2), 2) + cos(radians("t2"."region_lat")) * cos(radians("t1"."dec")) * pow(cos(radians("t1"."ra" - "t2"."region_lon") / 2), 2)))) <= ("t2"."region_outer" + '1E-06'::float8))
AND ((degrees(2 * atan2(sqrt(pow(sin(radians("t1"."dec" - "t2"."region_lat") / 2), 2) + cos(radians("t2"."region_lat")) * cos(radians("t1"."dec")) * pow(sin(radians("t1"."ra" - "t2"."region_lon") / 2), 2)), sqrt(pow(sin(radians("t1"."dec" + "t2"."region_lat") / 2), 2) + cos(radians("t2"."region_lat")) * cos(radians("t1"."dec")) * pow(cos(radians("t1"."ra" - "t2"."region_lon") / 2), 2)))) <= ("t2"."region_inner" + '-1E-09'::float8)) OR (datalab.datalab_contains(ARRAY["t1"."ra", "t1"."dec"], datalab.datalab_region("t2"."s_region")) = 1))))
WHERE ("t1"."mag" < 3)
