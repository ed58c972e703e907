-- inside int
-- touching int
SELECT CAST((datalab.datalab_contains(ARRAY["t1"."ra", "t1"."dec"], CAST("t1"."footprint" AS DOUBLE PRECISION[])) = 1) AS INTEGER) AS "inside", CAST((datalab.datalab_intersects(ARRAY["t1"."ra", "t1"."dec", '1'::float8], CAST("t1"."footprint" AS DOUBLE PRECISION[])) = 1) AS INTEGER) AS "touching"
FROM "sdss"."star" AS "t1"
WHERE ((degrees(2 * atan2(sqrt(pow(sin(radians('20'::float8 - "t1"."dec") / 2), 2) + cos(radians("t1"."dec")) * '0.9396926207859084'::float8 * pow(sin(radians('10'::float8 - "t1"."ra") / 2), 2)), sqrt(pow(sin(radians('20'::float8 + "t1"."dec") / 2), 2) + cos(radians("t1"."dec")) * '0.9396926207859084'::float8 * pow(cos(radians('10'::float8 - "t1"."ra") / 2), 2)))) <= (5 - "t1"."radius"))
AND (degrees(2 * atan2(sqrt(pow(sin(radians("t1"."dec" - '20'::float8) / 2), 2) + '0.9396926207859084'::float8 * cos(radians("t1"."dec")) * pow(sin(radians("t1"."ra" - '10'::float8) / 2), 2)), sqrt(pow(sin(radians("t1"."dec" + '20'::float8) / 2), 2) + '0.9396926207859084'::float8 * cos(radians("t1"."dec")) * pow(cos(radians("t1"."ra" - '10'::float8) / 2), 2)))) <= (5 + "t1"."radius")))
