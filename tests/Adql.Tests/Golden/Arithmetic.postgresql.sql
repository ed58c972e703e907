-- expr_1 int
-- expr_2 int
-- expr_3 int
-- expr_4 float
-- expr_5 double mag
-- expr_6 int
-- expr_7 int
-- expr_8 double
-- expr_9 double
SELECT CAST((CAST("t1"."n_obs" AS INTEGER) + 1) AS INTEGER) AS "expr_1", CAST((-CAST("t1"."n_obs" AS INTEGER)) AS INTEGER) AS "expr_2", CAST(("t1"."n_good" / 2) AS INTEGER) AS "expr_3", CAST(("t1"."mag" / nullif(CAST("t1"."n_good" AS REAL), 0)) AS REAL) AS "expr_4", CAST(("t1"."mag" - '5'::float8) AS DOUBLE PRECISION) AS "expr_5", CAST((("t2"."a" - "t2"."b") - "t2"."c") AS INTEGER) AS "expr_6", CAST(("t2"."a" - ("t2"."b" - "t2"."c")) AS INTEGER) AS "expr_7", "t2"."x" AS "expr_8", CAST(("t2"."x" * ("t2"."y" + 1)) AS DOUBLE PRECISION) AS "expr_9"
FROM "gaia"."source" AS "t1", "numbers" AS "t2"
