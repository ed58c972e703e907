-- expr_1 char[*]
-- lower_name char[*]
-- upper_name char[*]
-- coalesce_4 char[*] meta.id;meta.main
SELECT CAST(datalab_concat(datalab_concat("t1"."name", '-'), 'it''s') AS VARCHAR) AS "expr_1", CAST(lower("t1"."name") AS VARCHAR) AS "lower_name", CAST(upper("t1"."name") AS VARCHAR) AS "upper_name", CAST(coalesce("t1"."name", 'none') AS VARCHAR) AS "coalesce_4"
FROM "gaia"."source" AS "t1"
