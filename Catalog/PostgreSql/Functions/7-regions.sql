-- Shapes in texts: STC-S and DALI (Sky/Texts).

CREATE OR REPLACE FUNCTION datalab.datalab_numbers(s text) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    IF length(s) > 1000000
        OR s !~ '^\s*([-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,2})?(\s+|$))+$'
    THEN
        RETURN NULL;
    END IF;
    RETURN regexp_split_to_array(btrim(s, E' \t\n\r'), '\s+')::float8[];
END $$;

-- A text as a point (2), circle (3) or polygon (6): its numbers, or a region of that kind.
CREATE OR REPLACE FUNCTION datalab.datalab_shape(s text, kind integer) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    shape float8[] := datalab.datalab_numbers(s);
BEGIN
    IF shape IS NULL THEN
        shape := datalab.datalab_region(s);
    END IF;
    RETURN CASE
        WHEN datalab.datalab_is_shape(shape) AND (cardinality(shape) = kind OR kind = 6 AND cardinality(shape) >= 6)
        THEN shape
    END;
END $$;
