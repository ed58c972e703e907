using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>Parquet files, with and without the metadata that astronomers' writers put in.</summary>
[Parallelizable]
public sealed class ParquetTests
{
    private Archive archive = null!;
    private TempFolder files = null!;

    [SetUp]
    public void Make()
    {
        archive = new Archive();
        files = new TempFolder();
    }

    [TearDown]
    public async Task Remove()
    {
        await archive.DisposeAsync();
        files.Dispose();
    }

    private string Write(string select, string options = "")
    {
        var path = files.File("a.parquet");
        using var instance = new EngineInstance();
        using var connection = instance.Connect();
        connection.Execute($"COPY ({select}) TO {EngineTypes.Literal(path)} (FORMAT parquet{options})");
        return path;
    }

    private async Task<(IngestReport, TableMetadata, List<object?[]>)> TakeInAsync(params string[] paths)
    {
        var report = await archive.IngestAsync(
            new IngestRequest(archive.Path, "s", "t", [.. paths.Select(path => IngestSource.File(path))])
        );
        await archive.OpenAsync();
        var rows = await archive.AdqlRowsAsync("SELECT * FROM s.t");
        return (report, archive.Catalog.Snapshot.Tables.Single(t => t.Name == "t"), rows);
    }

    private static IEnumerable<TestCaseData> Types()
    {
        TestCaseData Case(string sql, string type, object? value) => new(sql, type, value);
        yield return Case("true", "boolean", true);
        yield return Case("(-5)::TINYINT", "short", (short)-5);
        yield return Case("250::UTINYINT", "unsignedByte", (byte)250);
        yield return Case("65535::USMALLINT", "int", 65535);
        yield return Case("4294967295::UINTEGER", "long", 4294967295L);
        yield return Case("9::UBIGINT", "long", 9L);
        yield return Case("(-9223372036854775808)::BIGINT", "long", long.MinValue);
        yield return Case("1.5::FLOAT", "float", 1.5f);
        yield return Case("0.1::DOUBLE", "double", 0.1);
        yield return Case("12.34::DECIMAL(9,2)", "double", 12.34);
        yield return Case("12::DECIMAL(9,0)", "long", 12L);
        yield return Case("'Ünïcode'", "unicodeChar[*]", "Ünïcode");
        yield return Case("'bytes'::BLOB", "char[*]", "bytes");
        yield return Case("TIMESTAMP '2020-01-01 12:00:00'", "char[*]", "2020-01-01T12:00:00");
        yield return Case("TIMESTAMPTZ '2020-01-01 12:00:00+01'", "char[*]", "2020-01-01T11:00:00");
        yield return Case("DATE '2020-01-31'", "char[*]", "2020-01-31");
        yield return Case("[1.5, NULL]::DOUBLE[]", "double[*]", new object?[] { 1.5, null });
        yield return Case("NULL::INTEGER", "int", null);
    }

    [TestCaseSource(nameof(Types))]
    public async Task A_column_becomes_the_VOTable_type_that_holds_it(string sql, string type, object? value)
    {
        var (_, table, rows) = await TakeInAsync(Write($"SELECT {sql} AS x"));
        Assert.That(IngestColumns.TypeName(table.Columns.Single().Field), Is.EqualTo(type));
        Assert.That(rows.Single()[0], Is.EqualTo(value));
    }

    [Test]
    public async Task Nested_columns_are_left_out_with_a_note()
    {
        var (report, table, _) = await TakeInAsync(Write("SELECT 1 AS x, {'a': 1} AS s, [[1]] AS m"));
        Assert.That(table.Columns.Select(c => c.Field.Name), Is.EqualTo(new[] { "x" }));
        Assert.That(report.Notes, Has.Some.Contains("\"s\" is left out").And.Some.Contains("\"m\" is left out"));
    }

    [Test]
    public async Task A_VOTable_inside_describes_the_columns()
    {
        const string voTable = """
            <VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">
            <COOSYS ID="sys" system="ICRS"/>
            <TABLE name="stars"><DESCRIPTION>Some stars</DESCRIPTION>
            <FIELD name="ra" datatype="double" unit="deg" ucd="pos.eq.ra;meta.main" utype="u:ra" ref="sys"><DESCRIPTION>Right ascension</DESCRIPTION></FIELD>
            <FIELD name="name" datatype="unicodeChar" arraysize="12*" ucd="meta.id"/>
            <FIELD name="n" datatype="double" unit="s"/>
            </TABLE></RESOURCE></VOTABLE>
            """;
        var path = Write(
            "SELECT 1.5::DOUBLE AS ra, 'a' AS name, 1::INTEGER AS n",
            $", KV_METADATA {{'IVOA.VOTable-Parquet.version': '1.0', 'IVOA.VOTable-Parquet.content': {EngineTypes.Literal(voTable)}}}"
        );
        var (_, table, _) = await TakeInAsync(path);
        Assert.That(table.Description, Is.EqualTo("Some stars"));
        Assert.That(
            table.Columns.Select(c => c.Field),
            Is.EqualTo(
                new[]
                {
                    new Field("ra", DataType.Double)
                    {
                        Unit = "deg",
                        Ucd = "pos.eq.ra;meta.main",
                        Utype = "u:ra",
                        Frame = "ICRS",
                        Description = "Right ascension",
                    },
                    new Field("name", DataType.UnicodeChar) { ArraySize = ArraySize.Parse("12*"), Ucd = "meta.id" },
                    // The file stores integers, whatever the header says.
                    new Field("n", DataType.Int) { Unit = "s" },
                }
            )
        );
    }

    [Test]
    public async Task Units_that_astropy_wrote_are_read()
    {
        const string yaml = """
            datatype:
            - {name: ra, unit: deg, datatype: float64, description: Right ascension}
            - name: flux
              unit: !astropy.units.Unit {unit: mJy}
              datatype: float64
            meta: !!omap []
            """;
        var path = Write(
            "SELECT 1.5::DOUBLE AS ra, 2e0 AS flux",
            $", KV_METADATA {{'table_meta_yaml': {EngineTypes.Literal(yaml)}}}"
        );
        var (_, table, _) = await TakeInAsync(path);
        Assert.That(table.Columns.Select(c => c.Field.Unit), Is.EqualTo(new[] { "deg", "mJy" }));
        Assert.That(table.Columns[0].Field.Description, Is.EqualTo("Right ascension"));
    }

    [Test]
    public async Task Metadata_that_are_broken_are_ignored_with_a_note()
    {
        var path = Write("SELECT 1 AS x", ", KV_METADATA {'IVOA.VOTable-Parquet.content': '<VOTABLE><'}");
        var (report, _, rows) = await TakeInAsync(path);
        Assert.That(rows.Count, Is.EqualTo(1));
        Assert.That(report.Notes, Has.Some.Contains("cannot be read and are ignored"));
    }

    [Test]
    public void A_damaged_file_is_an_error_without_a_table()
    {
        var path = Write("SELECT range AS x FROM range(100000)");
        using (var file = new FileStream(path, FileMode.Open))
            file.SetLength(file.Length / 2);
        var e = Assert.ThrowsAsync<TableFormatException>(() => TakeInAsync(path))!;
        Assert.That(e.Message, Does.StartWith("a.parquet: This cannot be read as Parquet").And.Not.Contain("/"));
    }

    [Test]
    public async Task Parquet_and_CSV_can_follow_one_another()
    {
        var parquet = Write("SELECT range::BIGINT AS x FROM range(5000)");
        var csv = files.File("b.csv");
        await File.WriteAllTextAsync(csv, "x\n5000000000\n");
        var (report, _, rows) = await TakeInAsync(parquet, csv);
        Assert.That(report.Rows, Is.EqualTo(5001));
        Assert.That(rows[^1][0], Is.EqualTo(5000000000L));
    }

    [TestCase("hipparcos.parquet")]
    [TestCase("lsdb_small_sky.parquet")]
    [TestCase("lsdb_small_sky_source.parquet")]
    public async Task A_published_catalogue_can_be_taken_in(string name)
    {
        var (report, _, rows) = await TakeInAsync(SharedData.File("catalogs", name));
        Assert.That(rows.Count, Is.EqualTo(report.Rows).And.GreaterThan(0));
    }
}
