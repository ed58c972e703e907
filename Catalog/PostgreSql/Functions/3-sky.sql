-- Positions: HEALPix cells (Sky/Healpix), frames (Sky/Frames) and motions (Sky/Astrometry.cs), degrees throughout.

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

-- The cell of a position at an order, and its neighbours; NULL for what is no position.
CREATE OR REPLACE FUNCTION datalab.datalab_cells(ra double precision, "dec" double precision, "order" integer) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    cell bigint := datalab.datalab_hpx29(ra, "dec") >> (58 - 2 * "order");
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
    IF cell IS NULL THEN
        RETURN NULL;
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

-- The same as keys that are unique among all orders (HEALPix NUNIQ).
CREATE OR REPLACE FUNCTION datalab.datalab_cell_keys(ra double precision, "dec" double precision, "order" integer)
RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (
    SELECT array_agg(cell + (4::bigint << (2 * "order"))) FROM unnest(datalab.datalab_cells(ra, "dec", "order")) AS cell
);

-- The range of order-29 cells that a key stands for, all of them for -1.
CREATE OR REPLACE FUNCTION datalab.datalab_key_shift(key bigint) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN key < 0 THEN NULL
    WHEN key < 16 THEN 58
    WHEN key < 1024 THEN 52
    WHEN key < 65536 THEN 46
    WHEN key < 4194304 THEN 40
    WHEN key < 268435456 THEN 34
    WHEN key < 17179869184 THEN 28
    ELSE 22
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

-- Rows of the rotation from ICRS to a frame.
CREATE OR REPLACE FUNCTION datalab.datalab_frame(name text) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    RETURN CASE name
        WHEN 'ICRS' THEN '{1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0}'::float8[]
        WHEN 'FK5' THEN '{0.9999999999999928, -1.110223329740834e-07, -4.411804498096776e-08, 1.1102233723050031e-07, 0.9999999999999891, 9.64779225407974e-08, 4.411803426976324e-08, -9.647792743888518e-08, 0.9999999999999943}'::float8[]
        WHEN 'GALACTIC' THEN '{-0.0548756577125917, -0.8734370519556163, -0.4838350736167156, 0.4941094371927274, -0.44482972122329534, 0.7469821839866676, -0.8676661375596587, -0.19807633727300059, 0.4559838136873016}'::float8[]
        WHEN 'ECLIPTIC' THEN '{0.9999999999999941, -7.078368960971559e-08, 8.056213977613187e-08, 3.2897004077419627e-08, 0.9174821299149584, 0.39777699944404804, -1.0207044725484358e-07, -0.3977769994440431, 0.9174821299149555}'::float8[]
        WHEN 'FK4' THEN '{0.9999256809514501, 0.011181371753884728, 0.004858960740738771, -0.011181372203849821, 0.9999374861373455, -2.7073328534660268e-05, -0.00485895970528516, -2.7258532095411625e-05, 0.9999881948140963}'::float8[]
    END;
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_place(x double precision, y double precision, z double precision)
RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    ra float8 := degrees(atan2(y, x));
BEGIN
    IF ra < 0 THEN
        ra := ra + 360;
    END IF;
    RETURN ARRAY[CASE WHEN ra >= 360 THEN 0 ELSE ra END, degrees(atan2(z, sqrt(x * x + y * y)))];
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_transform(from_frame text, to_frame text, shape double precision[])
RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    f constant float8[] := datalab.datalab_frame(from_frame);
    t constant float8[] := datalab.datalab_frame(to_frame);
    ra float8;
    d float8;
    x float8;
    y float8;
    z float8;
    a float8;
    b float8;
    c float8;
BEGIN
    IF array_position(shape, NULL) IS NOT NULL THEN
        RETURN NULL;
    END IF;
    FOR i IN 1 .. cardinality(shape) / 2 LOOP
        ra := shape[2 * i - 1];
        d := shape[2 * i];
        IF NOT (abs(d) <= 90 AND abs(ra) < 'Infinity') THEN
            RETURN NULL;
        END IF;
        x := cosd(d) * cosd(ra);
        y := cosd(d) * sind(ra);
        z := sind(d);
        a := f[1] * x + f[4] * y + f[7] * z;
        b := f[2] * x + f[5] * y + f[8] * z;
        c := f[3] * x + f[6] * y + f[9] * z;
        shape[2 * i - 1:2 * i] := datalab.datalab_place(
            t[1] * a + t[2] * b + t[3] * c, t[4] * a + t[5] * b + t[6] * c, t[7] * a + t[8] * b + t[9] * c
        );
    END LOOP;
    RETURN shape;
END $$;

-- Straight motion at constant speed (ESA SP-1200 volume 1 §1.5.5): position, parallax, motions, radial velocity.
CREATE OR REPLACE FUNCTION datalab.datalab_epoch_prop(
    ra double precision, "dec" double precision, parallax double precision, pmra double precision,
    pmdec double precision, radial_velocity double precision, ref_epoch double precision, out_epoch double precision
) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    mas constant float8 := 0.017453292519943295::float8 / 3600000;
    unit_per_year constant float8 := 149597870.7::float8 / (365.25 * 86400);
    missing constant text := CASE
        WHEN ra IS NULL THEN 'ra'
        WHEN "dec" IS NULL THEN 'dec'
        WHEN ref_epoch IS NULL THEN 'ref_epoch'
        WHEN out_epoch IS NULL THEN 'out_epoch'
    END;
    years constant float8 := out_epoch - ref_epoch;
    sin_ra float8;
    cos_ra float8;
    sin_dec float8;
    cos_dec float8;
    px float8;
    py float8;
    pz float8;
    mx float8;
    my float8;
    mz float8;
    x float8;
    y float8;
    z float8;
    speed float8;
    radial float8;
    along float8;
    shrink float8;
    there float8[];
BEGIN
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION '% of epoch propagation is NULL in a row; leave such rows out with % IS NOT NULL', missing, missing;
    END IF;
    parallax := coalesce(parallax, 0);
    pmra := coalesce(pmra, 0);
    pmdec := coalesce(pmdec, 0);
    radial_velocity := coalesce(radial_velocity, 0);
    IF NOT (
        abs("dec") <= 90 AND abs(ra) < 'Infinity' AND abs(parallax) < 1e100 AND abs(pmra) < 1e100 AND abs(pmdec) < 1e100
        AND abs(radial_velocity) < 1e100 AND abs(years) < 1e100
    ) THEN
        RETURN NULL;
    END IF;
    sin_ra := sind(ra);
    cos_ra := cosd(ra);
    sin_dec := sind("dec");
    cos_dec := cosd("dec");
    px := cos_dec * cos_ra;
    py := cos_dec * sin_ra;
    pz := sin_dec;
    mx := (pmra * -sin_ra - pmdec * sin_dec * cos_ra) * mas;
    my := (pmra * cos_ra - pmdec * sin_dec * sin_ra) * mas;
    mz := pmdec * cos_dec * mas;
    radial := radial_velocity * parallax * mas / unit_per_year;
    along := 1 + radial * years;
    x := along * px + years * mx;
    y := along * py + years * my;
    z := along * pz + years * mz;
    speed := sqrt(x * x + y * y + z * z);
    IF speed = 0 THEN
        RETURN NULL;
    END IF;
    shrink := 1 / speed;
    there := datalab.datalab_place(x * shrink, y * shrink, z * shrink);
    speed := mx * mx + my * my + mz * mz;
    x := shrink * shrink * shrink * (along * mx - speed * years * px);
    y := shrink * shrink * shrink * (along * my - speed * years * py);
    z := shrink * shrink * shrink * (along * mz - speed * years * pz);
    IF parallax <> 0 THEN
        radial_velocity := (radial + (speed + radial * radial) * years) * shrink * shrink * unit_per_year
            / (parallax * shrink * mas);
    END IF;
    sin_ra := sind(there[1]);
    cos_ra := cosd(there[1]);
    sin_dec := sind(there[2]);
    cos_dec := cosd(there[2]);
    RETURN there || ARRAY[
        parallax * shrink,
        (cos_ra * y - sin_ra * x) / mas,
        (cos_dec * z - sin_dec * (cos_ra * x + sin_ra * y)) / mas,
        radial_velocity
    ];
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_epoch_prop_pos(
    ra double precision, "dec" double precision, parallax double precision, pmra double precision,
    pmdec double precision, radial_velocity double precision, ref_epoch double precision, out_epoch double precision
) RETURNS double precision[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (
    datalab.datalab_epoch_prop(ra, "dec", parallax, pmra, pmdec, radial_velocity, ref_epoch, out_epoch)
)[1:2];
