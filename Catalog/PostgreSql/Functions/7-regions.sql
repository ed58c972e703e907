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

-- A region in a text: a point, circle or polygon of STC-S or DALI, in a frame that is taken for ICRS.
CREATE OR REPLACE FUNCTION datalab.datalab_region(s text) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    word constant text := upper(substring(s FROM '^\s*([A-Za-z]+)'));
    names constant text := upper(coalesce(substring(s FROM '^\s*[A-Za-z]+((?:\s+[A-Za-z][A-Za-z0-9]*)*)\s'), ''));
    numbers float8[];
BEGIN
    IF word IN ('UNION', 'INTERSECTION', 'NOT', 'DIFFERENCE', 'BOX', 'ELLIPSE', 'ALLSKY', 'RANGE', 'POSITIONINTERVAL')
        OR s ~ '^\s*[sS]?[0-9]+/'
    THEN
        RAISE EXCEPTION 'Regions in a column other than points, circles and polygons are not available on this server''s engine';
    ELSIF word NOT IN ('POSITION', 'POINT', 'CIRCLE', 'POLYGON') OR word IS NULL
        OR split_part(btrim(names), ' ', 1) IN ('GALACTIC', 'ECLIPTIC', 'FK4', 'B1950', 'GALACTIC_II', 'SUPERGALACTIC')
    THEN
        RETURN NULL;
    END IF;
    numbers := datalab.datalab_numbers(
        substring(s FROM '^\s*[A-Za-z]+(?:\s+[A-Za-z][A-Za-z0-9]*)*\s+([-+.0-9].*)$')
    );
    RETURN CASE
        WHEN datalab.datalab_is_shape(numbers)
            AND CASE word
                WHEN 'CIRCLE' THEN cardinality(numbers) = 3
                WHEN 'POLYGON' THEN cardinality(numbers) >= 6
                ELSE cardinality(numbers) = 2
            END
        THEN numbers
    END;
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
