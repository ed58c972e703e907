-- cell long pos.healpix
-- count_all long meta.number
SELECT CAST((datalab.datalab_hpx29("t1"."ra", "t1"."dec") >> 42) AS BIGINT) AS "cell", count(*) AS "count_all"
FROM "gaia"."source" AS "t1"
GROUP BY (datalab.datalab_hpx29("t1"."ra", "t1"."dec") >> 42)
