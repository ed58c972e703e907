-- id long
SELECT "t5"."c1" AS "id"
FROM (((SELECT "t1"."id" AS "c1"
FROM "plain" AS "t1")
UNION ALL (SELECT "t2"."source_id" AS "c1"
FROM "gaia"."source" AS "t2"))
EXCEPT ((SELECT "t3"."id" AS "c1"
FROM "upload_1" AS "t3"
ORDER BY "t3"."x" ASC NULLS LAST
LIMIT 5)
INTERSECT (SELECT "t4"."objid" AS "c1"
FROM "sdss"."star" AS "t4"))) AS "t5"
ORDER BY 1 DESC NULLS LAST
