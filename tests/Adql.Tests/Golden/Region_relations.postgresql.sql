-- objid long
SELECT "t1"."objid" AS "objid"
FROM "sdss"."star" AS "t1"
WHERE ((datalab.datalab_intersects(datalab.datalab_region("t1"."s_region"), ARRAY['10'::float8, '20'::float8, '1'::float8]) = 1)
AND (datalab.datalab_contains(CAST("t1"."footprint" AS DOUBLE PRECISION[]), datalab.datalab_region("t1"."s_region")) = 1)
AND (datalab.datalab_contains(ARRAY['10'::float8, '20'::float8], ARRAY["t1"."ra", "t1"."dec", "t1"."radius", "t1"."radius"]) = 1)
AND (datalab.datalab_intersects(datalab.datalab_region("t1"."s_region"), datalab.datalab_region('4/30-33')) = 1)
AND ((degrees(2 * atan2(sqrt(pow(sin(radians("t1"."dec" - '20'::float8) / 2), 2) + '0.9396926207859084'::float8 * cos(radians("t1"."dec")) * pow(sin(radians("t1"."ra" - '10'::float8) / 2), 2)), sqrt(pow(sin(radians("t1"."dec" + '20'::float8) / 2), 2) + '0.9396926207859084'::float8 * cos(radians("t1"."dec")) * pow(cos(radians("t1"."ra" - '10'::float8) / 2), 2)))) <= ("t1"."radius" + '1E-09'::float8))
AND (datalab.datalab_contains(ARRAY['10'::float8, '20'::float8], ARRAY["t1"."ra", "t1"."dec", "t1"."radius", '0.5'::float8, '30'::float8]) = 1)))
