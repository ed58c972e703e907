-- id long
SELECT "t1"."id" AS "id"
FROM "obs"."image" AS "t1"
WHERE (NOT ((datalab_intersects_ts("t1"."s_region", list_value(10e0, 20e0, 0.1e0)) = 1)
AND ("t1"."id" = 3)))
