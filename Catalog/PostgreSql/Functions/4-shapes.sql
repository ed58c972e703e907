-- Shapes that differ from row to row: arrays of degrees, 2 numbers a point, 3 a circle, 5 an ellipse (centre, half axis, ratio of
-- tangents, position angle), 6 and more a polygon, whose inside is the side of smaller area. Boundaries belong to shapes and are
-- 2e-15 rad thick. NULL for what is no shape.

CREATE OR REPLACE FUNCTION datalab.datalab_is_shape(shape double precision[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    n constant int := cardinality(shape);
BEGIN
    IF n < 2 OR n = 4 OR n > 6 AND n % 2 = 1 OR n > 20000 OR array_position(shape, NULL) IS NOT NULL THEN
        RETURN FALSE;
    END IF;
    FOR i IN 1 .. CASE WHEN n < 6 THEN 1 ELSE n / 2 END LOOP
        IF NOT (abs(shape[2 * i - 1]) < 'Infinity' AND abs(shape[2 * i]) <= 90) THEN
            RETURN FALSE;
        END IF;
    END LOOP;
    RETURN CASE n
        WHEN 3 THEN shape[3] BETWEEN 0 AND 180
        WHEN 5 THEN shape[3] >= 0 AND shape[3] < 90 AND shape[4] BETWEEN 0 AND 1 AND abs(shape[5]) < 'Infinity'
        ELSE TRUE
    END;
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_vector(ra double precision, "dec" double precision) RETURNS double precision[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ARRAY[cosd("dec") * cosd(ra), cosd("dec") * sind(ra), sind("dec")];

CREATE OR REPLACE FUNCTION datalab.datalab_dot(a double precision[], b double precision[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN a[1] * b[1] + a[2] * b[2] + a[3] * b[3];

CREATE OR REPLACE FUNCTION datalab.datalab_cross(a double precision[], b double precision[]) RETURNS double precision[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ARRAY[
    a[2] * b[3] - a[3] * b[2], a[3] * b[1] - a[1] * b[3], a[1] * b[2] - a[2] * b[1]
];

-- Radians between two directions; exact for small angles and near 180 degrees.
CREATE OR REPLACE FUNCTION datalab.datalab_angle(a double precision[], b double precision[]) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    across constant float8[] := datalab.datalab_cross(a, b);
BEGIN
    RETURN atan2(sqrt(datalab.datalab_dot(across, across)), datalab.datalab_dot(a, b));
END $$;

-- The corners of a polygon as directions, three numbers each, without repetitions, and the first one again at the end.
CREATE OR REPLACE FUNCTION datalab.datalab_corners(shape double precision[]) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    corners float8[] := '{}';
    corner float8[];
    n int := 0;
BEGIN
    FOR i IN 1 .. cardinality(shape) / 2 LOOP
        corner := datalab.datalab_vector(shape[2 * i - 1], shape[2 * i]);
        IF n = 0 OR corner <> corners[3 * n - 2:3 * n] THEN
            corners := corners || corner;
            n := n + 1;
        END IF;
    END LOOP;
    IF n > 1 AND corners[1:3] <> corners[3 * n - 2:3 * n] THEN
        corners := corners || corners[1:3];
    END IF;
    RETURN corners;
END $$;

-- Steradians within an outline, positive where the smaller side is on the left of the way.
CREATE OR REPLACE FUNCTION datalab.datalab_outlined(corners double precision[]) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    a constant float8[] := corners[1:3];
    b float8[] := corners[4:6];
    c float8[];
    total float8 := 0;
BEGIN
    FOR i IN 3 .. cardinality(corners) / 3 - 1 LOOP
        c := corners[3 * i - 2:3 * i];
        total := total + 2 * atan2(
            datalab.datalab_dot(a, datalab.datalab_cross(b, c)),
            1 + datalab.datalab_dot(a, b) + datalab.datalab_dot(b, c) + datalab.datalab_dot(c, a)
        );
        b := c;
    END LOOP;
    total := total - 4 * pi() * floor(total / (4 * pi()));
    RETURN CASE WHEN total > 2 * pi() THEN total - 4 * pi() ELSE total END;
END $$;

-- Radians from a direction to the arc between two others.
CREATE OR REPLACE FUNCTION datalab.datalab_to_arc(p double precision[], a double precision[], b double precision[])
RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    normal float8[] := datalab.datalab_cross(a, b);
    length constant float8 := sqrt(datalab.datalab_dot(normal, normal));
BEGIN
    IF length > 0
        AND datalab.datalab_dot(datalab.datalab_cross(normal, a), p) >= 0
        AND datalab.datalab_dot(datalab.datalab_cross(normal, b), p) <= 0
    THEN
        RETURN abs(asin(greatest(least(datalab.datalab_dot(normal, p) / length, 1), -1)));
    END IF;
    RETURN least(datalab.datalab_angle(p, a), datalab.datalab_angle(p, b));
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_to_outline(p double precision[], corners double precision[])
RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    nearest float8 := 4;
BEGIN
    FOR i IN 1 .. cardinality(corners) / 3 - 1 LOOP
        nearest := least(
            nearest, datalab.datalab_to_arc(p, corners[3 * i - 2:3 * i], corners[3 * i + 1:3 * i + 3])
        );
    END LOOP;
    RETURN nearest;
END $$;

-- How often the outline goes around the direction: once on its left where the direction, and not its opposite, is within.
CREATE OR REPLACE FUNCTION datalab.datalab_in_polygon(ra double precision, "dec" double precision, corners double precision[])
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    p constant float8[] := datalab.datalab_vector(ra, "dec");
    east constant float8[] := ARRAY[-sind(ra), cosd(ra), 0];
    north constant float8[] := ARRAY[-sind("dec") * cosd(ra), -sind("dec") * sind(ra), cosd("dec")];
    corner float8[] := corners[1:3];
    x float8 := datalab.datalab_dot(corner, east);
    y float8 := datalab.datalab_dot(corner, north);
    next_x float8;
    next_y float8;
    turned float8 := 0;
BEGIN
    FOR i IN 2 .. cardinality(corners) / 3 LOOP
        corner := corners[3 * i - 2:3 * i];
        next_x := datalab.datalab_dot(corner, east);
        next_y := datalab.datalab_dot(corner, north);
        turned := turned + atan2(x * next_y - y * next_x, x * next_x + y * next_y);
        x := next_x;
        y := next_y;
    END LOOP;
    RETURN round(turned / (2 * pi())) = sign(datalab.datalab_outlined(corners))
        OR datalab.datalab_to_outline(p, corners) <= 2e-15;
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_outlines_cross(a double precision[], b double precision[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    a1 float8[];
    a2 float8[];
    b1 float8[];
    b2 float8[];
    across float8[];
    side float8;
BEGIN
    FOR i IN 1 .. cardinality(a) / 3 - 1 LOOP
        a1 := a[3 * i - 2:3 * i];
        a2 := a[3 * i + 1:3 * i + 3];
        across := datalab.datalab_cross(a1, a2);
        FOR k IN 1 .. cardinality(b) / 3 - 1 LOOP
            b1 := b[3 * k - 2:3 * k];
            b2 := b[3 * k + 1:3 * k + 3];
            side := -datalab.datalab_dot(across, b1);
            IF sign(side) * sign(datalab.datalab_dot(across, b2)) > 0
                AND sign(side) * sign(-datalab.datalab_dot(datalab.datalab_cross(b1, b2), a2)) > 0
                AND sign(side) * sign(datalab.datalab_dot(datalab.datalab_cross(b1, b2), a1)) > 0
            THEN
                RETURN TRUE;
            END IF;
        END LOOP;
    END LOOP;
    RETURN FALSE;
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_in_ellipse(ra double precision, "dec" double precision, e double precision[])
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    p constant float8[] := datalab.datalab_vector(ra, "dec");
    east constant float8 := -sind(e[1]) * p[1] + cosd(e[1]) * p[2];
    north constant float8 := -sind(e[2]) * (cosd(e[1]) * p[1] + sind(e[1]) * p[2]) + cosd(e[2]) * p[3];
    major constant float8 := greatest(sind(e[3]), 2e-15);
    minor constant float8 := CASE WHEN e[4] = 1 THEN major ELSE greatest(sin(atan(e[4] * tan(radians(e[3])))), 2e-15) END;
    u constant float8 := (sind(e[5]) * east + cosd(e[5]) * north) / major;
    v constant float8 := (cosd(e[5]) * east - sind(e[5]) * north) / minor;
BEGIN
    RETURN datalab.datalab_dot(p, datalab.datalab_vector(e[1], e[2])) >= 0
        AND (sqrt(u * u + v * v) - 1) * least(major, minor) <= 2e-15;
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_contains(inner_shape double precision[], outer_shape double precision[])
RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    n constant int := cardinality(inner_shape);
    m constant int := cardinality(outer_shape);
    a float8[];
    b float8[];
    apart float8;
    reach float8;
BEGIN
    IF NOT (datalab.datalab_is_shape(inner_shape) AND datalab.datalab_is_shape(outer_shape)) THEN
        RETURN NULL;
    END IF;
    IF m = 5 AND n = 2 THEN
        RETURN datalab.datalab_in_ellipse(inner_shape[1], inner_shape[2], outer_shape)::int;
    ELSIF m = 5 OR n = 5 THEN
        RAISE EXCEPTION 'The relation of an ellipse to a circle or polygon is not available on this server''s engine';
    END IF;
    IF n < 6 AND m < 6 THEN
        apart := degrees(datalab.datalab_angle(
            datalab.datalab_vector(inner_shape[1], inner_shape[2]), datalab.datalab_vector(outer_shape[1], outer_shape[2])
        ));
        reach := coalesce(outer_shape[3], 0);
        RETURN (reach >= 180 OR apart + coalesce(inner_shape[3], 0) <= reach + 1.2e-13)::int;
    ELSIF n < 6 THEN
        b := datalab.datalab_corners(outer_shape);
        reach := radians(coalesce(inner_shape[3], 0));
        RETURN (
            datalab.datalab_in_polygon(inner_shape[1], inner_shape[2], b)
            AND (
                reach = 0
                OR datalab.datalab_to_outline(datalab.datalab_vector(inner_shape[1], inner_shape[2]), b) >= reach - 2e-15
            )
        )::int;
    END IF;
    a := datalab.datalab_corners(inner_shape);
    IF m < 6 THEN
        reach := coalesce(outer_shape[3], 0);
        b := datalab.datalab_vector(outer_shape[1], outer_shape[2]);
        IF reach > 90 THEN
            -- The rest of the sky is a circle too, and must not touch the polygon.
            RETURN (
                reach >= 180
                OR NOT datalab.datalab_in_polygon(outer_shape[1] + 180, -outer_shape[2], a)
                AND datalab.datalab_to_outline(ARRAY[-b[1], -b[2], -b[3]], a) >= radians(180 - reach) - 2e-15
            )::int;
        END IF;
        FOR i IN 1 .. cardinality(a) / 3 - 1 LOOP
            IF datalab.datalab_angle(a[3 * i - 2:3 * i], b) > radians(reach) + 2e-15 THEN
                RETURN 0;
            END IF;
        END LOOP;
        RETURN 1;
    END IF;
    b := datalab.datalab_corners(outer_shape);
    FOR i IN 1 .. n / 2 LOOP
        IF NOT datalab.datalab_in_polygon(inner_shape[2 * i - 1], inner_shape[2 * i], b) THEN
            RETURN 0;
        END IF;
    END LOOP;
    RETURN (NOT datalab.datalab_outlines_cross(a, b))::int;
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_intersects(a double precision[], b double precision[]) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    n constant int := cardinality(a);
    m constant int := cardinality(b);
    p float8[];
    q float8[];
BEGIN
    IF NOT (datalab.datalab_is_shape(a) AND datalab.datalab_is_shape(b)) THEN
        RETURN NULL;
    ELSIF n = 2 THEN
        RETURN datalab.datalab_contains(a, b);
    ELSIF m = 2 THEN
        RETURN datalab.datalab_contains(b, a);
    ELSIF m = 5 OR n = 5 THEN
        RAISE EXCEPTION 'The relation of an ellipse to a circle or polygon is not available on this server''s engine';
    ELSIF n = 3 AND m = 3 THEN
        RETURN (
            degrees(datalab.datalab_angle(datalab.datalab_vector(a[1], a[2]), datalab.datalab_vector(b[1], b[2])))
            <= a[3] + b[3] + 1.2e-13
        )::int;
    ELSIF n > 3 AND m = 3 THEN
        RETURN datalab.datalab_intersects(b, a);
    END IF;
    q := datalab.datalab_corners(b);
    IF n = 3 THEN
        RETURN (
            datalab.datalab_in_polygon(a[1], a[2], q)
            OR datalab.datalab_to_outline(datalab.datalab_vector(a[1], a[2]), q) <= radians(a[3]) + 2e-15
        )::int;
    END IF;
    p := datalab.datalab_corners(a);
    FOR i IN 1 .. n / 2 LOOP
        IF datalab.datalab_in_polygon(a[2 * i - 1], a[2 * i], q) THEN
            RETURN 1;
        END IF;
    END LOOP;
    FOR i IN 1 .. m / 2 LOOP
        IF datalab.datalab_in_polygon(b[2 * i - 1], b[2 * i], p) THEN
            RETURN 1;
        END IF;
    END LOOP;
    RETURN datalab.datalab_outlines_cross(p, q)::int;
END $$;

-- Square degrees.
CREATE OR REPLACE FUNCTION datalab.datalab_area(shape double precision[]) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    IF NOT datalab.datalab_is_shape(shape) THEN
        RETURN NULL;
    ELSIF cardinality(shape) = 5 THEN
        RAISE EXCEPTION 'The AREA of an ellipse is not available on this server''s engine';
    END IF;
    RETURN CASE cardinality(shape)
        WHEN 2 THEN 0
        WHEN 3 THEN degrees(degrees(4 * pi())) * sin(radians(shape[3]) / 2) ^ 2
        ELSE degrees(degrees(abs(datalab.datalab_outlined(datalab.datalab_corners(shape)))))
    END;
END $$;

-- Of a polygon, where its mass would be in balance: the sum over its edges of their normals, as long as they are (Green).
CREATE OR REPLACE FUNCTION datalab.datalab_centroid(shape double precision[]) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    corners float8[];
    normal float8[];
    length float8;
    side float8;
    x float8 := 0;
    y float8 := 0;
    z float8 := 0;
BEGIN
    IF NOT datalab.datalab_is_shape(shape) THEN
        RETURN NULL;
    ELSIF cardinality(shape) < 6 THEN
        RETURN shape[1:2];
    END IF;
    corners := datalab.datalab_corners(shape);
    side := sign(datalab.datalab_outlined(corners));
    FOR i IN 1 .. cardinality(corners) / 3 - 1 LOOP
        normal := datalab.datalab_cross(corners[3 * i - 2:3 * i], corners[3 * i + 1:3 * i + 3]);
        length := sqrt(datalab.datalab_dot(normal, normal));
        IF length > 0 THEN
            length := side
                * datalab.datalab_angle(corners[3 * i - 2:3 * i], corners[3 * i + 1:3 * i + 3]) / length;
            x := x + length * normal[1];
            y := y + length * normal[2];
            z := z + length * normal[3];
        END IF;
    END LOOP;
    RETURN CASE WHEN x <> 0 OR y <> 0 OR z <> 0 THEN datalab.datalab_place(x, y, z) END;
END $$;

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
