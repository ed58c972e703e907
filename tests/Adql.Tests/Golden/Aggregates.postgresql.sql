-- n_obs short
-- count_all long meta.number
-- count_name long meta.number
-- min_mag float mag, phot.mag;em.opt;stat.min
-- max_ra double deg, pos.eq.ra;stat.max
-- sum_n_good long
-- sum_mag double mag, phot.mag;em.opt
-- avg_n_obs double
SELECT "t1"."n_obs" AS "n_obs", count(*) AS "count_all", count(DISTINCT "t1"."name") AS "count_name", min("t1"."mag") AS "min_mag", max("t1"."ra") AS "max_ra", CAST(sum("t1"."n_good") AS BIGINT) AS "sum_n_good", CAST(sum(CAST("t1"."mag" AS DOUBLE PRECISION)) AS DOUBLE PRECISION) AS "sum_mag", CAST(avg("t1"."n_obs") AS DOUBLE PRECISION) AS "avg_n_obs"
FROM "gaia"."source" AS "t1"
GROUP BY "t1"."n_obs"
HAVING (count(*) > 10)
ORDER BY 2 DESC NULLS LAST
