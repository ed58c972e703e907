-- How cells and places lie to regions (Sky/Regions, Sky/Healpix). Trees are those of 8-trees.sql.

-- Direction of a cell's centre, and radians within which the cell lies around it, rounding included.
CREATE OR REPLACE FUNCTION datalab.datalab_cell_disc("order" integer, cell bigint) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    side constant bigint := 1::bigint << "order";
    n constant float8 := side;
    face constant int := cell >> (2 * "order");
    x constant bigint := datalab.datalab_gather(cell & ((1::bigint << (2 * "order")) - 1));
    y constant bigint := datalab.datalab_gather((cell & ((1::bigint << (2 * "order")) - 1)) >> 1);
    ring constant bigint := (2 + (face >> 2)) * side - x - y - 1;
    from_pole constant bigint := least(ring, 4 * side - ring);
    width constant bigint := least(side, from_pole);
    place bigint := (CASE WHEN face BETWEEN 4 AND 7 THEN 2 * (face & 3) ELSE 2 * (face & 3) + 1 END) * width + x - y;
    z float8;
    axis float8;
    radius float8 := 0;
    outside float8;
    inside float8;
    skew float8;
BEGIN
    IF place < 0 THEN
        place := place + 8 * width;
    END IF;
    IF from_pole >= side THEN
        z := (2 - ring / n) * 0.6666666666666666::float8;
        axis := sqrt((1 - z) * (1 + z));
        skew := 2 / 3::float8 / n;
        outside := least(abs(2 * n - ring) * skew + skew, 2 / 3::float8);
        inside := greatest(abs(2 * n - ring) * skew - skew, 0);
        radius := greatest(
            skew / sqrt((1 - outside) * (1 + outside)), pi() / 4 / n * sqrt((1 - inside) * (1 + inside))
        );
    ELSE
        z := (width / n) ^ 2 / 3;
        axis := sqrt(z * (2 - z));
        z := CASE WHEN ring < side THEN 1 - z ELSE z - 1 END;
    END IF;
    IF from_pole <= side THEN
        outside := least((from_pole + 1) / n, 1);
        inside := (from_pole - 1) / n;
        skew := abs(place % (2 * width) - width);
        skew := sqrt((2 - inside * inside / 3) / 3) * pi() / 4 * CASE
            WHEN from_pole = 1 THEN 1
            ELSE least(1, greatest((skew + 1) / width, skew / (width - 1)))
        END;
        radius := greatest(radius, sqrt(4 / 3::float8 / (2 - outside * outside / 3) + skew * skew) / n);
    END IF;
    skew := 45::float8 * place / width;
    RETURN ARRAY[axis * cosd(skew), axis * sind(skew), z, radius * (1 + 1e-12::float8) + 1e-14::float8];
END $$;

-- Whether two directions are farther apart than an angle in radians.
CREATE OR REPLACE FUNCTION datalab.datalab_exceeds(
    x double precision, y double precision, z double precision,
    a double precision, b double precision, c double precision, angle double precision
) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN angle < 0 THEN TRUE
    WHEN angle >= pi() THEN FALSE
    WHEN angle <= pi() / 2
    THEN (x - a) * (x - a) + (y - b) * (y - b) + (z - c) * (z - c) > 4 * sin(angle / 2) * sin(angle / 2)
    ELSE (x + a) * (x + a) + (y + b) * (y + b) + (z + c) * (z + c) < 4 * cos(angle / 2) * cos(angle / 2)
END;

-- Whether a direction is in the region whose node begins there; its right ascension and declination, cell of order 29.
CREATE OR REPLACE FUNCTION datalab.datalab_is_within(
    tree double precision[], at integer, x double precision, y double precision, z double precision
) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    i int := at + 3 + tree[at + 2]::int;
    u float8;
    v float8;
    place float8[];
    part int;
BEGIN
    CASE tree[at]
        WHEN 1 THEN
            RETURN NOT datalab.datalab_exceeds(x, y, z, tree[i], tree[i + 1], tree[i + 2], tree[i + 3] + 2e-15);
        WHEN 2 THEN
            IF datalab.datalab_exceeds(x, y, z, tree[i], tree[i + 1], tree[i + 2], tree[i + 3]) THEN
                RETURN FALSE;
            ELSIF tree[i + 4] = 0 THEN
                place := datalab.datalab_place(x, y, z);
                RETURN datalab.datalab_in_polygon(
                    place[1], place[2], datalab.datalab_corners(tree[at + 3:at + 2 + tree[at + 2]::int])
                );
            END IF;
            FOR k IN i + 9 .. i + 3 + 6 * tree[i + 5]::int BY 6 LOOP
                IF tree[k] * x + tree[k + 1] * y + tree[k + 2] * z < -2e-15 THEN
                    RETURN FALSE;
                END IF;
            END LOOP;
            RETURN TRUE;
        WHEN 3 THEN
            u := (tree[i + 5] * x + tree[i + 6] * y + tree[i + 7] * z) / tree[i + 11];
            v := (tree[i + 8] * x + tree[i + 9] * y + tree[i + 10] * z) / tree[i + 12];
            RETURN tree[i + 2] * x + tree[i + 3] * y + tree[i + 4] * z >= 0
                AND (sqrt(u * u + v * v) - 1) * least(tree[i + 11], tree[i + 12]) <= 2e-15;
        WHEN 4 THEN
            place := datalab.datalab_place(x, y, z);
            RETURN place[2] >= tree[at + 4] - 1e-13 AND place[2] <= tree[at + 6] + 1e-13 AND (
                tree[i] >= 360 OR 90 - abs(place[2]) < 1e-13
                OR place[1] - tree[at + 3] - 360 * floor((place[1] - tree[at + 3]) / 360) <= tree[i] + 1e-13
                OR place[1] - tree[at + 3] - 360 * floor((place[1] - tree[at + 3]) / 360) >= 360 - 1e-13
            );
        WHEN 7 THEN
            RETURN NOT datalab.datalab_is_within(tree, at + 3, x, y, z);
        WHEN 8 THEN
            place := datalab.datalab_place(x, y, z);
            RETURN datalab.datalab_map_of(tree, at) @> datalab.datalab_hpx29(place[1], place[2]);
        ELSE
            FOREACH part IN ARRAY datalab.datalab_parts(tree, at) LOOP
                IF datalab.datalab_is_within(tree, part, x, y, z) = (tree[at] = 5) THEN
                    RETURN tree[at] = 5;
                END IF;
            END LOOP;
            RETURN tree[at] = 6;
    END CASE;
END $$;

-- How a disc lies to a region: 0 no place in common, 1 some may be, 2 it lies inside.
CREATE OR REPLACE FUNCTION datalab.datalab_overlap(
    tree double precision[], at integer, x double precision, y double precision, z double precision,
    radius double precision
) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    i int := at + 3 + tree[at + 2]::int;
    reach float8 := radius + 8e-15;
    u float8;
    v float8;
    w float8;
    p float8;
    q float8;
    following int;
    found int;
    part int;
BEGIN
    CASE tree[at]
        WHEN 1 THEN
            RETURN CASE
                WHEN datalab.datalab_exceeds(
                    x, y, z, tree[i], tree[i + 1], tree[i + 2], tree[i + 3] + radius + 4e-15
                ) THEN 0
                WHEN tree[i + 3] >= pi() OR NOT datalab.datalab_exceeds(
                    x, y, z, tree[i], tree[i + 1], tree[i + 2], tree[i + 3] - radius - 2e-15
                ) THEN 2
                ELSE 1
            END;
        WHEN 2 THEN
            IF reach >= pi() / 2 THEN
                RETURN 1;
            ELSIF datalab.datalab_exceeds(x, y, z, tree[i], tree[i + 1], tree[i + 2], tree[i + 3] + reach) THEN
                RETURN 0;
            END IF;
            w := sin(reach);
            found := tree[i + 5]::int;
            FOR k IN 1 .. found LOOP
                part := i + 6 * k;
                u := tree[part + 3] * x + tree[part + 4] * y + tree[part + 5] * z;
                CONTINUE WHEN abs(u) > w;
                -- The nearest place of the great circle is on the arc, or one of its ends is near.
                following := i + 6 * (k % found + 1);
                v := tree[part + 3] * (tree[part + 1] * z - tree[part + 2] * y)
                    + tree[part + 4] * (tree[part + 2] * x - tree[part] * z)
                    + tree[part + 5] * (tree[part] * y - tree[part + 1] * x);
                p := tree[part + 3] * (tree[following + 1] * z - tree[following + 2] * y)
                    + tree[part + 4] * (tree[following + 2] * x - tree[following] * z)
                    + tree[part + 5] * (tree[following] * y - tree[following + 1] * x);
                IF v >= 0 AND p <= 0
                    OR NOT datalab.datalab_exceeds(x, y, z, tree[part], tree[part + 1], tree[part + 2], reach)
                    OR NOT datalab.datalab_exceeds(x, y, z, tree[following], tree[following + 1], tree[following + 2], reach)
                THEN
                    RETURN 1;
                END IF;
            END LOOP;
            RETURN CASE WHEN datalab.datalab_is_within(tree, at, x, y, z) THEN 2 ELSE 0 END;
        WHEN 3 THEN
            IF datalab.datalab_exceeds(x, y, z, tree[i + 2], tree[i + 3], tree[i + 4], tree[i + 13] + reach) THEN
                RETURN 0;
            ELSIF tree[i + 2] * x + tree[i + 3] * y + tree[i + 4] * z <= sin(least(reach, pi() / 2)) THEN
                RETURN 1;
            END IF;
            u := tree[i + 5] * x + tree[i + 6] * y + tree[i + 7] * z;
            v := tree[i + 8] * x + tree[i + 9] * y + tree[i + 10] * z;
            w := sqrt((u / tree[i + 11]) ^ 2 + (v / tree[i + 12]) ^ 2);
            IF w > 1 THEN
                p := u / (tree[i + 11] * tree[i + 11]);
                q := v / (tree[i + 12] * tree[i + 12]);
                w := sqrt(p * p + q * q);
                p := p / w;
                q := q / w;
                RETURN (
                    u * p + v * q <= sqrt((tree[i + 11] * p) ^ 2 + (tree[i + 12] * q) ^ 2) + reach
                )::int;
            END IF;
            RETURN CASE WHEN w + reach / least(tree[i + 11], tree[i + 12]) <= 1 THEN 2 ELSE 1 END;
        WHEN 4 THEN
            v := degrees(atan2(z, sqrt(x * x + y * y)));
            reach := degrees(radius) + 2e-13;
            IF v - reach > tree[at + 6] OR v + reach < tree[at + 4] THEN
                RETURN 0;
            END IF;
            found := CASE WHEN v + reach <= tree[at + 6] AND v - reach >= tree[at + 4] THEN 2 ELSE 1 END;
            IF tree[i] >= 360 THEN
                RETURN found;
            ELSIF abs(v) + reach >= 90 THEN
                RETURN 1;
            END IF;
            w := asind(least(1, sind(reach) / cosd(v))) * (1 + 1e-12::float8) + 1e-13;
            u := degrees(atan2(y, x)) - tree[at + 3];
            u := u - 360 * floor(u / 360);
            RETURN CASE
                WHEN u - w > tree[i] AND u + w < 360 THEN 0
                WHEN u - w >= 0 AND u + w <= tree[i] THEN found
                ELSE 1
            END;
        WHEN 7 THEN
            RETURN 2 - datalab.datalab_overlap(tree, at + 3, x, y, z, radius);
        WHEN 8 THEN
            RAISE EXCEPTION 'A coverage map inside of a region is not available on this server''s engine';
        ELSE
            found := CASE tree[at] WHEN 5 THEN 0 ELSE 2 END;
            FOREACH part IN ARRAY datalab.datalab_parts(tree, at) LOOP
                following := datalab.datalab_overlap(tree, part, x, y, z, radius);
                IF following = (CASE tree[at] WHEN 5 THEN 2 ELSE 0 END) THEN
                    RETURN following;
                ELSIF following = 1 THEN
                    found := 1;
                END IF;
            END LOOP;
            RETURN found;
    END CASE;
END $$;

-- How a cell lies to a region, which is a map where there are cells of one.
CREATE OR REPLACE FUNCTION datalab.datalab_cell_overlap(
    tree double precision[], map int8multirange, "order" integer, cell bigint
) RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    cells int8range;
    disc float8[];
BEGIN
    IF map IS NULL THEN
        disc := datalab.datalab_cell_disc("order", cell);
        RETURN datalab.datalab_overlap(tree, 2, disc[1], disc[2], disc[3], disc[4]);
    END IF;
    cells := int8range(cell << (58 - 2 * "order"), (cell + 1) << (58 - 2 * "order"));
    RETURN CASE WHEN map @> cells THEN 2 WHEN map && cells THEN 1 ELSE 0 END;
END $$;

-- The largest cells that make up a map, in the order of the sky.
CREATE OR REPLACE FUNCTION datalab.datalab_map_parts(map int8multirange) RETURNS TABLE ("order" integer, cell bigint)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    r int8range;
    first bigint;
    shift int;
BEGIN
    FOR r IN SELECT unnest(map) LOOP
        first := lower(r);
        WHILE first < upper(r) LOOP
            shift := 29;
            WHILE first & ((1::bigint << (2 * shift)) - 1) <> 0 OR upper(r) - first < 1::bigint << (2 * shift) LOOP
                shift := shift - 1;
            END LOOP;
            "order" := 29 - shift;
            cell := first >> (2 * shift);
            RETURN NEXT;
            first := first + (1::bigint << (2 * shift));
        END LOOP;
    END LOOP;
END $$;

-- A circle around a region: direction, radius in degrees.
CREATE OR REPLACE FUNCTION datalab.datalab_bounds(tree double precision[], at integer) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    i constant int := at + 3 + tree[at + 2]::int;
    circle float8[];
    circles float8[] := '{}';
    sum float8[] := '{0,0,0}';
    length float8;
    radius float8 := 0;
BEGIN
    IF tree[at] <= 2 THEN
        RETURN tree[i:i + 2] || least(180, degrees(tree[i + 3]) + 1e-13);
    ELSIF tree[at] = 3 THEN
        RETURN tree[i + 2:i + 4] || (degrees(tree[i + 13]) + 1e-13);
    ELSIF tree[at] = 4 AND tree[i] < 180 THEN
        length := CASE
            WHEN tree[at + 4] <= 0 AND tree[at + 6] >= 0 THEN 0
            ELSE least(abs(tree[at + 4]), abs(tree[at + 6]))
        END;
        RETURN datalab.datalab_vector(tree[at + 3] + tree[i] / 2, (tree[at + 4] + tree[at + 6]) / 2)
            || least(180, (tree[at + 6] - tree[at + 4]) / 2 + tree[i] / 2 * cosd(length) + 1e-13);
    ELSIF tree[at] = 4 THEN
        RETURN CASE
            WHEN tree[at + 4] >= 0 THEN ARRAY[0, 0, 1, 90 - tree[at + 4]]
            WHEN tree[at + 6] <= 0 THEN ARRAY[0, 0, -1, 90 + tree[at + 6]]
            ELSE '{1,0,0,180}'
        END;
    ELSIF tree[at] = 7 THEN
        RETURN '{1,0,0,180}';
    ELSIF tree[at] = 8 THEN
        SELECT array_agg(n ORDER BY place, k) INTO circles
        FROM datalab.datalab_map_parts(datalab.datalab_map_of(tree, at)) WITH ORDINALITY AS parts("order", cell, place)
        CROSS JOIN LATERAL unnest(datalab.datalab_cell_disc(parts."order", parts.cell)) WITH ORDINALITY AS d(n, k);
    ELSE
        FOR k IN 1 .. cardinality(datalab.datalab_parts(tree, at)) LOOP
            circle := datalab.datalab_bounds(tree, (datalab.datalab_parts(tree, at))[k]);
            IF tree[at] = 6 THEN
                circles := CASE WHEN k = 1 OR circle[4] < circles[4] THEN circle ELSE circles END;
            ELSE
                circles := circles || circle[1:3] || radians(circle[4]);
            END IF;
        END LOOP;
        IF tree[at] = 6 THEN
            RETURN circles;
        END IF;
    END IF;
    FOR k IN 1 .. coalesce(cardinality(circles), 0) BY 4 LOOP
        length := CASE tree[at] WHEN 8 THEN circles[k + 3] * circles[k + 3] ELSE 1 END;
        sum := ARRAY[
            sum[1] + length * circles[k], sum[2] + length * circles[k + 1], sum[3] + length * circles[k + 2]
        ];
    END LOOP;
    length := sqrt(datalab.datalab_dot(sum, sum));
    IF circles IS NULL THEN
        RETURN '{1,0,0,0}';
    ELSIF length < 1e-30 OR tree[at] = 5 AND length < 1e-6 THEN
        RETURN '{1,0,0,180}';
    END IF;
    sum := ARRAY[sum[1] / length, sum[2] / length, sum[3] / length];
    FOR k IN 1 .. cardinality(circles) BY 4 LOOP
        radius := greatest(radius, datalab.datalab_angle(sum, circles[k:k + 2]) + circles[k + 3]);
    END LOOP;
    RETURN sum || least(180, degrees(radius) + 1e-12);
END $$;

-- The few cells that hold a region's bounds, and their order.
CREATE OR REPLACE FUNCTION datalab.datalab_cells_around(
    bounds double precision[], OUT "order" integer, OUT cells bigint[]
)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    reach constant float8 := radians(bounds[4]) + 2e-14;
    place constant float8[] := datalab.datalab_place(bounds[1], bounds[2], bounds[3]);
BEGIN
    "order" := 29;
    WHILE "order" >= 0 AND reach > 0.68876 / (1::bigint << greatest("order", 0)) LOOP
        "order" := "order" - 1;
    END LOOP;
    IF "order" < 0 THEN
        "order" := 0;
        cells := '{0,1,2,3,4,5,6,7,8,9,10,11}';
    ELSE
        cells := datalab.datalab_cells(place[1], place[2], "order");
    END IF;
END $$;
