-- Regions in texts (Sky/Texts): STC-S, DALI's lists of shapes, coverage maps.

-- A number of a text; NULL if it is none, or not finite.
CREATE OR REPLACE FUNCTION datalab.datalab_finite_number(word text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE
    WHEN length(word) < 400 AND word ~ '^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?$' THEN CASE
        WHEN abs(word::numeric) < 1e-300 THEN 0
        WHEN abs(word::numeric) < 1.7e308 THEN word::numeric::double precision
    END
END;

-- A coverage map: 4/30-33,38 5/1024; NULL where it is none.
CREATE OR REPLACE FUNCTION datalab.datalab_map_cells(s text) RETURNS int8multirange
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    word text;
    level int := -1;
    found int8range[] := '{}';
    ends text[];
    a numeric;
    b numeric;
BEGIN
    IF length(s) > 4000000 THEN
        RETURN NULL;
    END IF;
    FOREACH word IN ARRAY regexp_split_to_array(
        regexp_replace(regexp_replace(btrim(s, E' \t\r\n'), '^[sS]', ''), '/', '/ ', 'g'), '[\s,]+'
    ) LOOP
        CONTINUE WHEN word = '';
        IF word ~ '^[0-9]{1,2}/$' THEN
            level := left(word, -1)::int;
            IF level > 29 THEN
                RETURN NULL;
            END IF;
        ELSIF level >= 0 AND word ~ '^[0-9]{1,19}(-[0-9]{1,19})?$' THEN
            ends := string_to_array(word, '-');
            a := ends[1]::numeric;
            b := coalesce(ends[2]::numeric, a);
            IF b < a OR b >= 12 * 4::numeric ^ level THEN
                RETURN NULL;
            END IF;
            found := found || int8range(a::bigint << (58 - 2 * level), (b::bigint + 1) << (58 - 2 * level));
        ELSE
            RETURN NULL;
        END IF;
    END LOOP;
    IF level < 0 THEN
        RETURN NULL;
    END IF;
    RETURN coalesce((SELECT range_agg(r) FROM unnest(found) r), '{}'::int8multirange);
END $$;

CREATE OR REPLACE FUNCTION datalab.datalab_map_node(cells int8multirange) RETURNS double precision[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN datalab.datalab_node(8, '{}', coalesce((
    SELECT array_agg(number ORDER BY place, i)
    FROM unnest(cells) WITH ORDINALITY AS ranges(r, place)
    CROSS JOIN LATERAL unnest(ARRAY[
        lower(r) >> 30, lower(r) & 1073741823, upper(r) >> 30, upper(r) & 1073741823
    ]::double precision[]) WITH ORDINALITY AS numbers(number, i)
), '{}'));

-- Of a node of kind 8; NULL of others.
CREATE OR REPLACE FUNCTION datalab.datalab_map_of(tree double precision[], at integer) RETURNS int8multirange
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN tree[at] = 8 THEN coalesce((
    SELECT range_agg(int8range(
        (tree[i]::bigint << 30) + tree[i + 1]::bigint, (tree[i + 2]::bigint << 30) + tree[i + 3]::bigint
    ))
    FROM generate_series(at + 3, at + 1 + tree[at + 1]::int, 4) i
), '{}') END;

-- A position of another frame, in ICRS; FK4 has the aberration of its catalogue taken off.
CREATE OR REPLACE FUNCTION datalab.datalab_to_icrs(frame text, place double precision[]) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    r float8[];
    e constant float8[] := '{-1.62557e-6,-0.31919e-6,-0.13843e-6}';
    along float8;
BEGIN
    IF frame = 'ICRS' THEN
        RETURN place;
    ELSIF frame = 'FK4' THEN
        r := datalab.datalab_vector(place[1], place[2]);
        along := datalab.datalab_dot(r, e);
        place := datalab.datalab_place(
            r[1] - e[1] + along * r[1], r[2] - e[2] + along * r[2], r[3] - e[3] + along * r[3]
        );
    END IF;
    RETURN datalab.datalab_transform(frame, 'ICRS', place);
END $$;

-- A shape that a word of STC-S names, from its numbers; NULL where they make none.
CREATE OR REPLACE FUNCTION datalab.datalab_named_shape(word text, n double precision[], frame text)
RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    count constant int := cardinality(n);
    shape float8[] := n;
    parts float8[] := '{}';
    centre float8[];
    tip float8[];
    width float8;
BEGIN
    IF word IN ('POSITIONINTERVAL', 'RANGE') THEN
        IF word = 'RANGE' AND count = 4 THEN
            shape := ARRAY[n[1], n[3], n[2], n[4]];
        END IF;
        shape := CASE
            WHEN count = 4 THEN datalab.datalab_range_node(shape[1], shape[2], shape[3], shape[4])
        END;
        IF shape IS NULL OR frame = 'ICRS' THEN
            RETURN shape;
        END IF;
        -- Circles around the poles, and hemispheres, keep their meaning in other frames.
        width := shape[8];
        parts := datalab.datalab_named_shape('CIRCLE', ARRAY[0, 90, 90 - shape[5]], frame)
            || datalab.datalab_named_shape('CIRCLE', ARRAY[0, -90, 90 + shape[7]], frame);
        IF width < 360 THEN
            parts := parts || datalab.datalab_node(
                CASE WHEN width <= 180 THEN 6 ELSE 5 END,
                '{}',
                datalab.datalab_named_shape('CIRCLE', ARRAY[shape[4] + 90, 0, 90], frame)
                || datalab.datalab_named_shape('CIRCLE', ARRAY[shape[6] - 90, 0, 90], frame)
            );
        END IF;
        RETURN datalab.datalab_node(6, '{}', parts);
    ELSIF word = 'CONVEX' THEN
        IF count = 0 OR count % 4 <> 0 OR count > 4000 THEN
            RETURN NULL;
        END IF;
        FOR i IN 1 .. count - 3 BY 4 LOOP
            IF abs(n[i + 3]) > 1 OR n[i] = 0 AND n[i + 1] = 0 AND n[i + 2] = 0 THEN
                RETURN NULL;
            END IF;
            centre := datalab.datalab_to_icrs(frame, datalab.datalab_place(n[i], n[i + 1], n[i + 2]));
            parts := parts || datalab.datalab_shape_node(centre || acosd(n[i + 3]));
        END LOOP;
        RETURN datalab.datalab_node(6, '{}', parts);
    ELSIF word = 'ELLIPSE' THEN
        IF count <> 5 OR NOT (abs(n[2]) <= 90 AND n[3] >= 0 AND n[3] < 90 AND n[4] >= 0 AND n[4] < 90) THEN
            RETURN NULL;
        END IF;
        centre := datalab.datalab_to_icrs(frame, n[1:2]);
        IF n[3] = n[4] THEN
            RETURN datalab.datalab_shape_node(centre || n[3]);
        ELSIF frame = 'ICRS' THEN
            RETURN datalab.datalab_ellipse_node(n[1], n[2], n[3], n[4], n[5]);
        END IF;
        -- The position angle at the new place is that of a place on the half axis.
        tip := datalab.datalab_ellipse_node(n[1], n[2], n[3], n[4], n[5]);
        tip := datalab.datalab_to_icrs(frame, datalab.datalab_place(tip[6] + tip[9], tip[7] + tip[10], tip[8] + tip[11]));
        RETURN datalab.datalab_ellipse_node(
            centre[1], centre[2], n[3], n[4],
            atan2d(
                cosd(tip[2]) * sind(tip[1] - centre[1]),
                sind(tip[2]) * cosd(centre[2]) - cosd(tip[2]) * sind(centre[2]) * cosd(tip[1] - centre[1])
            )
        );
    ELSIF word = 'BOX' THEN
        shape := CASE WHEN count = 4 THEN datalab.datalab_box(n) END;
    ELSIF (CASE word
            WHEN 'POSITION' THEN count <> 2
            WHEN 'POINT' THEN count <> 2
            WHEN 'CIRCLE' THEN count <> 3
            WHEN 'POLYGON' THEN count < 6 OR count % 2 <> 0 OR count > 4000
            ELSE TRUE
        END)
    THEN
        RETURN NULL;
    END IF;
    IF shape IS NULL OR frame <> 'ICRS' AND abs(shape[2]) > 90 THEN
        RETURN NULL;
    END IF;
    IF frame <> 'ICRS' THEN
        FOR i IN 1 .. cardinality(shape) / 2 LOOP
            shape[2 * i - 1:2 * i] := datalab.datalab_to_icrs(frame, shape[2 * i - 1:2 * i]);
        END LOOP;
    END IF;
    RETURN CASE
        WHEN word = 'BOX' AND frame = 'ICRS' OR datalab.datalab_is_shape(shape) THEN datalab.datalab_shape_node(shape)
    END;
END $$;

-- One phrase of STC-S, and where the next one begins; no node where it is none.
CREATE OR REPLACE FUNCTION datalab.datalab_phrase(
    words text[], at integer, depth integer, frame text, OUT node double precision[], OUT next integer
)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    word constant text := upper(words[at]);
    numbers float8[] := '{}';
    parts float8[] := '{}';
    part float8[];
    count int := 0;
BEGIN
    next := at + 1;
    -- Frame, reference position, flavour, and how much of the region is filled.
    WHILE words[next] ~ '^[A-Za-z]' LOOP
        IF upper(words[next]) = 'FILLFACTOR' THEN
            next := next + 1;
            IF datalab.datalab_finite_number(words[next]) IS NULL THEN
                RETURN;
            END IF;
        ELSIF upper(words[next]) <> ALL (
            '{ICRS,FK5,FK4,J2000,B1950,GALACTIC,GALACTIC_I,GALACTIC_II,SUPER_GALACTIC,SUPERGALACTIC,ECLIPTIC,UNKNOWNFRAME,UNKNOWN,GEOCENTER,BARYCENTER,HELIOCENTER,TOPOCENTER,EMBARYCENTER,MOON,LSR,LSRK,LSRD,GALACTIC_CENTER,LOCAL_GROUP_CENTER,RELOCATABLE,UNKNOWNREFPOS,SPHERICAL2,CART3}'
        ) THEN
            EXIT;
        END IF;
        next := next + 1;
    END LOOP;
    IF word IN ('UNION', 'INTERSECTION', 'NOT', 'DIFFERENCE') THEN
        IF words[next] IS DISTINCT FROM '(' OR depth > 16 THEN
            RETURN;
        END IF;
        next := next + 1;
        WHILE words[next] <> ')' LOOP
            SELECT p.node, p.next INTO part, next FROM datalab.datalab_phrase(words, next, depth + 1, frame) p;
            IF part IS NULL THEN
                RETURN;
            END IF;
            count := count + 1;
            parts := parts || CASE
                WHEN word = 'DIFFERENCE' AND count = 2 THEN datalab.datalab_node(7, '{}', part)
                ELSE part
            END;
        END LOOP;
        IF words[next] IS NULL OR count = 0 OR word = 'NOT' AND count <> 1 OR word = 'DIFFERENCE' AND count <> 2 THEN
            RETURN;
        END IF;
        next := next + 1;
        node := datalab.datalab_node(
            CASE word WHEN 'UNION' THEN 5 WHEN 'NOT' THEN 7 ELSE 6 END, '{}', parts
        );
    ELSE
        WHILE words[next] !~ '^[A-Za-z()]' LOOP
            numbers := numbers || datalab.datalab_finite_number(words[next]);
            next := next + 1;
        END LOOP;
        IF array_position(numbers, NULL) IS NOT NULL OR cardinality(numbers) > 8000 THEN
            RETURN;
        END IF;
        node := CASE
            WHEN word <> 'ALLSKY' THEN datalab.datalab_named_shape(word, numbers, frame)
            WHEN numbers = '{}' THEN datalab.datalab_shape_node('{0,0,180}')
        END;
    END IF;
    IF upper(words[next]) = 'UNIT' THEN
        next := next + 1;
        IF upper(words[next]) IS DISTINCT FROM 'DEG' THEN
            node := NULL;
        END IF;
        WHILE upper(words[next]) = 'DEG' LOOP
            next := next + 1;
        END LOOP;
    END IF;
END $$;

-- A region in ICRS: a point's, circle's or polygon's numbers, or a tree; NULL for what is none, or in a frame that is not known.
CREATE OR REPLACE FUNCTION datalab.datalab_region(s text) RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    words text[];
    frame text;
    parts float8[] := '{}';
    part float8[];
    count int := 0;
    at int := 1;
    cells int8multirange;
BEGIN
    IF s ~ '^\s*[sS]?[0-9]+/' THEN
        cells := datalab.datalab_map_cells(s);
        RETURN CASE WHEN cells IS NOT NULL THEN 'Infinity'::float8 || datalab.datalab_map_node(cells) END;
    ELSIF length(s) > 4000000 THEN
        RETURN NULL;
    END IF;
    words := array(
        SELECT m[1] FROM regexp_matches(s, '[()]|[A-Za-z][A-Za-z0-9_]*|[^\s,()A-Za-z][^\s,()]*', 'g') m
    );
    IF cardinality(words) = 0 THEN
        RETURN NULL;
    END IF;
    SELECT CASE
        WHEN count(DISTINCT upper(w)) > 1 THEN ''
        WHEN max(upper(w)) IN ('GALACTIC', 'GALACTIC_II') THEN 'GALACTIC'
        WHEN max(upper(w)) = 'ECLIPTIC' THEN 'ECLIPTIC'
        WHEN max(upper(w)) IN ('FK4', 'B1950') THEN 'FK4'
        WHEN max(upper(w)) IN ('GALACTIC_I', 'SUPER_GALACTIC', 'SUPERGALACTIC') THEN ''
        ELSE 'ICRS'
    END INTO frame
    FROM unnest(words) w
    WHERE upper(w) = ANY ('{ICRS,FK5,FK4,J2000,B1950,GALACTIC,GALACTIC_I,GALACTIC_II,SUPER_GALACTIC,SUPERGALACTIC,ECLIPTIC,UNKNOWNFRAME,UNKNOWN}');
    IF frame = '' THEN
        RETURN NULL;
    END IF;
    WHILE at <= cardinality(words) LOOP
        SELECT p.node, p.next INTO part, at FROM datalab.datalab_phrase(words, at, 0, frame) p;
        IF part IS NULL OR at IS NULL THEN
            RETURN NULL;
        END IF;
        count := count + 1;
        parts := parts || part;
        -- Behind a region a position may stand for it.
        IF upper(words[at]) = 'POSITION' THEN
            SELECT p.node, p.next INTO part, at FROM datalab.datalab_phrase(words, at, 0, frame) p;
            IF part IS NULL THEN
                RETURN NULL;
            END IF;
        END IF;
    END LOOP;
    RETURN datalab.datalab_part('Infinity'::float8 || CASE
        WHEN count = 1 THEN parts
        ELSE datalab.datalab_node(5, '{}', parts)
    END, 2);
END $$;

-- A shape as DALI writes it: its numbers with blanks between.
CREATE OR REPLACE FUNCTION datalab.datalab_shape_text(shape double precision[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN shape IS NOT NULL THEN (
    SELECT coalesce(string_agg(datalab.datalab_text(n), ' ' ORDER BY i), '')
    FROM unnest(shape) WITH ORDINALITY AS numbers(n, i)
) END;
