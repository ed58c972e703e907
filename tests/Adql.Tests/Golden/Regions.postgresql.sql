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
SELECT 'Circle ICRS 1 2 3' AS "c", '4/30-33,38 5/1024' AS "m", datalab.datalab_moc(5, CAST("t1"."footprint" AS DOUBLE PRECISION[])) AS "f", "t1"."s_region" AS "s_region", datalab.datalab_centroid(datalab.datalab_region("t1"."s_region")) AS "p", CAST(datalab.datalab_area(datalab.datalab_region("t1"."s_region")) AS DOUBLE PRECISION) AS "a", CAST('ICRS' AS TEXT) AS "s", datalab.datalab_centroid(CAST("t1"."footprint" AS DOUBLE PRECISION[])) AS "q", datalab.datalab_shape("t1"."s_region", 6) AS "o", ARRAY['1'::float8, '2'::float8] AS "x", datalab.datalab_outline(ARRAY["t1"."ra", "t1"."dec", "t1"."radius", '1'::float8]) AS "b"
FROM "sdss"."star" AS "t1"
WHERE (("t1"."hpx29" BETWEEN 1397575211292819456
AND 1397576035926540287 OR "t1"."hpx29" BETWEEN 1397580159095144448
AND 1397580433973051391 OR "t1"."hpx29" BETWEEN 1397583182752120832
AND 1397593628112584703 OR "t1"."hpx29" BETWEEN 1397631011507929088
AND 1397633210531184639 OR "t1"."hpx29" BETWEEN 1397635959310254080
AND 1397646404670717951 OR "t1"."hpx29" BETWEEN 1397649153449787392
AND 1397649703205601279 OR "t1"."hpx29" BETWEEN 1397655200763740160
AND 1397663996856762367 OR "t1"."hpx29" BETWEEN 1397669769292808192
AND 1397672792949784575 OR "t1"."hpx29" BETWEEN 1397681589042806784
AND 1397699181228851199 OR "t1"."hpx29" BETWEEN 1397718147804430336
AND 1397725019752103935 OR "t1"."hpx29" BETWEEN 1397734365600940032
AND 1397804184589303807 OR "t1"."hpx29" BETWEEN 1400665663600590848
AND 1400667587745939455 OR "t1"."hpx29" BETWEEN 1400760221600579584
AND 1400777813786623999 OR "t1"."hpx29" BETWEEN 1400786609879646208
AND 1400789908414529535 OR "t1"."hpx29" BETWEEN 1400795405972668416
AND 1400816021815689215 OR "t1"."hpx29" BETWEEN 1400821794251735040
AND 1400822069129641983)
AND (cos(radians("t1"."dec")) * ('0.9254165783983234'::float8 * cos(radians("t1"."ra")) + '0.16317591116653482'::float8 * sin(radians("t1"."ra"))) + '0.3420201433256687'::float8 * sin(radians("t1"."dec")) >= 0
AND (sqrt(pow((cos(radians("t1"."dec")) * ('-0.37852230636979245'::float8 * cos(radians("t1"."ra")) + '0.44096961052988237'::float8 * sin(radians("t1"."ra"))) + '0.8137976813493738'::float8 * sin(radians("t1"."dec"))) / '0.01745240643728351'::float8, 2) + pow((cos(radians("t1"."dec")) * ('0.01802831123629725'::float8 * cos(radians("t1"."ra")) + '0.8825641192593856'::float8 * sin(radians("t1"."ra"))) + '-0.46984631039295416'::float8 * sin(radians("t1"."dec"))) / '0.008726535498373935'::float8, 2)) - 1) * '0.008726535498373935'::float8 <= '2E-15'::float8))
