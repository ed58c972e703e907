-- objid long
-- ra double deg, pos.eq.ra
-- dec double deg, pos.eq.dec
-- g float mag
-- radius double deg
-- footprint double[*] polygon, deg
-- s_region char[*] adql:REGION
SELECT "t1"."objid" AS "objid", "t1"."ra" AS "ra", "t1"."dec" AS "dec", "t1"."g" AS "g", "t1"."radius" AS "radius", "t1"."footprint" AS "footprint", "t1"."s_region" AS "s_region"
FROM "sdss"."star" AS "t1"
