-- HEALPix cells of positions (Sky/Healpix), degrees throughout.

-- Moves bit i to bit 2i; and back.
CREATE OR REPLACE FUNCTION datalab.datalab_spread(bits bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    bits := (bits OPERATOR(pg_catalog.|) (bits OPERATOR(pg_catalog.<<) 16)) OPERATOR(pg_catalog.&) 281470681808895;
    bits := (bits OPERATOR(pg_catalog.|) (bits OPERATOR(pg_catalog.<<) 8)) OPERATOR(pg_catalog.&) 71777214294589695;
    bits := (bits OPERATOR(pg_catalog.|) (bits OPERATOR(pg_catalog.<<) 4)) OPERATOR(pg_catalog.&) 1085102592571150095;
    bits := (bits OPERATOR(pg_catalog.|) (bits OPERATOR(pg_catalog.<<) 2)) OPERATOR(pg_catalog.&) 3689348814741910323;
    RETURN (bits OPERATOR(pg_catalog.|) (bits OPERATOR(pg_catalog.<<) 1)) OPERATOR(pg_catalog.&) 6148914691236517205;
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_gather(bits bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    bits := bits & 6148914691236517205;
    bits := (bits | (bits >> 1)) & 3689348814741910323;
    bits := (bits | (bits >> 2)) & 1085102592571150095;
    bits := (bits | (bits >> 4)) & 71777214294589695;
    bits := (bits | (bits >> 8)) & 281470681808895;
    RETURN (bits | (bits >> 16)) & 4294967295;
END $$;

-- The cell of order 29, NESTED; NULL for what is no position. The operations are those of Sky's CellGrid, in their order, so that
-- positions on the edge of a cell fall into the same one.
CREATE OR REPLACE FUNCTION datalab.datalab_hpx29(ra double precision, "dec" double precision) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    theta float8;
    z float8;
    turns float8;
    height float8;
    a float8;
    b float8;
    falling bigint;
    climbing bigint;
    face bigint;
    x bigint;
    y bigint;
BEGIN
    IF NOT (abs("dec") <= 90 AND abs(ra) < 'Infinity') THEN
        RETURN NULL;
    END IF;
    theta := 1.5707963267948966::float8 - "dec" * 0.017453292519943295::float8;
    z := cos(theta);
    turns := ra * 0.017453292519943295::float8 * 0.6366197723675814::float8;
    IF turns < 0 OR turns >= 4 THEN
        turns := turns - 4 * trunc(turns / 4);
        IF turns < 0 THEN
            turns := turns + 4;
        END IF;
        IF turns >= 4 THEN
            turns := 0;
        END IF;
    END IF;
    height := abs(z);
    IF height <= 0.6666666666666666::float8 THEN
        a := 536870912 * (0.5 + turns);
        b := 536870912 * (z * 0.75);
        falling := trunc(a - b)::bigint;
        climbing := trunc(a + b)::bigint;
        x := climbing & 536870911;
        y := 536870911 - (falling & 536870911);
        falling := falling >> 29;
        climbing := climbing >> 29;
        face := CASE
            WHEN falling = climbing THEN (falling & 3) | 4
            WHEN falling < climbing THEN falling
            ELSE climbing + 8
        END;
    ELSE
        face := least(3, trunc(turns)::bigint);
        a := turns - face;
        b := CASE
            WHEN height < 0.99 OR NOT (theta < 0.01 OR theta > 3.14159::float8 - 0.01::float8)
            THEN 536870912 * sqrt(3 * (1 - height))
            ELSE 536870912 * sin(theta) / sqrt((1 + height) / 3)
        END;
        x := least(trunc(a * b)::bigint, 536870911);
        y := least(trunc((1 - a) * b)::bigint, 536870911);
        IF z >= 0 THEN
            falling := x;
            x := 536870911 - y;
            y := 536870911 - falling;
        ELSE
            face := face + 8;
        END IF;
    END IF;
    RETURN (face << 58) | datalab.datalab_spread(x) | (datalab.datalab_spread(y) << 1);
END $$;

-- The cell at (x, y) of a face, where either may lie one beyond the face's edge; NULL if there is none.
CREATE OR REPLACE FUNCTION datalab.datalab_cell_at("order" integer, face bigint, x bigint, y bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    last constant bigint := (1::bigint << "order") - 1;
    past_x constant int := CASE WHEN x < 0 THEN -1 WHEN x > last THEN 1 ELSE 0 END;
    past_y constant int := CASE WHEN y < 0 THEN -1 WHEN y > last THEN 1 ELSE 0 END;
    its_column constant bigint := face & 3;
    east constant bigint := (its_column + 1) & 3;
    west constant bigint := (its_column + 3) & 3;
    opposite constant bigint := (its_column + 2) & 3;
    wrap_x constant bigint := x & last;
    wrap_y constant bigint := y & last;
    mirror_x constant bigint := last - wrap_x;
    mirror_y constant bigint := last - wrap_y;
    place bigint[];
BEGIN
    place := CASE (face >> 2) * 100 + (past_x + 1) * 10 + past_y + 1
        WHEN 11 THEN ARRAY[face, x, y]
        WHEN 111 THEN ARRAY[face, x, y]
        WHEN 211 THEN ARRAY[face, x, y]
        WHEN 21 THEN ARRAY[east, y, mirror_x]
        WHEN 12 THEN ARRAY[west, mirror_y, x]
        WHEN 22 THEN ARRAY[opposite, mirror_x, mirror_y]
        WHEN 1 THEN ARRAY[4 + its_column, wrap_x, y]
        WHEN 10 THEN ARRAY[4 + east, x, wrap_y]
        WHEN 0 THEN ARRAY[8 + its_column, wrap_x, wrap_y]
        WHEN 121 THEN ARRAY[its_column, wrap_x, y]
        WHEN 112 THEN ARRAY[west, x, wrap_y]
        WHEN 101 THEN ARRAY[8 + west, wrap_x, y]
        WHEN 110 THEN ARRAY[8 + its_column, x, wrap_y]
        WHEN 120 THEN ARRAY[4 + east, wrap_x, wrap_y]
        WHEN 102 THEN ARRAY[4 + west, wrap_x, wrap_y]
        WHEN 221 THEN ARRAY[4 + east, wrap_x, y]
        WHEN 212 THEN ARRAY[4 + its_column, x, wrap_y]
        WHEN 222 THEN ARRAY[its_column, wrap_x, wrap_y]
        WHEN 210 THEN ARRAY[8 + east, mirror_y, x]
        WHEN 201 THEN ARRAY[8 + west, y, mirror_x]
        WHEN 200 THEN ARRAY[8 + opposite, mirror_x, mirror_y]
    END;
    RETURN (place[1] << (2 * "order")) | datalab.datalab_spread(place[2]) | (datalab.datalab_spread(place[3]) << 1);
END $$;

-- A cell of an order and its neighbours.
CREATE OR REPLACE FUNCTION datalab.datalab_cells_of(cell bigint, "order" integer) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    bits_x constant bigint := 6148914691236517205 & ((1::bigint << (2 * "order")) - 1);
    bits_y constant bigint := bits_x << 1;
    x bigint := cell & bits_x;
    y bigint := cell & bits_y;
    face bigint;
    west bigint;
    east bigint;
    south bigint;
    north bigint;
BEGIN
    IF x <> 0 AND x <> bits_x AND y <> 0 AND y <> bits_y THEN
        -- Inside a base face: the bits of x and of y count on by themselves.
        face := cell & ~(bits_x | bits_y);
        west := face | ((x - 1) & bits_x);
        east := face | (((x | bits_y) + 1) & bits_x);
        south := (y - 1) & bits_y;
        north := ((y | bits_x) + 1) & bits_y;
        RETURN ARRAY[
            cell, west | y, west | north, face | x | north, east | north, east | y, east | south, face | x | south,
            west | south
        ];
    END IF;
    face := cell >> (2 * "order");
    x := datalab.datalab_gather(x);
    y := datalab.datalab_gather(y >> 1);
    RETURN cell || array_remove(
        ARRAY[
            datalab.datalab_cell_at("order", face, x - 1, y),
            datalab.datalab_cell_at("order", face, x - 1, y + 1),
            datalab.datalab_cell_at("order", face, x, y + 1),
            datalab.datalab_cell_at("order", face, x + 1, y + 1),
            datalab.datalab_cell_at("order", face, x + 1, y),
            datalab.datalab_cell_at("order", face, x + 1, y - 1),
            datalab.datalab_cell_at("order", face, x, y - 1),
            datalab.datalab_cell_at("order", face, x - 1, y - 1)
        ],
        NULL
    );
END $$;

-- Those of a position; NULL for what is no position.
CREATE OR REPLACE FUNCTION datalab.datalab_cells(ra double precision, "dec" double precision, "order" integer) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    RETURN datalab.datalab_cells_of(datalab.datalab_hpx29(ra, "dec") >> (58 - 2 * "order"), "order");
END $$;

-- Cells that a circle about a position may touch which is near the edge of its own; see datalab_cells_beside.
CREATE OR REPLACE FUNCTION datalab.datalab_cells_at_edge(place bigint, "order" integer, below bigint, above bigint)
RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    inside constant bigint := (1::bigint << (58 - 2 * "order")) - 1;
    in_x constant bigint := place & inside & 6148914691236517205;
    in_y constant bigint := (place & inside) >> 1 & 6148914691236517205;
    cell constant bigint := place >> (58 - 2 * "order");
    bits_x constant bigint := 6148914691236517205 & ((1::bigint << (2 * "order")) - 1);
    bits_y constant bigint := bits_x << 1;
    x constant bigint := cell & bits_x;
    y constant bigint := cell & bits_y;
    face constant bigint := cell & ~(bits_x | bits_y);
    west bigint;
    east bigint;
    south bigint;
    north bigint;
BEGIN
    IF x = 0 OR x = bits_x OR y = 0 OR y = bits_y THEN
        RETURN datalab.datalab_cells_of(cell, "order");
    END IF;
    west := CASE WHEN in_x < below THEN face | ((x - 1) & bits_x) END;
    east := CASE WHEN in_x >= above THEN face | (((x | bits_y) + 1) & bits_x) END;
    south := CASE WHEN in_y < below THEN (y - 1) & bits_y END;
    north := CASE WHEN in_y >= above THEN ((y | bits_x) + 1) & bits_y END;
    RETURN array_remove(
        ARRAY[
            cell, west | y, west | north, face | x | north, east | north, east | y, east | south, face | x | south,
            west | south
        ],
        NULL
    );
END $$;

-- Of the cell of an order that has the order-29 cell of a position, and its neighbours, those that a circle about the position may touch;
-- the margins are those of Sky's CellMargins. One expression: most positions are far from the edges and cost no call.
CREATE OR REPLACE FUNCTION datalab.datalab_cells_beside(place bigint, "order" integer, below bigint, above bigint)
RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN (place & ((1::bigint << (58 - 2 * "order")) - 1) & 6148914691236517205) >= below
        AND (place & ((1::bigint << (58 - 2 * "order")) - 1) & 6148914691236517205) < above
        AND (place & ((1::bigint << (58 - 2 * "order")) - 1) & -6148914691236517206) >> 1 >= below
        AND (place & ((1::bigint << (58 - 2 * "order")) - 1) & -6148914691236517206) >> 1 < above
    THEN ARRAY[place >> (58 - 2 * "order")]
    ELSE datalab.datalab_cells_at_edge(place, "order", below, above)
END;

CREATE OR REPLACE FUNCTION datalab.datalab_cells_near(
    ra double precision, "dec" double precision, "order" integer, below bigint, above bigint
) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    place constant bigint := datalab.datalab_hpx29(ra, "dec");
BEGIN
    RETURN datalab.datalab_cells_beside(place, "order", below, above);
END $$;

-- Of some classes of sizes what the keys of regions near a position begin with (Sky/Healpix/FootprintKey.cs): at an order the cells
-- that a circle reaches, or, where the order is negative, the whole class.
CREATE OR REPLACE FUNCTION datalab.datalab_keys_near(
    ra double precision, "dec" double precision, classes bigint[], orders bigint[], below bigint[], above bigint[]
) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    place constant bigint := datalab.datalab_hpx29(ra, "dec");
    keys bigint[] := '{}';
    cell bigint;
BEGIN
    IF place IS NULL THEN
        RETURN NULL;
    END IF;
    FOR i IN 1 .. cardinality(classes) LOOP
        IF orders[i] < 0 THEN
            keys := keys || (classes[i] << 52);
            CONTINUE;
        END IF;
        FOREACH cell IN ARRAY datalab.datalab_cells_beside(place, orders[i]::int, below[i], above[i]) LOOP
            keys := keys || ((classes[i] << 52) + (cell << (48 - 2 * orders[i]::int)));
        END LOOP;
    END LOOP;
    RETURN keys;
END $$;

-- The same as keys that are unique among all orders (HEALPix NUNIQ).
CREATE OR REPLACE FUNCTION datalab.datalab_cell_keys(ra double precision, "dec" double precision, "order" integer)
RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    cells bigint[] := datalab.datalab_cells(ra, "dec", "order");
BEGIN
    FOR i IN 1 .. cardinality(cells) LOOP
        cells[i] := cells[i] + (4::bigint << (2 * "order"));
    END LOOP;
    RETURN cells;
END $$;

-- The range of order-29 cells that a key stands for, all of them for -1. The orders are 0, 3, … 18.
CREATE OR REPLACE FUNCTION datalab.datalab_key_shift(key bigint) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN key < 16 THEN 58
    WHEN key < 1024 THEN 52
    WHEN key < 65536 THEN 46
    WHEN key < 4194304 THEN 40
    WHEN key < 268435456 THEN 34
    WHEN key < 17179869184 THEN 28
    ELSE 22
END;

CREATE OR REPLACE FUNCTION datalab.datalab_key_first(key bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN key < 0 THEN 0
    ELSE (key << datalab.datalab_key_shift(key)) - 1152921504606846976
END;

CREATE OR REPLACE FUNCTION datalab.datalab_key_last(key bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN key < 0 THEN 9223372036854775807
    ELSE ((key + 1) << datalab.datalab_key_shift(key)) - 1152921504606846977
END;

CREATE OR REPLACE FUNCTION datalab.datalab_healpix_index("order" bigint, ra double precision, "dec" double precision)
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN "order" BETWEEN 0 AND 29 THEN datalab.datalab_hpx29(ra, "dec") >> (58 - 2 * "order")::int
END;

CREATE OR REPLACE FUNCTION datalab.datalab_healpix_center("order" bigint, cell bigint) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    side bigint;
    face bigint;
    x bigint;
    y bigint;
    ring bigint;
    width bigint;
    place bigint;
    depth float8;
    z float8;
    axis float8;
BEGIN
    IF "order" NOT BETWEEN 0 AND 29 OR cell < 0 OR cell >= 12::bigint << (2 * "order")::int THEN
        RETURN NULL;
    END IF;
    side := 1::bigint << "order"::int;
    face := cell >> (2 * "order")::int;
    x := datalab.datalab_gather(cell & ((1::bigint << (2 * "order")::int) - 1));
    y := datalab.datalab_gather((cell & ((1::bigint << (2 * "order")::int) - 1)) >> 1);
    ring := (2 + (face >> 2)) * side - x - y - 1;
    width := least(side, ring, 4 * side - ring);
    place := (CASE WHEN face BETWEEN 4 AND 7 THEN 2 * (face & 3) ELSE 2 * (face & 3) + 1 END) * width + x - y;
    IF place < 0 THEN
        place := place + 8 * width;
    END IF;
    IF ring BETWEEN side AND 3 * side THEN
        z := (2 - ring::float8 / side) * 0.6666666666666666::float8;
        axis := sqrt((1 - z) * (1 + z));
    ELSE
        depth := (width::float8 / side) ^ 2 / 3;
        z := CASE WHEN ring < side THEN 1 - depth ELSE depth - 1 END;
        axis := sqrt(depth * (2 - depth));
    END IF;
    z := degrees(atan2(z, axis));
    axis := 45::float8 * place / width;
    RETURN ARRAY[axis - 360 * floor(axis / 360), z];
END $$;
