-- name char[*] meta.id;meta.main
-- mag float mag, phot.mag;em.opt
SELECT DISTINCT "t1"."name" COLLATE "C" AS "name", "t1"."mag" AS "mag"
FROM "gaia"."source" AS "t1"
WHERE ("t1"."mag" < '12.5'::float8)
ORDER BY 2 DESC NULLS LAST, 1 ASC NULLS LAST
LIMIT 10 OFFSET 20
