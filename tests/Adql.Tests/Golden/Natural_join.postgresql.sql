-- id int
-- x double
-- y double
-- val double
SELECT "t1"."id" AS "id", "t1"."x" AS "x", "t1"."y" AS "y", "t2"."val" AS "val"
FROM ("upload_1" AS "t1"
INNER JOIN "plain" AS "t2"
ON (("t1"."id" = "t2"."id")))
