-- Frames (Sky/Frames) and motions (Sky/Astrometry.cs), degrees throughout.

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
