-- Regions compared and measured by the cells that they share, from large cells to small ones (Sky/Healpix/CellSearch.cs).

-- Cells of a stack: their number at an order, under a leading one (HEALPix NUNIQ), so that both go into one number.
CREATE OR REPLACE FUNCTION datalab.datalab_start_cells(a double precision[], b double precision[]) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    first constant float8[] := datalab.datalab_bounds(a, 2);
    second constant float8[] := datalab.datalab_bounds(b, 2);
    "order" int;
    cells bigint[];
BEGIN
    SELECT c."order", c.cells INTO "order", cells
    FROM datalab.datalab_cells_around(CASE WHEN first[4] <= second[4] THEN first ELSE second END) c;
    RETURN ARRAY(SELECT cell + (4::bigint << (2 * "order")) FROM unnest(cells) cell);
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_order_of(key bigint) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (length(ltrim(key::bit(64)::text, '0')) - 3) / 2;

-- NULL if the cells looked at did not tell.
CREATE OR REPLACE FUNCTION datalab.datalab_search(a double precision[], b double precision[], is_contained boolean)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    -- Of containment, a is the inner one.
    most constant int := 8192;
    finest constant int := 28;
    map_a constant int8multirange := datalab.datalab_map_of(a, 2);
    map_b constant int8multirange := datalab.datalab_map_of(b, 2);
    cells bigint[] := datalab.datalab_start_cells(a, CASE WHEN is_contained THEN a ELSE b END);
    count int := cardinality(cells);
    looked int := 0;
    known boolean := TRUE;
    key bigint;
    "order" int;
    cell bigint;
    first int;
    second int;
    disc float8[];
    in_a boolean;
    in_b boolean;
BEGIN
    WHILE count > 0 LOOP
        IF looked = most THEN
            RETURN NULL;
        END IF;
        looked := looked + 1;
        key := cells[count];
        count := count - 1;
        "order" := datalab.datalab_order_of(key);
        cell := key - (4::bigint << (2 * "order"));
        first := datalab.datalab_cell_overlap(a, map_a, "order", cell);
        CONTINUE WHEN first = 0;
        second := datalab.datalab_cell_overlap(b, map_b, "order", cell);
        IF is_contained THEN
            CONTINUE WHEN second = 2;
            IF first = 2 AND second = 0 THEN
                RETURN FALSE;
            ELSIF "order" = finest THEN
                known := known AND second = 1;
                CONTINUE;
            END IF;
        ELSE
            CONTINUE WHEN second = 0;
            IF first = 2 AND second = 2 OR "order" = finest THEN
                RETURN TRUE;
            END IF;
        END IF;
        disc := datalab.datalab_cell_disc("order", cell);
        in_a := CASE
            WHEN map_a IS NULL THEN datalab.datalab_is_within(a, 2, disc[1], disc[2], disc[3])
            ELSE map_a @> datalab.datalab_cell_centre("order", cell)
        END;
        IF in_a THEN
            in_b := CASE
                WHEN map_b IS NULL THEN datalab.datalab_is_within(b, 2, disc[1], disc[2], disc[3])
                ELSE map_b @> datalab.datalab_cell_centre("order", cell)
            END;
            IF in_b <> is_contained THEN
                RETURN NOT is_contained;
            END IF;
        END IF;
        FOR child IN 0 .. 3 LOOP
            count := count + 1;
            cells[count] := 4 * key + child;
        END LOOP;
    END LOOP;
    RETURN CASE WHEN NOT is_contained THEN FALSE WHEN known THEN TRUE END;
END $$;

-- The cell of order 29 at the middle of another one: behind all of its first three quarters.
CREATE OR REPLACE FUNCTION datalab.datalab_cell_centre("order" integer, cell bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN "order" = 29 THEN cell
    ELSE (4 * cell + 3) << (56 - 2 * "order")
END;

-- Mean direction of a cell, the large ones taken in pieces of order 7.
CREATE OR REPLACE FUNCTION datalab.datalab_moment("order" integer, cell bigint) RETURNS double precision[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (
    SELECT ARRAY[avg(disc[1]), avg(disc[2]), avg(disc[3])]
    FROM (
        SELECT datalab.datalab_cell_disc(greatest("order", 7), piece) AS disc
        FROM generate_series(
            cell << (2 * greatest(7 - "order", 0)), ((cell + 1) << (2 * greatest(7 - "order", 0))) - 1
        ) piece
    ) pieces
);

-- Area in steradians, and the sum of directions times area; of trees other than simple ones summed over cells, to about a
-- thousandth of the area.
CREATE OR REPLACE FUNCTION datalab.datalab_measure(tree double precision[]) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    -- Of the outline.
    most constant int := 64;
    parts constant int[] := CASE WHEN tree[2] BETWEEN 5 AND 7 THEN datalab.datalab_parts(tree, 2) END;
    first float8[];
    second float8[];
    sign float8;
    "order" int;
    outline bigint[];
    partial bigint[];
    cell bigint;
    found int;
    disc float8[];
    unit float8;
    area float8 := 0;
    x float8 := 0;
    y float8 := 0;
    z float8 := 0;
BEGIN
    IF tree[2] < 5 THEN
        RETURN datalab.datalab_simple_measure(tree);
    ELSIF tree[2] = 7 THEN
        first := '{12.566370614359172,0,0,0}';
        second := datalab.datalab_part(tree, 5);
        sign := -1;
    ELSIF tree[2] = 6 AND cardinality(parts) = 2 AND tree[parts[2]] = 7 THEN
        -- A region without a part of it.
        first := datalab.datalab_part(tree, parts[1]);
        second := datalab.datalab_part(tree, parts[2] + 3);
        IF datalab.datalab_contains(second, first) = 1 THEN
            first := datalab.datalab_measure(datalab.datalab_tree(first));
            sign := -1;
        END IF;
    ELSIF tree[2] = 5 AND cardinality(parts) = 2 THEN
        first := datalab.datalab_part(tree, parts[1]);
        second := datalab.datalab_part(tree, parts[2]);
        IF datalab.datalab_intersects(first, second) = 0 THEN
            first := datalab.datalab_measure(datalab.datalab_tree(first));
            sign := 1;
        END IF;
    END IF;
    IF sign IS NOT NULL THEN
        second := datalab.datalab_measure(datalab.datalab_tree(second));
        RETURN ARRAY[
            first[1] + sign * second[1], first[2] + sign * second[2], first[3] + sign * second[3],
            first[4] + sign * second[4]
        ];
    END IF;
    SELECT c."order", c.cells INTO "order", outline FROM datalab.datalab_cells_around(datalab.datalab_bounds(tree, 2)) c;
    LOOP
        partial := '{}';
        unit := pi() / 3 / power(4::float8, "order");
        FOREACH cell IN ARRAY outline LOOP
            disc := datalab.datalab_cell_disc("order", cell);
            found := datalab.datalab_overlap(tree, 2, disc[1], disc[2], disc[3], disc[4]);
            IF found = 2 THEN
                disc := CASE WHEN "order" < 7 THEN datalab.datalab_moment("order", cell) ELSE disc END;
                area := area + unit;
                x := x + unit * disc[1];
                y := y + unit * disc[2];
                z := z + unit * disc[3];
            ELSIF found = 1 THEN
                partial := partial || cell;
            END IF;
        END LOOP;
        EXIT WHEN partial = '{}' OR cardinality(partial) > most OR "order" >= 26;
        "order" := "order" + 1;
        outline := ARRAY(SELECT 4 * c + child FROM unnest(partial) c, generate_series(0, 3) child);
    END LOOP;
    -- Cells on the outline by sixteen pieces each.
    unit := unit / 16;
    FOREACH cell IN ARRAY ARRAY(SELECT 16 * c + piece FROM unnest(partial) c, generate_series(0, 15) piece) LOOP
        disc := datalab.datalab_cell_disc("order" + 2, cell);
        IF datalab.datalab_is_within(tree, 2, disc[1], disc[2], disc[3]) THEN
            area := area + unit;
            x := x + unit * disc[1];
            y := y + unit * disc[2];
            z := z + unit * disc[3];
        END IF;
    END LOOP;
    RETURN ARRAY[area, x, y, z];
END $$;

-- The same of a point, circle, polygon, ellipse or range of coordinates.
CREATE OR REPLACE FUNCTION datalab.datalab_simple_measure(tree double precision[]) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    i constant int := 5 + tree[4]::int;
    area constant float8 := radians(radians(datalab.datalab_area(datalab.datalab_part(tree, 2))));
    length float8;
    sum float8[] := '{0,0,0}';
    k int;
    after int;
    outward float8;
BEGIN
    IF tree[2] = 2 THEN
        -- Half the sum of the edges' normals, as long as they are.
        FOR edge IN 1 .. tree[i + 5]::int LOOP
            k := i + 6 * edge;
            after := i + 6 * (edge % tree[i + 5]::int + 1);
            length := datalab.datalab_angle(tree[k:k + 2], tree[after:after + 2]) / 2;
            sum := ARRAY[
                sum[1] + length * tree[k + 3], sum[2] + length * tree[k + 4], sum[3] + length * tree[k + 5]
            ];
        END LOOP;
        RETURN area || sum;
    ELSIF tree[2] = 4 THEN
        outward := (
            radians(tree[8] - tree[6]) / 2 + (sind(2 * tree[8]) - sind(2 * tree[6])) / 4
        ) * 2 * sind(tree[9] / 2);
        RETURN ARRAY[
            area, outward * cosd(tree[5] + tree[9] / 2), outward * sind(tree[5] + tree[9] / 2),
            (sind(tree[8]) - sind(tree[6])) * (sind(tree[8]) + sind(tree[6])) / 2 * radians(tree[9])
        ];
    END IF;
    -- Seen along the axis the outline is an ellipse.
    k := CASE WHEN tree[2] = 1 THEN i ELSE 7 END;
    length := pi() * CASE WHEN tree[2] = 1 THEN sin(tree[i + 3]) ^ 2 ELSE tree[16] * tree[17] END;
    RETURN ARRAY[area, length * tree[k], length * tree[k + 1], length * tree[k + 2]];
END $$;

-- The cells of an order that a shape may touch, as the text of a map (MOC 2.0).
CREATE OR REPLACE FUNCTION datalab.datalab_moc("order" integer, shape double precision[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    most constant int := 16384;
    tree constant float8[] := datalab.datalab_tree(shape);
    map constant int8multirange := datalab.datalab_map_of(tree, 2);
    level int;
    outline bigint[];
    partial bigint[];
    found int8range[] := '{}';
    cell bigint;
    overlap int;
BEGIN
    IF tree IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT c."order", c.cells INTO level, outline FROM datalab.datalab_cells_around(datalab.datalab_bounds(tree, 2)) c;
    IF level > "order" THEN
        outline := ARRAY(SELECT DISTINCT c >> (2 * (level - "order")) FROM unnest(outline) c);
        level := "order";
    END IF;
    LOOP
        partial := '{}';
        FOREACH cell IN ARRAY outline LOOP
            overlap := datalab.datalab_cell_overlap(tree, map, level, cell);
            IF overlap = 2 OR overlap = 1 AND level = "order" THEN
                found := found || int8range(cell << (58 - 2 * level), (cell + 1) << (58 - 2 * level));
            ELSIF overlap = 1 THEN
                partial := partial || cell;
            END IF;
        END LOOP;
        EXIT WHEN partial = '{}';
        IF cardinality(partial) > most / 4 THEN
            RAISE EXCEPTION 'Coverage maps of that order grow too large; give a lower one';
        END IF;
        level := level + 1;
        outline := ARRAY(SELECT 4 * c + child FROM unnest(partial) c, generate_series(0, 3) child);
    END LOOP;
    RETURN datalab.datalab_map_text(coalesce((SELECT range_agg(r) FROM unnest(found) r), '{}'), "order");
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_map_text(map int8multirange, finest integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (
    WITH parts AS (
        SELECT "order", cell, cell - row_number() OVER (PARTITION BY "order" ORDER BY cell) AS run
        FROM datalab.datalab_map_parts(map)
    ), runs AS (
        SELECT "order", min(cell) AS first, max(cell) AS last FROM parts GROUP BY "order", run
    ), lists AS (
        SELECT "order", string_agg(
            first || CASE WHEN last = first THEN '' WHEN last = first + 1 THEN ',' || last ELSE '-' || last END,
            ',' ORDER BY first
        ) AS cells
        FROM runs GROUP BY "order"
        UNION ALL
        SELECT finest, '' WHERE NOT EXISTS (SELECT FROM parts WHERE "order" = finest)
    )
    SELECT string_agg("order" || '/' || cells, ' ' ORDER BY "order") FROM lists
);
