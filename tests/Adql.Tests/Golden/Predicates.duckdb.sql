-- name char[*] meta.id;meta.main
SELECT "t1"."name" AS "name"
FROM "gaia"."source" AS "t1"
WHERE ((("t1"."mag" BETWEEN 1
AND 2) OR ("t1"."name" NOT LIKE 'a_%'))
AND (NOT ("t1"."n_obs" IN (1, 2, (-3))))
AND ("t1"."obs_time" IS NOT NULL)
AND ("t1"."name" ILIKE 'x''y')
AND ("t1"."variable" = TRUE)
AND ("t1"."n_good" = 7))
