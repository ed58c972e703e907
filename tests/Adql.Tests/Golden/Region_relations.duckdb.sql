-- objid long
SELECT "t1"."objid" AS "objid"
FROM "sdss"."star" AS "t1"
WHERE ((datalab_intersects_ts("t1"."s_region", list_value(10e0, 20e0, 1e0)) = 1)
AND (datalab_contains_st(CAST("t1"."footprint" AS DOUBLE[]), "t1"."s_region") = 1)
AND (datalab_contains(list_value(10e0, 20e0), list_value("t1"."ra", "t1"."dec", "t1"."radius", "t1"."radius")) = 1)
AND (datalab_intersects_tt("t1"."s_region", '4/30-33') = 1)
AND ((degrees(2 * atan2(sqrt(pow(sin(radians("t1"."dec" - 20e0) / 2), 2) + 0.9396926207859084e0 * cos(radians("t1"."dec")) * pow(sin(radians("t1"."ra" - 10e0) / 2), 2)), sqrt(pow(sin(radians("t1"."dec" + 20e0) / 2), 2) + 0.9396926207859084e0 * cos(radians("t1"."dec")) * pow(cos(radians("t1"."ra" - 10e0) / 2), 2)))) <= ("t1"."radius" + 1E-09))
AND (datalab_contains(list_value(10e0, 20e0), list_value("t1"."ra", "t1"."dec", "t1"."radius", 0.5e0, 30e0)) = 1)))
