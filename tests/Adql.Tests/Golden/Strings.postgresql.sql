-- expr_1 char[*]
-- lower_name char[*]
-- upper_name char[*]
-- coalesce_4 char[*] meta.id;meta.main
SELECT CAST((("t1"."name" || '-') || 'it''s') AS TEXT) AS "expr_1", CAST(datalab.datalab_lower("t1"."name") AS TEXT) AS "lower_name", CAST(datalab.datalab_upper("t1"."name") AS TEXT) AS "upper_name", CAST(coalesce("t1"."name", 'none') AS TEXT) AS "coalesce_4"
FROM "gaia"."source" AS "t1"
