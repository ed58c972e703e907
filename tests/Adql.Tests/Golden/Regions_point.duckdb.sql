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
AND datalab_in_ranges("t1"."region_key", '0 4503599627370495 32889990895632384 32890241077477375 32890533135253504 32890641583177727 32892992004030464 32893190646267903 32893539612360704 32893557865971711 46400978689196032 46400979830046719 46400984460558336 46400988419981311 46400990567464960 46400992446513151 46400997009915904 46401000835121151')
AND ((datalab_separation("t1"."region_lon", "t1"."region_lat", 10e0, 20e0) <= ("t1"."region_outer" + 1E-06))
AND ((datalab_separation("t1"."region_lon", "t1"."region_lat", 10e0, 20e0) <= ("t1"."region_inner" + (-1E-09))) OR (datalab_contains_st(list_value(10e0, 20e0), "t1"."s_region") = 1))))
AND ("t1"."id" > 5))
