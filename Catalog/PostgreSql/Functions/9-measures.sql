-- Area and centre of gravity of trees, by the pieces of their parts' outlines that are the whole's outline.

-- Places where the nodes of shapes begin that a tree is made of.
CREATE OR REPLACE FUNCTION datalab.datalab_leaves(tree double precision[], at integer) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    leaves int[] := '{}';
    part int;
BEGIN
    IF tree[at] < 5 THEN
        RETURN ARRAY[at];
    END IF;
    FOREACH part IN ARRAY datalab.datalab_parts(tree, at) LOOP
        leaves := leaves || datalab.datalab_leaves(tree, part);
    END LOOP;
    RETURN leaves;
END $$;

-- A place of a shape's outline, t going from 0 to 1 along one of its sides, the inside on the left. Round shapes may be drawn
-- larger by a factor.
CREATE OR REPLACE FUNCTION datalab.datalab_on_outline(
    tree double precision[], at integer, side integer, t double precision, factor double precision
) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    i int := at + 3 + tree[at + 2]::int;
    u float8;
    v float8;
    w float8;
    n int;
    k int;
BEGIN
    IF tree[at] = 1 THEN
        u := sin(least(tree[i + 3] * factor, pi())) * cos(2 * pi() * t);
        v := sin(least(tree[i + 3] * factor, pi())) * sin(2 * pi() * t);
        w := cos(least(tree[i + 3] * factor, pi()));
        RETURN ARRAY[
            w * tree[i] - u * sind(tree[at + 3]) - v * sind(tree[at + 4]) * cosd(tree[at + 3]),
            w * tree[i + 1] + u * cosd(tree[at + 3]) - v * sind(tree[at + 4]) * sind(tree[at + 3]),
            w * tree[i + 2] + v * cosd(tree[at + 4])
        ];
    ELSIF tree[at] = 3 THEN
        u := tree[i + 11] * factor * cos(2 * pi() * t);
        v := -tree[i + 12] * factor * sin(2 * pi() * t);
        w := sqrt(greatest(0, 1 - u * u - v * v));
        RETURN ARRAY[
            w * tree[i + 2] + u * tree[i + 5] + v * tree[i + 8],
            w * tree[i + 3] + u * tree[i + 6] + v * tree[i + 9],
            w * tree[i + 4] + u * tree[i + 7] + v * tree[i + 10]
        ];
    ELSIF tree[at] = 4 THEN
        RETURN CASE side
            WHEN 1 THEN datalab.datalab_vector(tree[at + 3] + t * tree[i], tree[at + 4])
            WHEN 2 THEN datalab.datalab_vector(tree[at + 3] + (1 - t) * tree[i], tree[at + 6])
            WHEN 3 THEN datalab.datalab_vector(tree[at + 3] + tree[i], tree[at + 4] + t * (tree[at + 6] - tree[at + 4]))
            ELSE datalab.datalab_vector(tree[at + 3], tree[at + 6] - t * (tree[at + 6] - tree[at + 4]))
        END;
    END IF;
    n := tree[i + 5]::int;
    k := i + 6 * (side % n + 1);
    i := i + 6 * side;
    u := 1 - t;
    v := sqrt(
        (u * tree[i] + t * tree[k]) ^ 2 + (u * tree[i + 1] + t * tree[k + 1]) ^ 2 + (u * tree[i + 2] + t * tree[k + 2]) ^ 2
    );
    RETURN ARRAY[
        (u * tree[i] + t * tree[k]) / v, (u * tree[i + 1] + t * tree[k + 1]) / v, (u * tree[i + 2] + t * tree[k + 2]) / v
    ];
END $$;

-- Whether an outline is the whole region's there: 1 with the inside on the left, -1 on the right, else 0. An outline that several
-- parts have in common is the first one's.
CREATE OR REPLACE FUNCTION datalab.datalab_outline_state(
    tree double precision[], leaves integer[], leaf integer, side integer, t double precision
) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    p constant float8[] := datalab.datalab_on_outline(tree, leaves[leaf], side, t, 1);
    q constant float8[] := datalab.datalab_on_outline(tree, leaves[leaf], side, t + CASE WHEN t < 0.5 THEN 1e-4 ELSE -1e-4 END, 1);
    aside float8[] := datalab.datalab_across(p, q);
    length constant float8 := sqrt(datalab.datalab_dot(aside, aside)) * CASE WHEN t < 0.5 THEN 1e10 ELSE -1e10 END;
    is_left boolean;
    is_right boolean;
BEGIN
    IF length = 0 THEN
        RETURN 0;
    END IF;
    aside := ARRAY[aside[1] / length, aside[2] / length, aside[3] / length];
    is_left := datalab.datalab_is_within(tree, 2, p[1] + aside[1], p[2] + aside[2], p[3] + aside[3]);
    is_right := datalab.datalab_is_within(tree, 2, p[1] - aside[1], p[2] - aside[2], p[3] - aside[3]);
    IF is_left = is_right THEN
        RETURN 0;
    END IF;
    FOR i IN 1 .. leaf - 1 LOOP
        IF datalab.datalab_is_within(tree, leaves[i], p[1] + aside[1], p[2] + aside[2], p[3] + aside[3])
            <> datalab.datalab_is_within(tree, leaves[i], p[1] - aside[1], p[2] - aside[2], p[3] - aside[3])
        THEN
            RETURN 0;
        END IF;
    END LOOP;
    RETURN CASE WHEN is_left THEN 1 ELSE -1 END;
END $$;

-- Area in steradians, and the sum of directions times area, to about a ten-thousandth: what an arc and a centre enclose, and half
-- the normal of the arc, as long as it is.
CREATE OR REPLACE FUNCTION datalab.datalab_measure(tree double precision[]) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    leaves constant int[] := datalab.datalab_leaves(tree, 2);
    c constant float8[] := datalab.datalab_bounds(tree, 2);
    total float8[] := '{0,0,0,0}';
    is_bounded boolean := FALSE;
    at int;
    sides int;
    steps int;
    factor float8;
    before int;
    after int;
    low float8;
    high float8;
    middle float8;
    knots float8[];
    states int[];
    a float8[];
    b float8[];
    normal float8[];
    length float8;
BEGIN
    FOR leaf IN 1 .. cardinality(leaves) LOOP
        at := leaves[leaf];
        CONTINUE WHEN tree[at] = 1 AND (tree[at + 2] = 2 OR tree[at + 5] <= 0 OR tree[at + 5] >= 180);
        sides := CASE tree[at]
            WHEN 2 THEN tree[at + 8 + tree[at + 2]::int]::int
            WHEN 4 THEN CASE WHEN tree[at + 7] >= 360 THEN 2 ELSE 4 END
            ELSE 1
        END;
        steps := CASE WHEN tree[at] IN (1, 3) THEN 96 WHEN tree[at] = 4 THEN 48 ELSE greatest(4, 48 / sides) END;
        -- Chords of a circle that much larger enclose the same area.
        factor := CASE WHEN tree[at] IN (1, 3) THEN sqrt((2 * pi() / steps) / sin(2 * pi() / steps)) ELSE 1 END;
        FOR side IN 1 .. sides LOOP
            knots := '{0}';
            states := '{}';
            before := datalab.datalab_outline_state(tree, leaves, leaf, side, 0.001 / steps);
            FOR step IN 1 .. steps LOOP
                -- Not at the very ends, where sides meet.
                after := datalab.datalab_outline_state(
                    tree, leaves, leaf, side, (step - CASE WHEN step = steps THEN 0.001 ELSE 0 END) / steps
                );
                IF before <> after THEN
                    low := (step - 1)::float8 / steps;
                    high := step::float8 / steps;
                    FOR halving IN 1 .. 20 LOOP
                        middle := (low + high) / 2;
                        IF datalab.datalab_outline_state(tree, leaves, leaf, side, middle) = before THEN
                            low := middle;
                        ELSE
                            high := middle;
                        END IF;
                    END LOOP;
                    knots := knots || (low + high) / 2;
                    states := states || before;
                END IF;
                knots := knots || step::float8 / steps;
                states := states || after;
                before := after;
            END LOOP;
            FOR k IN 1 .. cardinality(states) LOOP
                CONTINUE WHEN states[k] = 0;
                is_bounded := TRUE;
                a := datalab.datalab_on_outline(tree, at, side, knots[k], factor);
                b := datalab.datalab_on_outline(tree, at, side, knots[k + 1], factor);
                normal := datalab.datalab_across(a, b);
                length := sqrt(datalab.datalab_dot(normal, normal));
                CONTINUE WHEN length = 0;
                total[1] := total[1] + states[k] * 2 * atan2(
                    datalab.datalab_dot(c, normal),
                    1 + datalab.datalab_dot(a, b) + datalab.datalab_dot(b, c) + datalab.datalab_dot(c, a)
                );
                length := states[k] * datalab.datalab_angle(a, b) / 2 / length;
                total := ARRAY[
                    total[1], total[2] + length * normal[1], total[3] + length * normal[2], total[4] + length * normal[3]
                ];
            END LOOP;
        END LOOP;
    END LOOP;
    IF NOT is_bounded THEN
        RETURN ARRAY[CASE WHEN datalab.datalab_is_within(tree, 2, c[1], c[2], c[3]) THEN 4 * pi() ELSE 0 END, 0, 0, 0];
    END IF;
    total[1] := total[1] - 4 * pi() * floor((total[1] + 1e-9) / (4 * pi()));
    RETURN total;
END $$;
