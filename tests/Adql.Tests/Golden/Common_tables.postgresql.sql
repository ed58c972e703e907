-- ra double deg, pos.eq.ra
-- dec double deg, pos.eq.dec
-- mag float mag, phot.mag;em.opt
-- ra_2 double deg, pos.eq.ra
-- dec_2 double deg, pos.eq.dec
-- mag_2 float mag, phot.mag;em.opt
WITH "w1" AS (SELECT "t1"."ra" AS "c1", "t1"."dec" AS "c2", "t1"."mag" AS "c3"
FROM "gaia"."source" AS "t1"
WHERE ("t1"."mag" < 6)), "w2" AS (SELECT "t2"."c1" AS "c1", "t2"."c2" AS "c2", "t2"."c3" AS "c3"
FROM "w1" AS "t2"
ORDER BY 3 ASC NULLS LAST
LIMIT 3) SELECT "t3"."c1" AS "ra", "t3"."c2" AS "dec", "t3"."c3" AS "mag", "t4"."c1" AS "ra_2", "t4"."c2" AS "dec_2", "t4"."c3" AS "mag_2"
FROM ("w2" AS "t3"
INNER JOIN "w1" AS "t4"
ON ("t3"."c1" = "t4"."c1"))
