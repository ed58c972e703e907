-- id long
SELECT "t1"."id" AS "id"
FROM "obs"."image" AS "t1"
WHERE ((("t1"."region_key" BETWEEN 0
AND 4503599627370495 OR "t1"."region_key" BETWEEN 32889990895632384
AND 32890241077477375 OR "t1"."region_key" BETWEEN 32890533135253504
AND 32890641583177727 OR "t1"."region_key" BETWEEN 32892992004030464
AND 32893190646267903 OR "t1"."region_key" BETWEEN 32893539612360704
AND 32893557865971711 OR "t1"."region_key" BETWEEN 46400978689196032
AND 46400979830046719 OR "t1"."region_key" BETWEEN 46400984460558336
AND 46400988419981311 OR "t1"."region_key" BETWEEN 46400990567464960
AND 46400992446513151 OR "t1"."region_key" BETWEEN 46400997009915904
AND 46401000835121151)
AND ((degrees(2 * atan2(sqrt(pow(sin(radians('20'::float8 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * '0.9396926207859084'::float8 * pow(sin(radians('10'::float8 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians('20'::float8 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * '0.9396926207859084'::float8 * pow(cos(radians('10'::float8 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_outer" + '1E-06'::float8))
AND ((degrees(2 * atan2(sqrt(pow(sin(radians('20'::float8 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * '0.9396926207859084'::float8 * pow(sin(radians('10'::float8 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians('20'::float8 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * '0.9396926207859084'::float8 * pow(cos(radians('10'::float8 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_inner" + '-1E-09'::float8)) OR (datalab.datalab_contains(ARRAY['10'::float8, '20'::float8], datalab.datalab_region("t1"."s_region")) = 1))))
AND ("t1"."id" > 5))
