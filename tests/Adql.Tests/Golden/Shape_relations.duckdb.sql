-- inside int
-- touching int
SELECT CAST((datalab_contains(list_value("t1"."ra", "t1"."dec"), CAST("t1"."footprint" AS DOUBLE[])) = 1) AS INTEGER) AS "inside", CAST((datalab_intersects(list_value("t1"."ra", "t1"."dec", 1e0), CAST("t1"."footprint" AS DOUBLE[])) = 1) AS INTEGER) AS "touching"
FROM "sdss"."star" AS "t1"
WHERE ((degrees(2 * atan2(sqrt(pow(sin(radians(20e0 - "t1"."dec") / 2), 2) + cos(radians("t1"."dec")) * 0.9396926207859084e0 * pow(sin(radians(10e0 - "t1"."ra") / 2), 2)), sqrt(pow(sin(radians(20e0 + "t1"."dec") / 2), 2) + cos(radians("t1"."dec")) * 0.9396926207859084e0 * pow(cos(radians(10e0 - "t1"."ra") / 2), 2)))) <= (5 - "t1"."radius"))
AND (degrees(2 * atan2(sqrt(pow(sin(radians("t1"."dec" - 20e0) / 2), 2) + 0.9396926207859084e0 * cos(radians("t1"."dec")) * pow(sin(radians("t1"."ra" - 10e0) / 2), 2)), sqrt(pow(sin(radians("t1"."dec" + 20e0) / 2), 2) + 0.9396926207859084e0 * cos(radians("t1"."dec")) * pow(cos(radians("t1"."ra" - 10e0) / 2), 2)))) <= (5 + "t1"."radius")))
