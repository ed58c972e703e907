-- mine int
-- id long
SELECT "t1"."id" AS "mine", "t2"."id" AS "id"
FROM ("upload_1" AS "t1"
LEFT JOIN LATERAL (SELECT "t2".*
FROM LATERAL unnest(datalab.datalab_keys_near("t1"."x", "t1"."y", '{0,7,10}'::int8[], '{-1,5,7}'::int8[], '{0,92719759508816,4415511609621}'::int8[], '{0,1105232728080,1448550405185}'::int8[])) AS "k1"("cell around"), "obs"."image" AS "t2"
WHERE (("t2"."region_key" BETWEEN "k1"."cell around"
AND CASE ("k1"."cell around" >> 52) WHEN 0 THEN ("k1"."cell around" + 4503599627370495) WHEN 7 THEN ("k1"."cell around" + 274877906943) WHEN 10 THEN ("k1"."cell around" + 17179869183) END)
AND (degrees(2 * atan2(sqrt(pow(sin(radians("t1"."y" - "t2"."region_lat") / 2), 2) + cos(radians("t2"."region_lat")) * cos(radians("t1"."y")) * pow(sin(radians("t1"."x" - "t2"."region_lon") / 2), 2)), sqrt(pow(sin(radians("t1"."y" + "t2"."region_lat") / 2), 2) + cos(radians("t2"."region_lat")) * cos(radians("t1"."y")) * pow(cos(radians("t1"."x" - "t2"."region_lon") / 2), 2)))) <= ("t2"."region_outer" + '0.010001'::float8))
AND ((degrees(2 * atan2(sqrt(pow(sin(radians("t1"."y" - "t2"."region_lat") / 2), 2) + cos(radians("t2"."region_lat")) * cos(radians("t1"."y")) * pow(sin(radians("t1"."x" - "t2"."region_lon") / 2), 2)), sqrt(pow(sin(radians("t1"."y" + "t2"."region_lat") / 2), 2) + cos(radians("t2"."region_lat")) * cos(radians("t1"."y")) * pow(cos(radians("t1"."x" - "t2"."region_lon") / 2), 2)))) <= ("t2"."region_inner" + '0.009999999'::float8)) OR (datalab.datalab_intersects(ARRAY["t1"."x", "t1"."y", '0.01'::float8], datalab.datalab_region("t2"."s_region")) = 1)))) AS "t2"
ON TRUE)
