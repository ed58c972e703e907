-- source_id long meta.id
-- objid long
SELECT "t1"."source_id" AS "source_id", "t2"."objid" AS "objid"
FROM ("gaia"."source" AS "t1"
LEFT JOIN LATERAL (SELECT "t2".*
FROM LATERAL unnest(ARRAY[("t1"."hpx29" >> 22) + 274877906944, ("t1"."hpx29" >> 28) + 4294967296, ("t1"."hpx29" >> 34) + 67108864, ("t1"."hpx29" >> 40) + 1048576, ("t1"."hpx29" >> 46) + 16384, ("t1"."hpx29" >> 52) + 256, ("t1"."hpx29" >> 58) + 4, -1]) AS "n1"("cell around"), (WITH "asked again" AS MATERIALIZED (SELECT "t2".*, "cell around"
FROM "sdss"."star" AS "t2" CROSS JOIN LATERAL unnest(CASE WHEN "t2"."radius" <= '0.000150299072265625'::float8 THEN datalab.datalab_cell_keys("t2"."ra", "t2"."dec", 18) WHEN "t2"."radius" <= '0.001202392578125'::float8 THEN datalab.datalab_cell_keys("t2"."ra", "t2"."dec", 15) WHEN "t2"."radius" <= '0.009619140625'::float8 THEN datalab.datalab_cell_keys("t2"."ra", "t2"."dec", 12) WHEN "t2"."radius" <= '0.076953125'::float8 THEN datalab.datalab_cell_keys("t2"."ra", "t2"."dec", 9) WHEN "t2"."radius" <= '0.615625'::float8 THEN datalab.datalab_cell_keys("t2"."ra", "t2"."dec", 6) WHEN "t2"."radius" <= '4.925'::float8 THEN datalab.datalab_cell_keys("t2"."ra", "t2"."dec", 3) WHEN "t2"."radius" <= '39.4'::float8 THEN datalab.datalab_cell_keys("t2"."ra", "t2"."dec", 0) WHEN "t2"."radius" > '39.4'::float8 THEN '{-1}'::int8[] END) AS "cells around"("cell around")) SELECT *
FROM "asked again") AS "t2"
WHERE (("t2"."cell around" = "n1"."cell around")
AND (degrees(2 * atan2(sqrt(pow(sin(radians("t2"."dec" - "t1"."dec") / 2), 2) + cos(radians("t1"."dec")) * cos(radians("t2"."dec")) * pow(sin(radians("t2"."ra" - "t1"."ra") / 2), 2)), sqrt(pow(sin(radians("t2"."dec" + "t1"."dec") / 2), 2) + cos(radians("t1"."dec")) * cos(radians("t2"."dec")) * pow(cos(radians("t2"."ra" - "t1"."ra") / 2), 2)))) < "t2"."radius"))) AS "t2"
ON TRUE)
