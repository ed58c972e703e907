-- source_id long meta.id
-- objid long
SELECT "t1"."source_id" AS "source_id", "t2"."objid" AS "objid"
FROM ("gaia"."source" AS "t1"
LEFT JOIN LATERAL (SELECT "t2".*
FROM (SELECT unnest([("t1"."hpx29" >> 22) + 274877906944, ("t1"."hpx29" >> 28) + 4294967296, ("t1"."hpx29" >> 34) + 67108864, ("t1"."hpx29" >> 40) + 1048576, ("t1"."hpx29" >> 46) + 16384, ("t1"."hpx29" >> 52) + 256, ("t1"."hpx29" >> 58) + 4, -1]) AS "cell around") AS "n1", (SELECT "t2".*, unnest(CASE WHEN "t2"."radius" <= 0.000150299072265625e0 THEN list_transform(datalab_cells("t2"."ra", "t2"."dec", 18), lambda cell: cell + 274877906944) WHEN "t2"."radius" <= 0.001202392578125e0 THEN list_transform(datalab_cells("t2"."ra", "t2"."dec", 15), lambda cell: cell + 4294967296) WHEN "t2"."radius" <= 0.009619140625e0 THEN list_transform(datalab_cells("t2"."ra", "t2"."dec", 12), lambda cell: cell + 67108864) WHEN "t2"."radius" <= 0.076953125e0 THEN list_transform(datalab_cells("t2"."ra", "t2"."dec", 9), lambda cell: cell + 1048576) WHEN "t2"."radius" <= 0.615625e0 THEN list_transform(datalab_cells("t2"."ra", "t2"."dec", 6), lambda cell: cell + 16384) WHEN "t2"."radius" <= 4.925e0 THEN list_transform(datalab_cells("t2"."ra", "t2"."dec", 3), lambda cell: cell + 256) WHEN "t2"."radius" <= 39.4e0 THEN list_transform(datalab_cells("t2"."ra", "t2"."dec", 0), lambda cell: cell + 4) WHEN "t2"."radius" > 39.4e0 THEN [CAST(-1 AS BIGINT)] END) AS "cell around"
FROM "sdss"."star" AS "t2") AS "t2"
WHERE (("t2"."cell around" = "n1"."cell around")
AND (degrees(2 * atan2(sqrt(pow(sin(radians("t2"."dec" - "t1"."dec") / 2), 2) + cos(radians("t1"."dec")) * cos(radians("t2"."dec")) * pow(sin(radians("t2"."ra" - "t1"."ra") / 2), 2)), sqrt(pow(sin(radians("t2"."dec" + "t1"."dec") / 2), 2) + cos(radians("t1"."dec")) * cos(radians("t2"."dec")) * pow(cos(radians("t2"."ra" - "t1"."ra") / 2), 2)))) < "t2"."radius"))) AS "t2"
ON TRUE)
