-- id long
SELECT "t1"."id" AS "id"
FROM "obs"."image" AS "t1"
WHERE (("t1"."region_key" BETWEEN 0
AND 4503599627370495 OR "t1"."region_key" BETWEEN 31692696821170176
AND 31692872914829311 OR "t1"."region_key" BETWEEN 31693169267572736
AND 31693285231689727 OR "t1"."region_key" BETWEEN 31693426965610496
AND 31693680368680959 OR "t1"."region_key" BETWEEN 31693972426457088
AND 31694045440901119 OR "t1"."region_key" BETWEEN 32884073504440320
AND 32884193763524607 OR "t1"."region_key" BETWEEN 32887079981547520
AND 32887148701024255 OR "t1"."region_key" BETWEEN 32889777221009408
AND 32890756473552895 OR "t1"."region_key" BETWEEN 32892989856546816
AND 32893694231183359 OR "t1"."region_key" BETWEEN 45204369326473216
AND 45204372883243007 OR "t1"."region_key" BETWEEN 45204374024093696
AND 45204375097835519 OR "t1"."region_key" BETWEEN 45204393351446528
AND 45204398518829055 OR "t1"."region_key" BETWEEN 45204399793897472
AND 45204399861006335 OR "t1"."region_key" BETWEEN 46400829506191360
AND 46401039959588863 OR "t1"."region_key" BETWEEN 46401383556972544
AND 46401413621743615 OR "t1"."region_key" BETWEEN 46403831688331264
AND 46403835983298559 OR "t1"."region_key" BETWEEN 46403926177611776
AND 46403973422252031)
AND (((degrees(2 * atan2(sqrt(pow(sin(radians('20.019999234958597'::float8 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * '0.9395731805580021'::float8 * pow(sin(radians('10.021286799312723'::float8 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians('20.019999234958597'::float8 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * '0.9395731805580021'::float8 * pow(cos(radians('10.021286799312723'::float8 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_outer" + '0.7353748194884964'::float8))
AND ((degrees(2 * atan2(sqrt(pow(sin(radians('20.019999234958597'::float8 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * '0.9395731805580021'::float8 * pow(sin(radians('10.021286799312723'::float8 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians('20.019999234958597'::float8 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * '0.9395731805580021'::float8 * pow(cos(radians('10.021286799312723'::float8 - "t1"."region_lon") / 2), 2)))) <= ('0.47999946284580364'::float8 - "t1"."region_outer")) OR (datalab.datalab_contains(datalab.datalab_region("t1"."s_region"), ARRAY['10.533782463290995'::float8, '20.499184379624836'::float8, '9.466217536709006'::float8, '20.499184379624836'::float8, '9.46959753436177'::float8, '19.499227498696932'::float8, '10.530402465638229'::float8, '19.499227498696932'::float8]) = 1))) OR ((degrees(2 * atan2(sqrt(pow(sin(radians('40'::float8 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * '0.766044443118978'::float8 * pow(sin(radians('30'::float8 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians('40'::float8 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * '0.766044443118978'::float8 * pow(cos(radians('30'::float8 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_outer" + '1E-06'::float8))
AND ((degrees(2 * atan2(sqrt(pow(sin(radians('40'::float8 - "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * '0.766044443118978'::float8 * pow(sin(radians('30'::float8 - "t1"."region_lon") / 2), 2)), sqrt(pow(sin(radians('40'::float8 + "t1"."region_lat") / 2), 2) + cos(radians("t1"."region_lat")) * '0.766044443118978'::float8 * pow(cos(radians('30'::float8 - "t1"."region_lon") / 2), 2)))) <= ("t1"."region_inner" + '-1E-09'::float8)) OR (datalab.datalab_intersects(datalab.datalab_region("t1"."s_region"), ARRAY['30'::float8, '40'::float8]) = 1)))))
