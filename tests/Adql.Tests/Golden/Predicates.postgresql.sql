-- name char[*] meta.id;meta.main
SELECT "t1"."name" AS "name"
FROM "gaia"."source" AS "t1"
WHERE ((("t1"."mag" BETWEEN 1
AND 2) OR ("t1"."name" NOT LIKE 'a_%' ESCAPE ''))
AND (NOT ("t1"."n_obs" IN (1, 2, (-3))))
AND ("t1"."obs_time" IS NOT NULL)
AND (datalab.datalab_lower("t1"."name") LIKE datalab.datalab_lower('x''y') ESCAPE '')
AND ("t1"."variable" = TRUE)
AND ("t1"."n_good" = 7))
