-- objid long
SELECT "t1"."objid" AS "objid"
FROM "sdss"."star" AS "t1"
WHERE (("t1"."hpx29" BETWEEN 1375225032675164160
AND 1375225032694824959 OR "t1"."hpx29" BETWEEN 1375225032725495808
AND 1375225032727855103 OR "t1"."hpx29" BETWEEN 1375225032763244544
AND 1375225032795488255 OR "t1"."hpx29" BETWEEN 1375225032873607168
AND 1375225032873869311 OR "t1"."hpx29" BETWEEN 1375225032963260416
AND 1375225032980037631 OR "t1"."hpx29" BETWEEN 1375225032991047680
AND 1375225033013854207)
AND (((cos(radians("t1"."dec")) * ('0.17100980852202097'::float8 * cos(radians("t1"."ra")) + '0.030155181951608545'::float8 * sin(radians("t1"."ra"))) + '-0.9848077530110774'::float8 * sin(radians("t1"."dec")) <= 2E-15)
AND (cos(radians("t1"."dec")) * ('-0.17366536577849123'::float8 * cos(radians("t1"."ra")) + '0.984804722129734'::float8 * sin(radians("t1"."ra"))) + '1.270649454868504E-12'::float8 * sin(radians("t1"."dec")) <= 2E-15)
AND (cos(radians("t1"."dec")) * ('0.00373129276511749'::float8 * cos(radians("t1"."ra")) + '-0.7228334281192345'::float8 * sin(radians("t1"."ra"))) + '0.6910122376974931'::float8 * sin(radians("t1"."dec")) <= 2E-15))))
