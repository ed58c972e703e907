-- id int
-- k long meta.number
SELECT "j3"."t1 id" AS "id", CAST((SELECT count("t8"."id") AS "c1"
FROM ((SELECT "t7"."a" AS "t7 a", "t7"."b" AS "t7 b", ("t7"."b" = "j3"."t1 id") AS "f1"
FROM "numbers" AS "t7") AS "j1"
LEFT JOIN "plain" AS "t8"
ON (("j1"."t7 a" = "t8"."id")
AND ("j1"."f1" IS TRUE)))) AS BIGINT) AS "k"
FROM ((SELECT "t1"."id" AS "t1 id", "j2"."t2 a" AS "j2 t2 a", "j2"."t2 b" AS "j2 t2 b", "j2"."t2 c" AS "j2 t2 c", "j2"."t2 x" AS "j2 t2 x", "j4"."t5 id" AS "t5 id"
FROM (("plain" AS "t1"
LEFT JOIN (SELECT "t2"."a" AS "t2 a", "t2"."b" AS "t2 b", "t2"."c" AS "t2 c", "t2"."x" AS "t2 x", ("t2"."b" IN (SELECT "t3"."id" AS "c1"
FROM "plain" AS "t3")) AS "f1"
FROM "numbers" AS "t2") AS "j2"
ON (("t1"."id" = "j2"."t2 a")
AND ("j2"."f1" IS TRUE)))
LEFT JOIN LATERAL (SELECT "t5"."id" AS "t5 id"
FROM "s1" AS "t5"
WHERE (("t5"."id" = "j2"."t2 c")
AND EXISTS (SELECT CAST(1 AS INTEGER) AS "c1"
FROM "plain" AS "t6"
WHERE (("t6"."id" = "t5"."id")
AND ("t6"."val" = "j2"."t2 x"))))) AS "j4"
ON TRUE))
UNION ALL (SELECT NULL AS "t1 id", NULL AS "j2 t2 a", NULL AS "j2 t2 b", NULL AS "j2 t2 c", NULL AS "j2 t2 x", "t5"."id" AS "t5 id"
FROM "s1" AS "t5"
WHERE (NOT EXISTS (SELECT CAST(1 AS INTEGER) AS "c1"
FROM ("plain" AS "t1"
LEFT JOIN (SELECT "t2"."a" AS "t2 a", "t2"."b" AS "t2 b", "t2"."c" AS "t2 c", "t2"."x" AS "t2 x", ("t2"."b" IN (SELECT "t3"."id" AS "c1"
FROM "plain" AS "t3")) AS "f1"
FROM "numbers" AS "t2") AS "j2"
ON (("t1"."id" = "j2"."t2 a")
AND ("j2"."f1" IS TRUE)))
WHERE (("t5"."id" = "j2"."t2 c")
AND EXISTS (SELECT CAST(1 AS INTEGER) AS "c1"
FROM "plain" AS "t6"
WHERE (("t6"."id" = "t5"."id")
AND ("t6"."val" = "j2"."t2 x")))))))) AS "j3"
