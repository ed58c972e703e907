-- id int
-- x double
-- y double
-- source_id long meta.id
-- ra double deg, pos.eq.ra
-- dec double deg, pos.eq.dec
-- pmra double mas/yr, pos.pm;pos.eq.ra
-- pmdec double mas/yr, pos.pm;pos.eq.dec
-- mag float mag, phot.mag;em.opt
-- n_obs short
-- n_good int
-- name char[*] meta.id;meta.main
-- obs_time char[*] timestamp, time.epoch
-- variable boolean
-- spectrum float[*]
SELECT "t1"."id" AS "id", "t1"."x" AS "x", "t1"."y" AS "y", "t2"."source_id" AS "source_id", "t2"."ra" AS "ra", "t2"."dec" AS "dec", "t2"."pmra" AS "pmra", "t2"."pmdec" AS "pmdec", "t2"."mag" AS "mag", "t2"."n_obs" AS "n_obs", "t2"."n_good" AS "n_good", "t2"."name" AS "name", "t2"."obs_time" AS "obs_time", "t2"."variable" AS "variable", "t2"."spectrum" AS "spectrum"
FROM (SELECT "t1".*, unnest(datalab_cells_near("t1"."x", "t1"."y", 11, 17248092228, 5658400020)) AS "cell around"
FROM "upload_1" AS "t1"
WHERE ("t1"."id" > 5)) AS "t1", "gaia"."source" AS "t2"
WHERE ((("t2"."hpx29" >> 36) = "t1"."cell around")
AND (pow(sin(radians("t1"."y" - "t2"."dec") / 2), 2) + cos(radians("t2"."dec")) * cos(radians("t1"."y")) * pow(sin(radians("t1"."x" - "t2"."ra") / 2), 2) <= 7.615435475336095E-09)
AND ("t2"."mag" < 15))
