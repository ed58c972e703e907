-- source_id long meta.id
-- ra double deg, pos.eq.ra
-- magnitude float mag, phot.mag;em.opt
SELECT "t1"."source_id" AS "source_id", "t1"."ra" AS "ra", "t1"."mag" AS "magnitude"
FROM "gaia"."source" AS "t1"
