-- Numbers. Outside its domain a function is NULL, as a division by zero is; a result too small for a double is 0, as elsewhere,
-- where PostgreSQL would end the query.

CREATE OR REPLACE FUNCTION datalab.datalab_sqrt(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN x >= 0 THEN sqrt(x) END;

CREATE OR REPLACE FUNCTION datalab.datalab_log(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN x > 0 THEN ln(x) END;

CREATE OR REPLACE FUNCTION datalab.datalab_log10(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN x > 0 THEN log10(x) END;

CREATE OR REPLACE FUNCTION datalab.datalab_exp(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN x < -745.1 THEN 0 ELSE exp(x) END;

CREATE OR REPLACE FUNCTION datalab.datalab_asin(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN abs(x) <= 1 OR x = 'NaN' THEN asin(x) END;

CREATE OR REPLACE FUNCTION datalab.datalab_acos(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN abs(x) <= 1 OR x = 'NaN' THEN acos(x) END;

CREATE OR REPLACE FUNCTION datalab.datalab_cot(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN x <> 0 THEN cot(x) END;

-- NULL also where the result is infinite.
CREATE OR REPLACE FUNCTION datalab.datalab_power(x double precision, y double precision) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    result float8;
BEGIN
    IF x = 0 AND y < 0 OR x < 0 AND y <> trunc(y) THEN
        RETURN NULL;
    END IF;
    IF x <> 0 AND abs(x) < 'Infinity' AND abs(y) < 'Infinity' THEN
        IF abs(y) < 1e-290 THEN
            RETURN 1;
        END IF;
        result := ln(abs(x));
        IF result <> 0 THEN
            result := result * least(greatest(y, -1e300), 1e300);
        END IF;
        IF result > 709.78 THEN
            RETURN NULL;
        ELSIF result < -745.1 THEN
            RETURN 0;
        END IF;
    END IF;
    result := power(x, y);
    RETURN CASE WHEN abs(result) < 'Infinity' THEN result END;
END $$;

-- The exact remainder, with the sign of a.
CREATE OR REPLACE FUNCTION datalab.datalab_mod(a double precision, b double precision) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    rest float8 := abs(a);
    divisor float8 := abs(b);
    step float8 := divisor;
BEGIN
    IF b = 0 THEN
        RETURN NULL;
    ELSIF a = 'NaN' OR b = 'NaN' OR rest = 'Infinity' THEN
        RETURN 'NaN';
    ELSIF rest < divisor THEN
        RETURN a;
    END IF;
    WHILE step <= rest - step LOOP
        step := step + step;
    END LOOP;
    LOOP
        IF rest >= step THEN
            rest := rest - step;
        END IF;
        EXIT WHEN step <= divisor OR rest = 0;
        step := step / 2;
    END LOOP;
    RETURN CASE WHEN a < 0 THEN -rest ELSE rest END;
END $$;

-- Halves go away from zero.
CREATE OR REPLACE FUNCTION datalab.datalab_round(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN abs(x) < 4503599627370496
    THEN trunc(x) + CASE WHEN abs(x - trunc(x)) >= 0.5 THEN sign(x) ELSE 0 END
    ELSE x
END;

CREATE OR REPLACE FUNCTION datalab.datalab_round(x double precision, digits integer) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    unit float8 := power(10::float8, abs(digits)::float8);
BEGIN
    IF digits >= 0 THEN
        RETURN CASE
            WHEN abs(x) < 4503599627370496 AND digits <= 292 THEN datalab.datalab_round(x * unit) / unit
            ELSE x
        END;
    END IF;
    RETURN CASE WHEN abs(x) < unit / 4 THEN 0 ELSE datalab.datalab_round(x / unit) * unit END;
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_trunc(x double precision, digits integer) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    unit float8 := power(10::float8, abs(digits)::float8);
BEGIN
    IF digits >= 0 THEN
        RETURN CASE WHEN abs(x) < 4503599627370496 AND digits <= 292 THEN trunc(x * unit) / unit ELSE x END;
    END IF;
    RETURN CASE WHEN abs(x) < unit THEN 0 ELSE trunc(x / unit) * unit END;
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_sign(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN x = 'NaN' THEN x ELSE sign(x) END;

-- Trigonometry in degrees: NaN of NaN, NULL outside the domain and where the result is infinite.
CREATE OR REPLACE FUNCTION datalab.datalab_finite(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN nullif(nullif(x, 'Infinity'), '-Infinity');

CREATE OR REPLACE FUNCTION datalab.datalab_sind(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN abs(x) <> 'Infinity' THEN sind(x) END;

CREATE OR REPLACE FUNCTION datalab.datalab_cosd(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN abs(x) <> 'Infinity' THEN cosd(x) END;

CREATE OR REPLACE FUNCTION datalab.datalab_tand(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN abs(x) <> 'Infinity' THEN datalab.datalab_finite(tand(x)) END;

CREATE OR REPLACE FUNCTION datalab.datalab_cotd(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN abs(x) <> 'Infinity' THEN datalab.datalab_finite(cotd(x)) END;

CREATE OR REPLACE FUNCTION datalab.datalab_asind(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN abs(x) <= 1 OR x = 'NaN' THEN asind(x) END;

CREATE OR REPLACE FUNCTION datalab.datalab_acosd(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN abs(x) <= 1 OR x = 'NaN' THEN acosd(x) END;

CREATE OR REPLACE FUNCTION datalab.datalab_atand(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN atand(x);

CREATE OR REPLACE FUNCTION datalab.datalab_atan2d(y double precision, x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN atan2d(y, x);

CREATE OR REPLACE FUNCTION datalab.datalab_sinh(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN datalab.datalab_finite(sinh(x));

CREATE OR REPLACE FUNCTION datalab.datalab_cosh(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN datalab.datalab_finite(cosh(x));

CREATE OR REPLACE FUNCTION datalab.datalab_tanh(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN tanh(x);

-- The bin among equal ones: 0 before the first, n + 1 from the end of the last on. NaN is greater than all numbers.
CREATE OR REPLACE FUNCTION datalab.datalab_bin(x double precision, low double precision, high double precision, n bigint)
RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    IF n < 1 OR n >= 2147483647 OR low = high OR NOT (abs(low) < 8e307 AND abs(high) < 8e307) THEN
        RETURN NULL;
    ELSIF high < low THEN
        RETURN CASE WHEN x = 'NaN' THEN 0 ELSE datalab.datalab_bin(-x, -low, -high, n) END;
    ELSIF x < low THEN
        RETURN 0;
    ELSIF x >= high THEN
        RETURN n + 1;
    END IF;
    RETURN trunc(least((x - low) / (high - low) * n, n - 1)) + 1;
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_histogram_add(
    state integer[], x double precision, low double precision, high double precision, n integer
) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    bin integer := coalesce(datalab.datalab_bin(x, low, high, n), 0) + 1;
BEGIN
    IF state IS NULL THEN
        state := array_fill(0, ARRAY[n + 2]);
    END IF;
    state[bin] := state[bin] + 1;
    RETURN state;
END $$;

CREATE OR REPLACE AGGREGATE datalab.datalab_histogram(
    double precision, double precision, double precision, integer
) (SFUNC = datalab.datalab_histogram_add, STYPE = integer[]);

-- The quantile as a window function: the fraction stands before the values.
CREATE OR REPLACE FUNCTION datalab.datalab_quantile_add(state double precision[], x double precision, part double precision)
RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    IF state IS NULL THEN
        state := ARRAY[part];
    END IF;
    IF x IS NOT NULL THEN
        state := array_append(state, x);
    END IF;
    RETURN state;
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_quantile_end(state double precision[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (
    SELECT percentile_cont(state[1]) WITHIN GROUP (ORDER BY x) FROM unnest(state[2:]) AS x
);

CREATE OR REPLACE AGGREGATE datalab.datalab_quantile(double precision, double precision) (
    SFUNC = datalab.datalab_quantile_add, STYPE = double precision[], FINALFUNC = datalab.datalab_quantile_end
);

-- Arrays.
CREATE OR REPLACE FUNCTION datalab.datalab_arr_avg(arr double precision[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (SELECT avg(x) FROM unnest(arr) AS x);

CREATE OR REPLACE FUNCTION datalab.datalab_arr_sum(arr double precision[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (SELECT sum(x) FROM unnest(arr) AS x);

CREATE OR REPLACE FUNCTION datalab.datalab_arr_stddev(arr double precision[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (
    SELECT CASE
        WHEN bool_or(NOT abs(x) < 1e150) THEN 'NaN'
        ELSE stddev_samp(CASE WHEN abs(x) < 1e150 THEN x END)
    END
    FROM unnest(arr) AS x
);

CREATE OR REPLACE FUNCTION datalab.datalab_arr_dot(a double precision[], b double precision[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN cardinality(a) = cardinality(b) AND array_position(a, NULL) IS NULL AND array_position(b, NULL) IS NULL
    THEN (SELECT coalesce(sum(x * y), 0) FROM unnest(a, b) AS pair(x, y))
END;

CREATE OR REPLACE FUNCTION datalab.datalab_arr_max(arr anyarray) RETURNS anyelement
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$ SELECT max(x) FROM unnest(arr) AS x $$;

CREATE OR REPLACE FUNCTION datalab.datalab_arr_min(arr anyarray) RETURNS anyelement
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$ SELECT min(x) FROM unnest(arr) AS x $$;

CREATE OR REPLACE FUNCTION datalab.datalab_arr_count(arr anyarray) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN arr IS NOT NULL THEN (SELECT count(x)::int FROM unnest(arr) AS x) END
$$;

CREATE OR REPLACE FUNCTION datalab.datalab_arr_get(arr anyarray, i bigint) RETURNS anyelement
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN i BETWEEN 1 AND 2147483647 THEN arr[i::int] END
$$;

CREATE OR REPLACE FUNCTION datalab.datalab_arr_slice(arr anyarray, first bigint, last bigint) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN first IS NOT NULL AND last IS NOT NULL
        THEN arr[least(greatest(first, 1), 2147483647)::int:least(greatest(last, 0), 2147483647)::int] END
$$;

CREATE OR REPLACE FUNCTION datalab.datalab_arr_in(x anycompatible, arr anycompatiblearray) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN x IS NOT NULL AND arr IS NOT NULL THEN coalesce(x = ANY (arr), FALSE)::int END
$$;
