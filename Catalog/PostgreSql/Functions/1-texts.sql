-- Texts, with the meaning of Catalog/DuckDb/TextLibrary.cs. Characters are code points; NULL in, NULL out.
-- A function of one expression has no search path of its own, so that the planner can put the expression in its place; names in
-- it are resolved here and now.

-- Ends the query with a message for the user; SQLSTATE P0001 is raised nowhere else. The texts at fault are arguments, so that
-- the planner does not compute it beforehand.
CREATE OR REPLACE FUNCTION datalab.datalab_fail(message text, VARIADIC causes text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = message;
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_error(message text, sample anyarray) RETURNS anyarray
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = message;
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_lower(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN lower(s COLLATE datalab.unicode);

CREATE OR REPLACE FUNCTION datalab.datalab_upper(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN upper(s COLLATE datalab.unicode);

CREATE OR REPLACE FUNCTION datalab.datalab_match(s text, expression text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (s COLLATE datalab.unicode) ~ expression;

CREATE OR REPLACE FUNCTION datalab.datalab_match_any_case(s text, expression text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (s COLLATE datalab.unicode) ~* expression;

-- Queries in queries that each double a text would take the whole machine.
CREATE OR REPLACE FUNCTION datalab.datalab_concat(a text, b text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN octet_length(a) + octet_length(b) > 16777216 THEN datalab.datalab_fail('Texts joined by || grow too long', a, b)
    ELSE a || b
END;

CREATE OR REPLACE FUNCTION datalab.datalab_bounded_text(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN octet_length(s) > 1048576
    THEN datalab.datalab_fail('The texts of a group are longer than 1 MB when they are joined', s)
    ELSE s
END;

-- Characters before the text count but are not there; a negative length gives NULL.
CREATE OR REPLACE FUNCTION datalab.datalab_substring(s text, start bigint, length bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN length >= 0 THEN substr(
    s,
    least(greatest(start, 1), 2000000000)::int,
    CASE
        WHEN start > 0 AND length > 2000000000 THEN 2000000000
        ELSE least(greatest(start + length - greatest(start, 1), 0), 2000000000)::int
    END
) END;

CREATE OR REPLACE FUNCTION datalab.datalab_left(s text, n bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN left(s, least(greatest(n, -2147483647), 2147483647)::int);

CREATE OR REPLACE FUNCTION datalab.datalab_right(s text, n bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN right(s, least(greatest(n, -2147483647), 2147483647)::int);

CREATE OR REPLACE FUNCTION datalab.datalab_strpos(s text, part text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN strpos(s, part);

CREATE OR REPLACE FUNCTION datalab.datalab_replace(s text, part text, substitute text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    IF part <> '' AND octet_length(s)::bigint * octet_length(substitute) > 16777216 THEN
        IF (octet_length(s) - octet_length(replace(s, part, ''))) / octet_length(part)::bigint * octet_length(substitute)
            > 16777216 THEN
            RAISE EXCEPTION 'Texts that replace makes grow too long';
        END IF;
    END IF;
    RETURN replace(s, part, substitute);
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_pad_length(n bigint) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    IF n > 10000 THEN
        RAISE EXCEPTION 'lpad and rpad fill texts to 10000 characters at most, not to %', n;
    END IF;
    RETURN greatest(n, 0);
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_lpad(s text, n bigint, fill text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN lpad(s, datalab.datalab_pad_length(n), fill);

CREATE OR REPLACE FUNCTION datalab.datalab_rpad(s text, n bigint, fill text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN rpad(s, datalab.datalab_pad_length(n), fill);

CREATE OR REPLACE FUNCTION datalab.datalab_split_part(s text, delimiter text, n bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN n <> 0 THEN split_part(s, delimiter, least(greatest(n, -2147483647), 2147483647)::int)
END;

CREATE OR REPLACE FUNCTION datalab.datalab_words(s text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN array_remove(
    regexp_split_to_array(lower(s COLLATE datalab.unicode), '[^[:alnum:]]+'), ''
);

CREATE OR REPLACE FUNCTION datalab.datalab_hasword(haystack text, needle text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (datalab.datalab_words(haystack) @> datalab.datalab_words(needle))::int;

CREATE OR REPLACE FUNCTION datalab.datalab_hashlist_has(list text, item text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN list = '' THEN (item = '')::int
    ELSE (
        strpos(item, '#') = 0
        AND lower(item COLLATE datalab.unicode) = ANY (string_to_array(lower(list COLLATE datalab.unicode), '#'))
    )::int
END;

-- Numbers as DuckDB writes them.
CREATE OR REPLACE FUNCTION datalab.datalab_number_text(digits text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE digits
    WHEN 'NaN' THEN 'nan'
    WHEN 'Infinity' THEN 'inf'
    WHEN '-Infinity' THEN '-inf'
    ELSE CASE WHEN strpos(digits, '.') = 0 AND strpos(digits, 'e') = 0 THEN digits || '.0' ELSE digits END
END;

CREATE OR REPLACE FUNCTION datalab.datalab_text(x real) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET extra_float_digits = 1 RETURN datalab.datalab_number_text(x::text);

CREATE OR REPLACE FUNCTION datalab.datalab_text(x double precision) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET extra_float_digits = 1 RETURN CASE
    WHEN abs(x) >= 1e15 AND abs(x) < 1e16 AND x = trunc(x) THEN trunc(x)::bigint::text || '.0'
    ELSE datalab.datalab_number_text(x::text)
END;

-- 3:34:45.4, 033445.4 or 3h34m45.4s as degrees.
CREATE OR REPLACE FUNCTION datalab.datalab_sexagesimal(s text, whole text, glued text, unit text) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    parts text[];
    seconds constant text := '([0-9]{1,2}(?:\.[0-9]*)?)';
BEGIN
    IF length(s) > 40 THEN
        RETURN NULL;
    END IF;
    parts := regexp_match(s, '^\s*([+-]?)(?:' || whole || ':([0-9]{1,2}):' || seconds || '|' || glued
        || '([0-9]{2})([0-9]{2}(?:\.[0-9]*)?)|' || whole || '[' || unit || ']([0-9]{1,2})[mM]' || seconds
        || '[sS])\s*$');
    IF parts IS NULL THEN
        RETURN NULL;
    END IF;
    parts := ARRAY[parts[1]] || array_remove(parts[2:], NULL);
    IF parts[3]::float8 >= 60 OR rtrim(parts[4], '.')::float8 >= 60 THEN
        RETURN NULL;
    END IF;
    RETURN ARRAY[
        CASE parts[1] WHEN '-' THEN -1 WHEN '+' THEN 1 ELSE 0 END,
        parts[2]::float8 + (parts[3]::float8 + rtrim(parts[4], '.')::float8 / 60) / 60,
        parts[2]::float8
    ];
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_hms(s text) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    found float8[] := datalab.datalab_sexagesimal(s, '([0-9]{1,2})', '([0-9]{2})', 'hH');
BEGIN
    RETURN CASE WHEN found[1] = 0 AND found[3] < 24 THEN 15 * found[2] END;
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_dms(s text) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    found float8[] := datalab.datalab_sexagesimal(s, '([0-9]{1,3})', '([0-9]{2,3})', 'dD');
BEGIN
    RETURN CASE WHEN found[2] <= 360 THEN CASE WHEN found[1] < 0 THEN -found[2] ELSE found[2] END END;
END $$;
