using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.PostgreSql;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using DataLab.Tests;
using static DataLab.Catalog.Tests.Support.Archive;

namespace DataLab.Catalog.Tests.PostgreSql;

/// <summary>Tables that were in the database before: served as they lie, whatever they are made of.</summary>
[Category("PostgreSql")]
[Parallelizable]
public sealed class InPlaceTests
{
    private Archive archive = null!;

    [SetUp]
    public async Task Create() => archive = Archive.Of(await ArchiveDatabase.CreateAsync());

    [TearDown]
    public async Task Close() => await archive.DisposeAsync();

    private Task ExecuteAsync(string sql) => archive.Database.Server.ExecuteAsync(sql, archive.Database.Name);

    private Task<PublishReport> PublishAsync(Func<PublishRequest, PublishRequest>? with = null)
    {
        var request = new PublishRequest(archive.Database.Owner, "old");
        return SchemaPublishing.RunAsync(with?.Invoke(request) ?? request);
    }

    private Task OpenAsync() => archive.OpenServerAsync();

    private async Task<List<object?[]>> RowsAsync(string adql)
    {
        var query = AdqlQuery.Translate(adql, archive.Catalog.Snapshot.Adql, PostgreSqlDialect.Instance);
        Assert.That(query.Succeeded, string.Join("; ", query.Diagnostics));
        return await archive.RowsAsync(query, NoLimit);
    }

    private TableMetadata Table(string name) =>
        archive.Catalog.Snapshot.Tables.Single(table => table.SchemaName == "old" && table.Name == name);

    private Field Column(string table, string name) =>
        Table(table).Columns.Single(column => column.Field.Name == name).Field;

    [Test]
    public async Task Every_type_that_VOTable_has_is_served_and_others_are_left_out_by_name()
    {
        await ExecuteAsync(
            """
            CREATE SCHEMA old; CREATE TYPE old.band AS ENUM ('g', 'r'); CREATE DOMAIN old.mag AS real CHECK (VALUE < 99);
            CREATE TABLE old.t (i2 smallint, i4 int, i8 bigint, r4 real, r8 float8, b boolean, n0 numeric(12), n2 numeric(8,2),
                n numeric, c4 char(4), v varchar(10), x text, u uuid, d date, ts timestamp, tz timestamptz, iv interval, j json, jb jsonb,
                raw bytea, e old.band, m old.mag, a int[], f float8[], na numeric[], rng int4range, pt point, tx text[]);
            INSERT INTO old.t VALUES (1, 2, 3, 1.5, 2.5, true, 123456789012, 1.25, 1e20, 'ab', 'cd', 'é',
                '00112233-4455-6677-8899-aabbccddeeff', '2020-02-03', '2020-02-03 04:05:06', '2020-02-03 04:05:06+02', '1 day', '{"k": 1}', '{"k": 1}',
                '\x00ff', 'r', 3.5, '{1,2,3}', '{1.5,NULL}', '{0.5}', '[1,2)', '(1,2)', '{a}');
            INSERT INTO old.t (n0, c4) VALUES ('NaN', '    ');
            ANALYZE old.t
            """
        );
        var report = await PublishAsync();
        foreach (var name in new[] { "rng", "pt", "tx" })
            Assert.That(report.Notes, Has.Some.Contains($"the column \"{name}\" is left out"));
        await OpenAsync();
        var rows = await RowsAsync("SELECT * FROM old.t WHERE i2 = 1");
        object[] expected =
        [
            (short)1,
            2,
            3L,
            1.5f,
            2.5,
            true,
            123456789012L,
            1.25,
            1e20,
            "ab",
            "cd",
            "é",
            "00112233-4455-6677-8899-aabbccddeeff",
            "2020-02-03T00:00:00",
            "2020-02-03T04:05:06",
            "2020-02-03T02:05:06",
            "1 day",
            "{\"k\": 1}",
            "{\"k\": 1}",
            "00ff",
            "r",
            3.5f,
            new object[] { 1, 2, 3 },
            new object?[] { 1.5, null },
            new object[] { 0.5 },
        ];
        Assert.That(rows.Single(), Is.EqualTo(expected));
        Assert.That(
            (await RowsAsync("SELECT n0, c4, x FROM old.t WHERE i2 IS NULL")).Single(),
            Is.EqualTo(new object?[] { null, "", null })
        );
        Assert.That(Column("t", "x").DataType, Is.EqualTo(DataType.UnicodeChar));
        Assert.That(Column("t", "v").ArraySize!.ToString(), Is.EqualTo("10*"));
        Assert.That(Column("t", "tz").XType, Is.EqualTo("timestamp"));
        // Conditions see the values as they are published.
        Assert.That(
            await RowsAsync("SELECT i4 FROM old.t WHERE c4 = 'ab' AND tz < '2020-02-03T03:00:00' AND e = 'r'"),
            Has.Count.EqualTo(1)
        );
        Assert.That(Table("t").Rows, Is.EqualTo(2));
    }

    private const string Catalogue = """
        CREATE SCHEMA old;
        CREATE TABLE old.field (id int PRIMARY KEY, name text); COMMENT ON TABLE old.field IS 'Pointings';
        CREATE TABLE old.star (id bigint PRIMARY KEY, alpha float8, delta float8, mag real, field int REFERENCES old.field (id));
        COMMENT ON COLUMN old.star.mag IS 'From the comment'; COMMENT ON COLUMN old.star.alpha IS 'Comment of alpha';
        INSERT INTO old.field SELECT i, 'f' || i FROM generate_series(1, 10) i;
        INSERT INTO old.star SELECT i, (i * 137.50776) % 360, degrees(asin(2 * ((i * 0.618034) % 1) - 1)), i % 20, 1 + i % 10
            FROM generate_series(1, 20000) i;
        CREATE INDEX ON old.star (mag); ANALYZE old.star;
        """;

    [Test]
    public async Task Metadata_come_from_Felis_then_a_TAP_SCHEMA_then_comments()
    {
        await ExecuteAsync(
            Catalogue
                + """
                CREATE SCHEMA tap_schema;
                CREATE TABLE tap_schema.tables (schema_name text, table_name text, description text, utype text, table_index int);
                CREATE TABLE tap_schema.columns (table_name text, column_name text, description text, unit text, ucd text, utype text,
                    datatype text, "size" int, principal int, indexed int, std int);
                INSERT INTO tap_schema.tables VALUES ('old', 'old.star', 'Stars of the TAP_SCHEMA', NULL, 7);
                INSERT INTO tap_schema.columns VALUES ('old.star', 'alpha', NULL, 'deg', 'pos.eq.ra;meta.main', NULL, 'double', NULL, 1, 1, 0),
                    ('old.star', 'delta', 'Of the TAP_SCHEMA', 'deg', 'pos.eq.dec;meta.main', NULL, 'double', NULL, 1, 1, 0),
                    ('old.star', 'mag', 'Of the TAP_SCHEMA', 'mag', 'phot.mag', NULL, 'real', NULL, 0, 0, 0);
                """
        );
        var felis = FelisDocument.Parse(
            new StringReader(
                """
                name: old
                description: An old survey
                tables:
                - name: star
                  columns:
                  - {name: mag, description: Of Felis, ivoa:ucd: phot.mag;em.opt.R}
                  - {name: gone, description: nothing}
                """
            ),
            "f.yaml"
        );
        var report = await PublishAsync(request => request with { Metadata = felis });
        Assert.That(report.Notes, Has.Some.Contains("describe a column \"gone\" that is not there"));
        await OpenAsync();
        Assert.That(Table("star").Description, Is.EqualTo("Stars of the TAP_SCHEMA"));
        Assert.That(Table("field").Description, Is.EqualTo("Pointings"));
        var mag = Column("star", "mag");
        Assert.That((mag.Description, mag.Unit, mag.Ucd), Is.EqualTo(("Of Felis", "mag", "phot.mag;em.opt.R")));
        Assert.That(Column("star", "alpha").Description, Is.EqualTo("Comment of alpha"));
        Assert.That(Column("star", "delta").Description, Is.EqualTo("Of the TAP_SCHEMA"));
        var star = archive.Catalog.Snapshot.Adql.Tables.Single(table => table.Name == "star");
        Assert.That(
            star.Columns.Where(column => column.Indexed).Select(column => column.Name),
            Is.EqualTo(new[] { "id", "mag" })
        );
        Assert.That(
            Table("star").Columns.Where(column => column.Principal).Select(column => column.Field.Name),
            Is.EqualTo(new[] { "alpha", "delta" })
        );
        var key = Table("star").ForeignKeys.Single();
        Assert.That(
            (key.FromTable, key.TargetTable, key.Columns.Single()),
            Is.EqualTo(("old.star", "old.field", ("field", "id")))
        );
        Assert.That(
            await RowsAsync(
                "SELECT unit FROM TAP_SCHEMA.columns WHERE table_name = 'old.star' AND column_name = 'mag'"
            ),
            Is.EqualTo(new object[][] { ["mag"] })
        );
        Assert.That(
            await RowsAsync("SELECT nrows FROM tbl_stat WHERE tbl_name = 'star'"),
            Is.EqualTo(new object[][] { [20000L] })
        );
    }

    [Test]
    public async Task Views_partitions_and_foreign_tables_are_tables_like_others()
    {
        await ExecuteAsync(
            Catalogue
                + $"""
                CREATE VIEW old.bright AS SELECT id, alpha, delta FROM old.star WHERE mag < 3;
                CREATE MATERIALIZED VIEW old.filled AS SELECT id, mag FROM old.star;
                CREATE MATERIALIZED VIEW old.empty AS SELECT id FROM old.star WITH NO DATA;
                CREATE TABLE old.parts (id int, x float8) PARTITION BY RANGE (id);
                CREATE TABLE old.parts1 PARTITION OF old.parts FOR VALUES FROM (0) TO (100);
                CREATE TABLE old.parts2 PARTITION OF old.parts FOR VALUES FROM (100) TO (200);
                INSERT INTO old.parts SELECT i, i FROM generate_series(0, 199) i; ANALYZE old.parts;
                CREATE EXTENSION postgres_fdw;
                CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '{archive.Database.Server.Port}', dbname '{archive.Database.Name}');
                CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (user 'postgres', password '{PostgreSqlServer.Password}');
                CREATE FOREIGN TABLE old.far (id bigint, mag real) SERVER far OPTIONS (schema_name 'old', table_name 'star');
                """
        );
        var report = await PublishAsync();
        Assert.That(
            report.Tables.Select(table => table.Table.Name),
            Is.EqualTo(new[] { "bright", "far", "field", "filled", "parts", "star" })
        );
        Assert.That(
            report.Notes,
            Has.Some.Contains("empty is left out: it is a materialised view that was never filled")
        );
        await OpenAsync();
        Assert.That((Table("bright").Type, Table("parts").Rows), Is.EqualTo(("view", 200L)));
        foreach (var (name, count) in new[] { ("bright", 3000L), ("filled", 20000), ("parts", 200), ("far", 20000) })
            Assert.That((await RowsAsync($"SELECT COUNT(*) FROM old.{name}")).Single()[0], Is.EqualTo(count), name);
    }

    [Test]
    public async Task What_changes_is_seen_when_it_is_published_again()
    {
        await ExecuteAsync(Catalogue);
        await PublishAsync();
        await OpenAsync();
        Assert.That(await RowsAsync("SELECT TOP 1 mag FROM old.star"), Has.Count.EqualTo(1));
        await ExecuteAsync(
            "ALTER TABLE old.star DROP COLUMN mag; ALTER TABLE old.star ADD COLUMN colour real; CREATE TABLE old.fresh (x int)"
        );
        var e = Assert.ThrowsAsync<ServiceException>(() => RowsAsync("SELECT mag FROM old.star"))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
        Assert.That(e.Message, Does.Contain("a column is gone").And.Contain("publish the table again"));
        await PublishAsync();
        await archive.Catalog.RefreshAsync();
        Assert.That(await RowsAsync("SELECT TOP 1 colour FROM old.star"), Has.Count.EqualTo(1));
        Assert.That(Table("fresh").Columns, Has.Length.EqualTo(1));
        await ExecuteAsync("DROP TABLE old.fresh");
        Assert.That((await PublishAsync()).Removed, Is.EqualTo(new[] { "fresh" }));
        await archive.Catalog.RefreshAsync();
        Assert.That(archive.Catalog.Snapshot.Tables.Any(table => table.Name == "fresh"), Is.False);
    }

    [Test]
    public async Task What_is_removed_or_replaced_by_an_ingest_stays_in_the_database()
    {
        await ExecuteAsync(Catalogue);
        await PublishAsync(request => request with { As = "survey", Tables = ["star"] });
        await OpenAsync();
        Assert.That(await RowsAsync("SELECT COUNT(*) FROM survey.star"), Is.EqualTo(new object[][] { [20000L] }));
        await archive.IngestAsync(
            "survey",
            "star",
            [new Field("x", DataType.Int)],
            [
                [1],
            ],
            request => request with { Replace = true }
        );
        await archive.IngestAsync(
            "survey",
            "other",
            [new Field("x", DataType.Int)],
            [
                [1],
            ]
        );
        await archive.Catalog.RefreshAsync();
        Assert.That(await RowsAsync("SELECT COUNT(*) FROM survey.star"), Is.EqualTo(new object[][] { [1L] }));
        await ExecuteAsync("SELECT mag FROM old.star");
        // The name is taken now.
        Assert.That(
            (await PublishAsync(request => request with { As = "survey" })).Notes,
            Has.Some.Contains("another table of the archive already")
        );

        var request = new PublishRequest(archive.Database.Owner, "old") { As = "survey", Tables = ["field"] };
        Assert.That((await SchemaPublishing.RemoveAsync(request)).Removed, Is.EqualTo(new[] { "field" }));
        await archive.Catalog.RefreshAsync();
        Assert.That(archive.Catalog.Snapshot.Tables.Any(table => table.Name == "field"), Is.False);
        await ExecuteAsync("SELECT name FROM old.field");
        Assert.That(
            Assert.ThrowsAsync<ServiceException>(() => SchemaPublishing.RemoveAsync(request))!.Kind,
            Is.EqualTo(ErrorKind.NotFound)
        );
    }

    [Test]
    public async Task What_is_not_there_is_told()
    {
        var e = Assert.ThrowsAsync<ServiceException>(() => PublishAsync())!;
        Assert.That(
            (e.Kind, e.Message),
            Is.EqualTo((ErrorKind.NotFound, e.Message))
                .And.Matches<(ErrorKind, string Text)>(x =>
                    x.Text.Contains("no schema \"old\"", StringComparison.Ordinal)
                )
        );
        await ExecuteAsync(Catalogue);
        e = Assert.ThrowsAsync<ServiceException>(() => PublishAsync(request => request with { Tables = ["stars"] }))!;
        Assert.That(e.Message, Does.Contain("no table \"stars\"").And.Contain("field, star"));
        foreach (var name in new[] { "TAP_SCHEMA", "TAP_UPLOAD", "datalab", "pg_x" })
            Assert.ThrowsAsync<ServiceException>(() => PublishAsync(request => request with { As = name }), name);
    }
}
