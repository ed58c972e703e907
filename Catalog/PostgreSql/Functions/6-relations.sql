-- Relations of shapes, and what is measured of one; shapes are as in 5-shapes.sql.

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
    IF m = 5 AND n = 2 AND datalab.datalab_is_shape(inner_shape) AND datalab.datalab_is_shape(outer_shape) THEN
        RETURN datalab.datalab_in_ellipse(inner_shape[1], inner_shape[2], outer_shape)::int;
    ELSIF n IN (4, 5) OR m IN (4, 5) OR inner_shape[1] = 'Infinity' OR outer_shape[1] = 'Infinity' THEN
        RETURN datalab.datalab_tree_contains(inner_shape, outer_shape)::int;
    ELSIF NOT (datalab.datalab_is_shape(inner_shape) AND datalab.datalab_is_shape(outer_shape)) THEN
        RETURN NULL;
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
    IF n = 2 THEN
        RETURN datalab.datalab_contains(a, b);
    ELSIF m = 2 THEN
        RETURN datalab.datalab_contains(b, a);
    ELSIF n IN (4, 5) OR m IN (4, 5) OR a[1] = 'Infinity' OR b[1] = 'Infinity' THEN
        RETURN datalab.datalab_tree_intersects(a, b)::int;
    ELSIF NOT (datalab.datalab_is_shape(a) AND datalab.datalab_is_shape(b)) THEN
        RETURN NULL;
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
    IF cardinality(shape) IN (4, 5) OR shape[1] = 'Infinity' THEN
        RETURN datalab.datalab_tree_area(shape);
    ELSIF NOT datalab.datalab_is_shape(shape) THEN
        RETURN NULL;
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
    IF cardinality(shape) IN (4, 5) OR shape[1] = 'Infinity' THEN
        RETURN datalab.datalab_tree_centroid(shape);
    ELSIF NOT datalab.datalab_is_shape(shape) THEN
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
