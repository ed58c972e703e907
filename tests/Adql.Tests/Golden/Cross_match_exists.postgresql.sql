-- source_id long meta.id
SELECT "t1"."source_id" AS "source_id"
FROM "gaia"."source" AS "t1"
WHERE (NOT EXISTS (SELECT "t2"."objid" AS "c1", "t2"."ra" AS "c2", "t2"."dec" AS "c3", "t2"."g" AS "c4", "t2"."radius" AS "c5", "t2"."footprint" AS "c6", "t2"."s_region" AS "c7"
FROM (SELECT "t2".*, "cell around"
FROM "sdss"."star" AS "t2" CROSS JOIN LATERAL unnest(datalab.datalab_cells_beside("t2"."hpx29", 15, 85218369, 4260117)) AS "cells around"("cell around") OFFSET 0) AS "t2"
WHERE ((("t1"."hpx29" >> 28) = "t2"."cell around")
AND (pow(sin(radians("t1"."dec" - "t2"."dec") / 2), 2) + cos(radians("t2"."dec")) * cos(radians("t1"."dec")) * pow(sin(radians("t1"."ra" - "t2"."ra") / 2), 2) < '7.6154354944744E-11'::float8))))
