-- Shapes that differ from row to row: arrays of degrees, 2 numbers a point, 3 a circle, 5 an ellipse (centre, half axis, ratio of
-- tangents, position angle), 6 and more a polygon, whose inside is the side of smaller area. Boundaries belong to shapes and are
-- 2e-15 rad thick. NULL for what is no shape.

CREATE OR REPLACE FUNCTION datalab.datalab_known(shape double precision[]) RETURNS double precision[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN array_position(shape, NULL) IS NULL THEN shape END;

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
        ELSE n < 6 OR datalab.datalab_is_simple(datalab.datalab_corners(shape))
    END;
END $$;

-- No two edges of an outline cross, and it has three corners at least.
CREATE OR REPLACE FUNCTION datalab.datalab_is_simple(corners double precision[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    n constant int := cardinality(corners) / 3 - 1;
BEGIN
    FOR i IN 1 .. n - 2 LOOP
        -- The edge behind an edge begins at its end, and the last one ends where the first begins.
        IF datalab.datalab_outlines_cross(
            corners[3 * i - 2:3 * i + 3], corners[3 * i + 4:3 * (CASE i WHEN 1 THEN n ELSE n + 1 END)]
        ) THEN
            RETURN FALSE;
        END IF;
    END LOOP;
    RETURN n >= 3;
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_vector(ra double precision, "dec" double precision) RETURNS double precision[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ARRAY[cosd("dec") * cosd(ra), cosd("dec") * sind(ra), sind("dec")];

CREATE OR REPLACE FUNCTION datalab.datalab_dot(a double precision[], b double precision[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN a[1] * b[1] + a[2] * b[2] + a[3] * b[3];

CREATE OR REPLACE FUNCTION datalab.datalab_cross(a double precision[], b double precision[]) RETURNS double precision[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ARRAY[
    a[2] * b[3] - a[3] * b[2], a[3] * b[1] - a[1] * b[3], a[1] * b[2] - a[2] * b[1]
];

-- Their cross product, exact also where they are close to each other.
CREATE OR REPLACE FUNCTION datalab.datalab_across(a double precision[], b double precision[]) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    x constant float8 := a[1] - b[1];
    y constant float8 := a[2] - b[2];
    z constant float8 := a[3] - b[3];
    u constant float8 := (a[1] + b[1]) / 2;
    v constant float8 := (a[2] + b[2]) / 2;
    w constant float8 := (a[3] + b[3]) / 2;
BEGIN
    RETURN ARRAY[y * w - z * v, z * u - x * w, x * v - y * u];
END $$;

-- Radians between two directions; exact for small angles and near 180 degrees.
CREATE OR REPLACE FUNCTION datalab.datalab_angle(a double precision[], b double precision[]) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    across constant float8[] := datalab.datalab_across(a, b);
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
    normal float8[] := datalab.datalab_across(a, b);
    length constant float8 := sqrt(datalab.datalab_dot(normal, normal));
    to_ends constant float8 := least(datalab.datalab_angle(p, a), datalab.datalab_angle(p, b));
BEGIN
    IF length > 0
        AND datalab.datalab_dot(datalab.datalab_cross(normal, a), p) >= 0
        AND datalab.datalab_dot(datalab.datalab_cross(normal, b), p) <= 0
    THEN
        RETURN least(to_ends, abs(asin(greatest(least(datalab.datalab_dot(normal, p) / length, 1), -1))));
    END IF;
    RETURN to_ends;
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
