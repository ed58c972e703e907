-- id int
-- x double
-- id_2 int
SELECT CAST(coalesce("t1"."id", "t2"."id") AS INTEGER) AS "id", "t1"."x" AS "x", "t2"."id" AS "id_2"
FROM ("upload_1" AS "t1"
FULL JOIN "plain" AS "t2"
ON (("t1"."id" = "t2"."id")))
