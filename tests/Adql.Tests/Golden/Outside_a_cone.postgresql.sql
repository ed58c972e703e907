-- source_id long meta.id
SELECT "t1"."source_id" AS "source_id"
FROM "gaia"."source" AS "t1"
WHERE (NOT (pow(sin(radians('24.1167'::float8 - "t1"."dec") / 2), 2) + cos(radians("t1"."dec")) * '0.9127151223867312'::float8 * pow(sin(radians('56.75'::float8 - "t1"."ra") / 2), 2) <= '7.615242180438042E-05'::float8))
