-- 2mass char[16]
-- Size int
-- raj2000 double
SELECT "t1"."2mass" AS "2mass", "t1"."Size" AS "Size", "t1"."RAJ2000" AS "raj2000"
FROM "v1" AS "t1"
