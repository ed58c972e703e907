-- m float mag, phot.mag;em.opt;stat.max
SELECT "t1"."c1" AS "m"
FROM (SELECT max("t2"."mag") AS "c1", "t2"."n_obs" AS "c2"
FROM "gaia"."source" AS "t2"
GROUP BY "t2"."n_obs") AS "t1"
WHERE (("t1"."c2" IN (SELECT "t3"."id" AS "c1"
FROM "plain" AS "t3"))
AND EXISTS (SELECT "t5"."id" AS "c1", "t5"."val" AS "c2"
FROM "plain" AS "t5"
WHERE ("t5"."id" = "t1"."c2")))
