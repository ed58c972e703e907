-- source_id long meta.id
-- id long
SELECT "t1"."source_id" AS "source_id", "t2"."id" AS "id"
FROM ((SELECT "t1".*, unnest(datalab_keys_near("t1"."ra", "t1"."dec", '0 7/5/92656743040272/1168249196624 10/8/4398046511104/0')) AS "cell around"
FROM "gaia"."source" AS "t1") AS "t1"
INNER JOIN "obs"."image" AS "t2"
ON ((CASE ("t2"."region_key" >> 52) WHEN 0 THEN ("t2"."region_key" & (-4503599627370496)) WHEN 7 THEN ("t2"."region_key" & (-274877906944)) WHEN 10 THEN ("t2"."region_key" & (-4294967296)) END = "t1"."cell around")
AND (degrees(2 * atan2(sqrt(pow(sin(radians("t1"."dec" - "t2"."region_lat") / 2), 2) + cos(radians("t2"."region_lat")) * cos(radians("t1"."dec")) * pow(sin(radians("t1"."ra" - "t2"."region_lon") / 2), 2)), sqrt(pow(sin(radians("t1"."dec" + "t2"."region_lat") / 2), 2) + cos(radians("t2"."region_lat")) * cos(radians("t1"."dec")) * pow(cos(radians("t1"."ra" - "t2"."region_lon") / 2), 2)))) <= ("t2"."region_outer" + 1E-06))
AND ((degrees(2 * atan2(sqrt(pow(sin(radians("t1"."dec" - "t2"."region_lat") / 2), 2) + cos(radians("t2"."region_lat")) * cos(radians("t1"."dec")) * pow(sin(radians("t1"."ra" - "t2"."region_lon") / 2), 2)), sqrt(pow(sin(radians("t1"."dec" + "t2"."region_lat") / 2), 2) + cos(radians("t2"."region_lat")) * cos(radians("t1"."dec")) * pow(cos(radians("t1"."ra" - "t2"."region_lon") / 2), 2)))) <= ("t2"."region_inner" + (-1E-09))) OR (datalab_contains_st(list_value("t1"."ra", "t1"."dec"), "t2"."s_region") = 1))))
WHERE ("t1"."mag" < 3)
