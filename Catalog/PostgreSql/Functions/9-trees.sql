-- Relations and measures of regions that are trees (Sky/Regions/RegionPairs.cs); NULL where it cannot be told.

CREATE OR REPLACE FUNCTION datalab.datalab_tree_contains(inner_shape double precision[], outer_shape double precision[])
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    a constant float8[] := datalab.datalab_tree(inner_shape);
    b constant float8[] := datalab.datalab_tree(outer_shape);
    part int;
    one boolean;
    known boolean := TRUE;
BEGIN
    IF a IS NULL OR b IS NULL THEN
        RETURN NULL;
    ELSIF a[2] <= 2 AND b[2] <= 2 THEN
        RETURN datalab.datalab_contains(datalab.datalab_part(a, 2), datalab.datalab_part(b, 2)) = 1;
    ELSIF a[2] = 1 AND a[4] = 2 THEN
        IF b[2] = 8 THEN
            RETURN datalab.datalab_map_of(b, 2) @> datalab.datalab_hpx29(a[5], a[6]);
        END IF;
        RETURN datalab.datalab_is_within(b, 2, a[7], a[8], a[9]);
    ELSIF a[2] = 5 OR b[2] = 6 THEN
        FOREACH part IN ARRAY datalab.datalab_parts(CASE WHEN a[2] = 5 THEN a ELSE b END, 2) LOOP
            one := CASE
                WHEN a[2] = 5 THEN datalab.datalab_tree_contains(datalab.datalab_part(a, part), b)
                ELSE datalab.datalab_tree_contains(a, datalab.datalab_part(b, part))
            END;
            IF NOT one THEN
                RETURN FALSE;
            END IF;
            known := known AND one;
        END LOOP;
        RETURN known;
    ELSIF b[2] = 7 AND a[2] = 7 THEN
        RETURN datalab.datalab_tree_contains(datalab.datalab_part(b, 5), datalab.datalab_part(a, 5));
    ELSIF b[2] = 7 THEN
        RETURN NOT datalab.datalab_tree_intersects(datalab.datalab_part(b, 5), a);
    ELSIF b[2] = 1 AND b[4] = 3 AND b[7] >= 180 THEN
        RETURN TRUE;
    ELSIF a[2] = 8 AND b[2] = 8 THEN
        RETURN datalab.datalab_map_of(b, 2) @> datalab.datalab_map_of(a, 2);
    ELSIF a = b THEN
        RETURN TRUE;
    ELSIF b[2] = 5 THEN
        FOREACH part IN ARRAY datalab.datalab_parts(b, 2) LOOP
            IF datalab.datalab_tree_contains(a, datalab.datalab_part(b, part)) THEN
                RETURN TRUE;
            END IF;
        END LOOP;
    END IF;
    IF a[2] = 6 THEN
        FOREACH part IN ARRAY datalab.datalab_parts(a, 2) LOOP
            IF datalab.datalab_tree_contains(datalab.datalab_part(a, part), b) THEN
                RETURN TRUE;
            END IF;
        END LOOP;
    END IF;
    RETURN datalab.datalab_search(a, b, TRUE);
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_tree_intersects(first_shape double precision[], second_shape double precision[])
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    a constant float8[] := datalab.datalab_tree(first_shape);
    b constant float8[] := datalab.datalab_tree(second_shape);
    part int;
    one boolean;
    known boolean := TRUE;
BEGIN
    IF a IS NULL OR b IS NULL THEN
        RETURN NULL;
    ELSIF a[2] <= 2 AND b[2] <= 2 THEN
        RETURN datalab.datalab_intersects(datalab.datalab_part(a, 2), datalab.datalab_part(b, 2)) = 1;
    ELSIF b[2] = 1 AND b[4] = 2 THEN
        RETURN datalab.datalab_tree_contains(b, a);
    ELSIF a[2] = 1 AND a[4] = 2 THEN
        RETURN datalab.datalab_tree_contains(a, b);
    ELSIF a[2] <> 5 AND b[2] = 5 OR a[2] NOT IN (5, 7) AND b[2] = 7 THEN
        RETURN datalab.datalab_tree_intersects(b, a);
    ELSIF a[2] = 5 THEN
        FOREACH part IN ARRAY datalab.datalab_parts(a, 2) LOOP
            one := datalab.datalab_tree_intersects(datalab.datalab_part(a, part), b);
            IF one THEN
                RETURN TRUE;
            END IF;
            known := known AND NOT one;
        END LOOP;
        RETURN NOT known;
    ELSIF a[2] = 7 THEN
        RETURN NOT datalab.datalab_tree_contains(b, datalab.datalab_part(a, 5));
    ELSIF a[2] = 8 AND b[2] = 8 THEN
        RETURN datalab.datalab_map_of(a, 2) && datalab.datalab_map_of(b, 2);
    END IF;
    IF a[2] = 6 THEN
        FOREACH part IN ARRAY datalab.datalab_parts(a, 2) LOOP
            IF NOT datalab.datalab_tree_intersects(datalab.datalab_part(a, part), b) THEN
                RETURN FALSE;
            END IF;
        END LOOP;
    END IF;
    IF b[2] = 6 THEN
        FOREACH part IN ARRAY datalab.datalab_parts(b, 2) LOOP
            IF NOT datalab.datalab_tree_intersects(datalab.datalab_part(b, part), a) THEN
                RETURN FALSE;
            END IF;
        END LOOP;
    END IF;
    RETURN datalab.datalab_search(a, b, FALSE);
END $$;

-- Square degrees.
CREATE OR REPLACE FUNCTION datalab.datalab_tree_area(shape double precision[]) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    tree constant float8[] := datalab.datalab_tree(shape);
    before float8;
    area float8 := 0;
    steps int := 64;
    a float8;
    b float8;
BEGIN
    IF tree IS NULL OR tree[2] > 4 THEN
        RETURN CASE
            WHEN tree[2] = 8 THEN (
                SELECT coalesce(sum((upper(r) - lower(r))::float8), 0) FROM unnest(datalab.datalab_map_of(tree, 2)) r
            ) * (129600 / pi() / (12 * power(4::float8, 29)))
            ELSE degrees(degrees((datalab.datalab_measure(tree))[1]))
        END;
    ELSIF tree[2] <= 2 THEN
        RETURN datalab.datalab_area(datalab.datalab_part(tree, 2));
    ELSIF tree[2] = 4 THEN
        RETURN tree[9] * (360 / pi()) * sind((tree[8] - tree[6]) / 2) * cosd((tree[8] + tree[6]) / 2);
    END IF;
    -- An integral along the outline, whose integrand is smooth even for thin ellipses.
    a := tree[16];
    b := tree[17];
    WHILE steps <= 65536 LOOP
        before := area;
        SELECT sum(1 / (1 + sqrt(greatest(0, 1 - (a * cos(t)) ^ 2 - (b * sin(t)) ^ 2)))) * 2 * pi() / steps * a * b INTO area
        FROM (SELECT 2 * pi() * i / steps AS t FROM generate_series(0, steps - 1) i) angles;
        EXIT WHEN abs(area - before) <= 1e-14 * area;
        steps := steps * 2;
    END LOOP;
    RETURN degrees(degrees(area));
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_tree_centroid(shape double precision[]) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    tree constant float8[] := datalab.datalab_tree(shape);
    total float8[];
    middle float8;
    outward float8;
    upward float8;
    length float8;
BEGIN
    IF cardinality(shape) = 4 AND tree IS NOT NULL THEN
        RETURN shape[1:2];
    ELSIF tree[2] <= 2 THEN
        RETURN datalab.datalab_centroid(datalab.datalab_part(tree, 2));
    ELSIF tree[2] = 3 THEN
        RETURN tree[5:6];
    ELSIF tree[2] = 4 THEN
        middle := tree[5] + tree[9] / 2;
        outward := (
            radians(tree[8] - tree[6]) / 2 + (sind(2 * tree[8]) - sind(2 * tree[6])) / 4
        ) * 2 * sind(tree[9] / 2);
        upward := (sind(tree[8]) - sind(tree[6])) * (sind(tree[8]) + sind(tree[6])) / 2 * radians(tree[9]);
        IF sqrt(outward * outward + upward * upward) <= 1e-12 THEN
            RETURN ARRAY[middle - 360 * floor(middle / 360), (tree[6] + tree[8]) / 2];
        END IF;
        RETURN datalab.datalab_place(outward * cosd(middle), outward * sind(middle), upward);
    ELSIF tree[2] = 8 THEN
        SELECT ARRAY[0, coalesce(sum(area * m[1]), 0), coalesce(sum(area * m[2]), 0), coalesce(sum(area * m[3]), 0)]
        INTO total
        FROM (
            SELECT 1 / power(4::float8, "order") AS area, datalab.datalab_moment("order", cell) AS m
            FROM datalab.datalab_map_parts(datalab.datalab_map_of(tree, 2))
        ) cells;
        total[1] := 1e-9 * (
            SELECT sum((upper(r) - lower(r))::float8) FROM unnest(datalab.datalab_map_of(tree, 2)) r
        ) / power(4::float8, 29);
    ELSIF tree IS NOT NULL THEN
        total := datalab.datalab_measure(tree);
        total[1] := 1e-12 * total[1];
    END IF;
    length := sqrt(total[2] * total[2] + total[3] * total[3] + total[4] * total[4]);
    RETURN CASE
        WHEN length > total[1] THEN datalab.datalab_place(total[2] / length, total[3] / length, total[4] / length)
    END;
END $$;
