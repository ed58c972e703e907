-- id long
SELECT "t1"."id" AS "id"
FROM (SELECT "id", "region_inner", "region_key", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 0
AND 4503599627370495
UNION ALL SELECT "id", "region_inner", "region_key", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 32889990895632384
AND 32893557865971711
UNION ALL SELECT "id", "region_inner", "region_key", "region_lat", "region_lon", "region_outer", "s_region"
FROM "obs"."image"
WHERE "region_key" BETWEEN 46400978689196032
AND 46401000835121151) AS "t1"
WHERE ((("t1"."region_key" BETWEEN 0
AND 46401000835121151)
AND (("t1"."region_key" BETWEEN 0
AND 4503599627370495 OR "t1"."region_key" BETWEEN 32889990895632384
AND 32890241077477375 OR "t1"."region_key" BETWEEN 32890533135253504
AND 32890641583177727 OR "t1"."region_key" BETWEEN 32892992004030464
AND 32893190646267903 OR "t1"."region_key" BETWEEN 32893539612360704
AND 32893557865971711 OR "t1"."region_key" BETWEEN 46400978689196032
AND 46400979830046719 OR "t1"."region_key" BETWEEN 46400984460558336
AND 46400988419981311 OR "t1"."region_key" BETWEEN 46400990567464960
AND 46400992446513151 OR "t1"."region_key" BETWEEN 46400997009915904
AND 46401000835121151)
AND ((degrees(2 * atan2(sqrt(pow(sin(radians(20e0 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9396926207859084e0 * pow(sin(radians(10e0 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians(20e0 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9396926207859084e0 * pow(cos(radians(10e0 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_outer" + 1E-06))
AND ((degrees(2 * atan2(sqrt(pow(sin(radians(20e0 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9396926207859084e0 * pow(sin(radians(10e0 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians(20e0 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * 0.9396926207859084e0 * pow(cos(radians(10e0 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_inner" + (-1E-09))) OR (datalab_contains_st(list_value(10e0, 20e0), "t1"."s_region") = 1)))))
AND ("t1"."id" > 5))
