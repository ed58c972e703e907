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
    -- Of containment an eighth of what Sky looks at: shapes that touch from inside for long take all of them.
    most constant int := CASE WHEN is_contained THEN 1024 ELSE 8192 END;
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
            ELSIF "order" >= finest THEN
                known := known AND second = 1;
                CONTINUE;
            END IF;
        ELSE
            CONTINUE WHEN second = 0;
            IF first = 2 AND second = 2 OR "order" >= finest THEN
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
