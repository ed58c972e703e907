-- source_id long meta.id
-- objid long
SELECT "t1"."source_id" AS "source_id", "t2"."objid" AS "objid"
FROM ("gaia"."source" AS "t1"
INNER JOIN (SELECT "t2".*, "cell around"
FROM "sdss"."star" AS "t2" CROSS JOIN LATERAL unnest(datalab.datalab_cells_beside("t2"."hpx29", 16, 5574660, 16794964)) AS "cells around"("cell around") OFFSET 0) AS "t2"
ON (("t1"."hpx29" BETWEEN ("t2"."cell around" << 26)
AND ("t2"."cell around" << 26) + 67108863)
AND (pow(sin(radians("t2"."dec" - "t1"."dec") / 2), 2) + cos(radians("t1"."dec")) * cos(radians("t2"."dec")) * pow(sin(radians("t2"."ra" - "t1"."ra") / 2), 2) < '5.876107634762963E-12'::float8)))
