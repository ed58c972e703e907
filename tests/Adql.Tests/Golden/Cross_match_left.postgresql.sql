-- source_id long meta.id
-- objid long
SELECT "t1"."source_id" AS "source_id", "t2"."objid" AS "objid"
FROM ("gaia"."source" AS "t1"
LEFT JOIN (SELECT "t2".*, "cell around"
FROM "sdss"."star" AS "t2" CROSS JOIN LATERAL unnest(datalab.datalab_cells_beside("t2"."hpx29", 16, 21304593, 1065029)) AS "cells around"("cell around")
WHERE ("t2"."g" < 20) OFFSET 0) AS "t2"
ON ((("t1"."hpx29" >> 26) = "t2"."cell around")
AND (pow(sin(radians("t2"."dec" - "t1"."dec") / 2), 2) + cos(radians("t1"."dec")) * cos(radians("t2"."dec")) * pow(sin(radians("t2"."ra" - "t1"."ra") / 2), 2) <= '1.9038588736548464E-11'::float8)))
