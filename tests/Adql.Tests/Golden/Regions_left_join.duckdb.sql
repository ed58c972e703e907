-- mine int
-- id long
SELECT "t1"."id" AS "mine", "t2"."id" AS "id"
FROM ("upload_1" AS "t1"
LEFT JOIN LATERAL (SELECT "t2".*
FROM (SELECT unnest(datalab_keys_near("t1"."x", "t1"."y", '0 7/5/92719759508816/1105232728080 10/7/4415511609621/1448550405185')) AS "cell around") AS "k1", "obs"."image" AS "t2"
WHERE ((CASE ("t2"."region_key" >> 52) WHEN 0 THEN ("t2"."region_key" & (-4503599627370496)) WHEN 7 THEN ("t2"."region_key" & (-274877906944)) WHEN 10 THEN ("t2"."region_key" & (-17179869184)) END = "k1"."cell around")
AND (degrees(2 * atan2(sqrt(pow(sin(radians("t1"."y" - "t2"."region_lat") / 2), 2) + cos(radians("t2"."region_lat")) * cos(radians("t1"."y")) * pow(sin(radians("t1"."x" - "t2"."region_lon") / 2), 2)), sqrt(pow(sin(radians("t1"."y" + "t2"."region_lat") / 2), 2) + cos(radians("t2"."region_lat")) * cos(radians("t1"."y")) * pow(cos(radians("t1"."x" - "t2"."region_lon") / 2), 2)))) <= ("t2"."region_outer" + 0.010001e0))
AND ((degrees(2 * atan2(sqrt(pow(sin(radians("t1"."y" - "t2"."region_lat") / 2), 2) + cos(radians("t2"."region_lat")) * cos(radians("t1"."y")) * pow(sin(radians("t1"."x" - "t2"."region_lon") / 2), 2)), sqrt(pow(sin(radians("t1"."y" + "t2"."region_lat") / 2), 2) + cos(radians("t2"."region_lat")) * cos(radians("t1"."y")) * pow(cos(radians("t1"."x" - "t2"."region_lon") / 2), 2)))) <= ("t2"."region_inner" + 0.009999999e0)) OR (datalab_intersects_st(list_value("t1"."x", "t1"."y", 0.01e0), "t2"."s_region") = 1)))) AS "t2"
ON TRUE)
