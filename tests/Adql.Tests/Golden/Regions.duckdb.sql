-- c char[*] adql:REGION
-- m char[*] moc
-- f char[*] moc
-- s_region char[*] adql:REGION
-- p double[2] point, deg
-- a double deg**2
-- s char[*]
-- q double[2] point, deg
-- o double[*] polygon, deg
-- x double[2] point, deg
-- b double[*] polygon, deg
SELECT 'Circle ICRS 1 2 3' AS "c", '4/30-33,38 5/1024' AS "m", datalab_moc(5, CAST("t1"."footprint" AS DOUBLE[])) AS "f", "t1"."s_region" AS "s_region", datalab_centroid_t("t1"."s_region") AS "p", CAST(datalab_area_t("t1"."s_region") AS DOUBLE) AS "a", CAST('ICRS' AS VARCHAR) AS "s", datalab_centroid(CAST("t1"."footprint" AS DOUBLE[])) AS "q", datalab_shape("t1"."s_region", 6) AS "o", list_value(1e0, 2e0) AS "x", datalab_outline(list_value("t1"."ra", "t1"."dec", "t1"."radius", 1e0)) AS "b"
FROM "sdss"."star" AS "t1"
WHERE (("t1"."hpx29" BETWEEN 1397575211292819456
AND 1400822069129641983)
AND (("t1"."hpx29" BETWEEN 1397575211292819456
AND 1397593628112584703 OR "t1"."hpx29" BETWEEN 1397631011507929088
AND 1397699181228851199 OR "t1"."hpx29" BETWEEN 1397718147804430336
AND 1397725019752103935 OR "t1"."hpx29" BETWEEN 1397734365600940032
AND 1397804184589303807 OR "t1"."hpx29" BETWEEN 1400665663600590848
AND 1400667587745939455 OR "t1"."hpx29" BETWEEN 1400760221600579584
AND 1400822069129641983)
AND datalab_in_region("t1"."ra", "t1"."dec", 'Ellipse ICRS 10 20 1 0.5 30')))
