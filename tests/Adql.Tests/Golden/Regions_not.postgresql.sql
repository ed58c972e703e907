-- id long
SELECT "t1"."id" AS "id"
FROM "obs"."image" AS "t1"
WHERE (NOT ((datalab.datalab_intersects(datalab.datalab_region("t1"."s_region"), ARRAY['10'::float8, '20'::float8, '0.1'::float8]) = 1)
AND ("t1"."id" = 3)))
