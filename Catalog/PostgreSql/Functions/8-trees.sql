-- Regions that are more than one shape's numbers (Sky/Regions): arrays that begin with Infinity, which no shape does, and go on
-- with a node. A node is a kind, the number of numbers behind, the number of the shape's own numbers, these, and what is computed
-- of them:
--   1 point or circle: direction, radius in radians
--   2 polygon: direction and radius of a circle around it, 1 if it is convex, number of edges, of each its start and its normal
--     towards the inside
--   3 ellipse: centre, direction, its two axes, their sines, the greater one in radians
--   4 range of coordinates (west, south, east, north): its width
--   5 union, 6 intersection, 7 complement: the nodes of its parts
--   8 coverage map: of each range of order-29 cells its first and its end, each as a multiple of 2^30 and the rest

CREATE OR REPLACE FUNCTION datalab.datalab_node(kind integer, numbers double precision[], computed double precision[])
RETURNS double precision[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    ARRAY[kind, 1 + cardinality(numbers) + cardinality(computed), cardinality(numbers)]::double precision[]
    || numbers || computed;

-- Of a valid shape: 2 or 3 numbers, or 6 and more.
CREATE OR REPLACE FUNCTION datalab.datalab_shape_node(shape double precision[]) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    corners float8[];
    edges float8[] := '{}';
    normal float8[];
    centre float8[] := '{0,0,0}';
    n int;
    turned float8[] := '{}';
    radius float8 := 0;
    convex boolean := TRUE;
BEGIN
    IF cardinality(shape) < 6 THEN
        RETURN datalab.datalab_node(
            1, shape, datalab.datalab_vector(shape[1], shape[2]) || radians(coalesce(shape[3], 0))
        );
    END IF;
    corners := datalab.datalab_corners(shape);
    n := cardinality(corners) / 3 - 1;
    IF datalab.datalab_outlined(corners) < 0 THEN
        -- The inside is on the left of the way.
        FOR i IN REVERSE n + 1 .. 1 LOOP
            turned := turned || corners[3 * i - 2:3 * i];
        END LOOP;
        corners := turned;
    END IF;
    FOR i IN 1 .. n LOOP
        normal := datalab.datalab_across(corners[3 * i - 2:3 * i], corners[3 * i + 1:3 * i + 3]);
        radius := sqrt(datalab.datalab_dot(normal, normal));
        IF radius > 0 THEN
            normal := ARRAY[normal[1] / radius, normal[2] / radius, normal[3] / radius];
        END IF;
        edges := edges || corners[3 * i - 2:3 * i] || normal;
        centre := ARRAY[
            centre[1] + corners[3 * i - 2], centre[2] + corners[3 * i - 1], centre[3] + corners[3 * i]
        ];
    END LOOP;
    FOR i IN 1 .. n LOOP
        FOR k IN 1 .. n LOOP
            convex := convex
                AND datalab.datalab_dot(edges[6 * i - 2:6 * i], edges[6 * k - 5:6 * k - 3]) >= -2e-15;
        END LOOP;
    END LOOP;
    radius := sqrt(datalab.datalab_dot(centre, centre));
    IF radius < 1e-3 THEN
        centre := corners[1:3];
        radius := pi();
    ELSE
        centre := ARRAY[centre[1] / radius, centre[2] / radius, centre[3] / radius];
        radius := 0;
        FOR i IN 1 .. n LOOP
            radius := greatest(radius, datalab.datalab_angle(centre, corners[3 * i - 2:3 * i]) + 4e-15);
        END LOOP;
        IF radius > 1.57 THEN
            -- Only a cap below a hemisphere is convex, so that the edges lie in it with their ends.
            radius := pi();
        END IF;
    END IF;
    RETURN datalab.datalab_node(2, shape, centre || ARRAY[radius, convex::int, n] || edges);
END $$;

-- Half axes in degrees, of which either may be the shorter one; the position angle belongs to the first.
CREATE OR REPLACE FUNCTION datalab.datalab_ellipse_node(
    ra double precision, "dec" double precision, major double precision, minor double precision, angle double precision
) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    s constant float8 := sind(angle);
    c constant float8 := cosd(angle);
    east constant float8[] := ARRAY[-sind(ra), cosd(ra), 0];
    north constant float8[] := ARRAY[-sind("dec") * cosd(ra), -sind("dec") * sind(ra), cosd("dec")];
BEGIN
    RETURN datalab.datalab_node(3, '{}', ARRAY[ra, "dec"] || datalab.datalab_vector(ra, "dec") || ARRAY[
        s * east[1] + c * north[1], s * east[2] + c * north[2], s * east[3] + c * north[3],
        c * east[1] - s * north[1], c * east[2] - s * north[2], c * east[3] - s * north[3],
        greatest(sind(major), 2e-15), greatest(sind(minor), 2e-15), radians(greatest(major, minor))
    ]);
END $$;

-- Between two meridians and two parallels; west may be the greater number where the range crosses 0.
CREATE OR REPLACE FUNCTION datalab.datalab_range_node(
    west double precision, south double precision, east double precision, north double precision
) RETURNS double precision[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN abs(west) < 'Infinity' AND abs(east) < 'Infinity' AND south >= -90 AND south <= north AND north <= 90
    THEN datalab.datalab_node(4, ARRAY[west, south, east, north], ARRAY[
        CASE WHEN east - west >= 360 THEN 360 ELSE (east - west) - 360 * floor((east - west) / 360) END
    ])
END;

-- The point, circle or polygon that a box (centre, width, height) stands for; NULL if it is none.
CREATE OR REPLACE FUNCTION datalab.datalab_box(box double precision[]) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    w constant float8 := box[3];
    h constant float8 := box[4];
    c constant float8[] := datalab.datalab_vector(box[1], box[2]);
    e constant float8[] := ARRAY[-sind(box[1]), cosd(box[1]), 0];
    n constant float8[] := ARRAY[-sind(box[2]) * cosd(box[1]), -sind(box[2]) * sind(box[1]), cosd(box[2])];
    sw float8;
    cw float8;
    sh float8;
    ch float8;
    place float8[];
    places float8[] := '{}';
    outline float8[] := '{}';
BEGIN
    IF NOT (abs(box[1]) < 'Infinity' AND abs(box[2]) <= 90 AND w BETWEEN 0 AND 360 AND h BETWEEN 0 AND 360)
        OR array_position(box, NULL) IS NOT NULL
    THEN
        RETURN NULL;
    ELSIF w = 0 AND h = 0 THEN
        RETURN box[1:2];
    ELSIF w >= 180 AND h >= 180 THEN
        RETURN box[1:2] || CASE WHEN greatest(w, h) >= 360 THEN 180::float8 ELSE 90 END;
    END IF;
    sw := sind(least(w, 180) / 2);
    cw := cosd(least(w, 180) / 2);
    sh := sind(least(h, 180) / 2);
    ch := cosd(least(h, 180) / 2);
    -- From the north-eastern corner round: of each side that is there its corner, and its arm's end if it is long.
    IF h < 180 THEN
        places := places || ARRAY[ARRAY[sw * ch, cw * sh, cw * ch]];
        IF w > 90 THEN
            places := places || ARRAY[ARRAY[0, sh, ch]];
        END IF;
    END IF;
    IF w < 180 THEN
        places := places || ARRAY[ARRAY[-sw * ch, cw * sh, cw * ch]];
        IF h > 90 THEN
            places := places || ARRAY[ARRAY[-sw, 0, cw]];
        END IF;
    END IF;
    IF h < 180 THEN
        places := places || ARRAY[ARRAY[-sw * ch, -cw * sh, cw * ch]];
        IF w > 90 THEN
            places := places || ARRAY[ARRAY[0, -sh, ch]];
        END IF;
    END IF;
    IF w < 180 THEN
        places := places || ARRAY[ARRAY[sw * ch, -cw * sh, cw * ch]];
        IF h > 90 THEN
            places := places || ARRAY[ARRAY[sw, 0, cw]];
        END IF;
    END IF;
    FOREACH place SLICE 1 IN ARRAY places LOOP
        outline := outline || datalab.datalab_place(
            place[1] * e[1] + place[2] * n[1] + place[3] * c[1],
            place[1] * e[2] + place[2] * n[2] + place[3] * c[2],
            place[1] * e[3] + place[2] * n[3] + place[3] * c[3]
        );
    END LOOP;
    RETURN outline;
END $$;

-- The polygon of a box; NULL if that is none.
CREATE OR REPLACE FUNCTION datalab.datalab_outline(box double precision[]) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    outline constant float8[] := datalab.datalab_box(box);
BEGIN
    RETURN CASE WHEN cardinality(outline) >= 6 THEN outline END;
END $$;

-- Any shape as a region's node, behind the mark; NULL for what is no shape.
CREATE OR REPLACE FUNCTION datalab.datalab_tree(shape double precision[]) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    numbers float8[] := shape;
BEGIN
    IF shape[1] = 'Infinity' THEN
        RETURN shape;
    ELSIF cardinality(shape) = 4 THEN
        numbers := datalab.datalab_box(shape);
        RETURN CASE WHEN numbers IS NOT NULL THEN 'Infinity'::float8 || datalab.datalab_shape_node(numbers) END;
    ELSIF NOT datalab.datalab_is_shape(shape) THEN
        RETURN NULL;
    ELSIF cardinality(shape) = 5 THEN
        RETURN 'Infinity'::float8 || datalab.datalab_ellipse_node(
            shape[1], shape[2], shape[3],
            CASE WHEN shape[4] = 1 THEN shape[3] ELSE degrees(atan(shape[4] * tan(radians(shape[3])))) END, shape[5]
        );
    END IF;
    RETURN 'Infinity'::float8 || datalab.datalab_shape_node(shape);
END $$;

-- The parts of a tree, one behind another: places where nodes begin.
CREATE OR REPLACE FUNCTION datalab.datalab_parts(tree double precision[], at integer) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    parts int[] := '{}';
    part int := at + 3;
    last constant int := at + 1 + tree[at + 1]::int;
BEGIN
    WHILE part <= last LOOP
        parts := parts || part;
        part := part + 2 + tree[part + 1]::int;
    END LOOP;
    RETURN parts;
END $$;

-- A part of a tree as a region of its own, in its simplest form.
CREATE OR REPLACE FUNCTION datalab.datalab_part(tree double precision[], at integer) RETURNS double precision[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN tree[at] <= 2 THEN tree[at + 3:at + 2 + tree[at + 2]::int]
    ELSE 'Infinity'::double precision || tree[at:at + 1 + tree[at + 1]::int]
END;
