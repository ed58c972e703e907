-- source_id long meta.id
-- g float mag
-- id int
SELECT "t1"."source_id" AS "source_id", "t2"."g" AS "g", "t3"."id" AS "id"
FROM (("gaia"."source" AS "t1"
LEFT JOIN "sdss"."star" AS "t2"
ON ("t1"."source_id" = "t2"."objid"))
RIGHT JOIN "upload_1" AS "t3"
ON ("t3"."id" = "t2"."objid"))
