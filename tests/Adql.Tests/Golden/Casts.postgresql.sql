-- mag double mag, phot.mag;em.opt
-- name char[4] meta.id;meta.main
-- obs_time char[*] time.epoch
-- expr_4 char[*] timestamp
-- name_2 long meta.id;meta.main
-- expr_6 float
SELECT CAST("t1"."mag" AS DOUBLE PRECISION) AS "mag", left(CAST("t1"."name" AS TEXT), 4) AS "name", replace(CAST("t1"."obs_time" AS TEXT), ' ', 'T') AS "obs_time", TIMESTAMP '2021-01-14 11:25:00' AS "expr_4", CAST(round(CAST("t1"."name" AS NUMERIC)) AS BIGINT) AS "name_2", CAST(NULL AS REAL) AS "expr_6"
FROM "gaia"."source" AS "t1"
