-- objid long
SELECT "t1"."objid" AS "objid"
FROM "sdss"."star" AS "t1"
WHERE (("t1"."hpx29" BETWEEN 1375225032609890304
AND 1375225032627716095 OR "t1"."hpx29" BETWEEN 1375225032663367680
AND 1375225032676999167 OR "t1"."hpx29" BETWEEN 1375225032697970688
AND 1375225032736767999 OR "t1"."hpx29" BETWEEN 1375225032745156608
AND 1375225032815411199 OR "t1"."hpx29" BETWEEN 1375225033118449664
AND 1375225033122643967 OR "t1"."hpx29" BETWEEN 1375225033164587008
AND 1375225033167732735)
AND (((cos(radians("t1"."dec")) * ('-0.171018535162'::float8 * cos(radians("t1"."ra")) + '-0.03015518195029992'::float8 * sin(radians("t1"."ra"))) + '0.9848062376084893'::float8 * sin(radians("t1"."dec")) <= 2E-15)
AND (cos(radians("t1"."dec")) * ('0.17363971415464108'::float8 * cos(radians("t1"."ra")) + '-0.9848092453191116'::float8 * sin(radians("t1"."ra"))) + '-1.5153662201687766E-06'::float8 * sin(radians("t1"."dec")) <= 2E-15)
AND (cos(radians("t1"."dec")) * ('0.17100160815064552'::float8 * cos(radians("t1"."ra")) + '0.030152197261495366'::float8 * sin(radians("t1"."ra"))) + '-0.9848092683409296'::float8 * sin(radians("t1"."dec")) <= 2E-15)
AND (cos(radians("t1"."dec")) * ('-0.17365664116599555'::float8 * cos(radians("t1"."ra")) + '0.9848062606303071'::float8 * sin(radians("t1"."ra"))) + '-1.5153662201687766E-06'::float8 * sin(radians("t1"."dec")) <= 2E-15))))
