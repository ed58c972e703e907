using System.Collections.Immutable;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>What goes in comes out: every VOTable type, through ingest, file and query.</summary>
[Parallelizable]
public sealed class TypeRoundTripTests
{
    private static readonly Field Id = new("id", DataType.Int);

    private static Field Scalar(DataType type) => new("x", type);

    private static Field List(DataType type, string size) => new("x", type) { ArraySize = ArraySize.Parse(size) };

    internal static IEnumerable<TestCaseData> Columns()
    {
        TestCaseData Case(string name, Field field, params object?[] cells) =>
            new TestCaseData(field, cells).SetName("{m}(" + name + ")");
        yield return Case("boolean", Scalar(DataType.Boolean), true, false, null);
        yield return Case("bit", Scalar(DataType.Bit), true, false, null);
        yield return Case("unsignedByte", Scalar(DataType.UnsignedByte), (byte)0, byte.MaxValue, null);
        yield return Case("short", Scalar(DataType.Short), short.MinValue, short.MaxValue, null);
        yield return Case("int", Scalar(DataType.Int), int.MinValue, int.MaxValue, null, 0);
        yield return Case("long", Scalar(DataType.Long), long.MinValue, long.MaxValue, null, 9007199254740993L);
        yield return Case("float", Scalar(DataType.Float), float.NaN, float.PositiveInfinity, 1e-45f, null, -0f);
        yield return Case("double", Scalar(DataType.Double), double.NaN, double.NegativeInfinity, 5e-324, null, 0.1);
        yield return Case("char", Scalar(DataType.Char), "a", "", null);
        yield return Case(
            "text",
            List(DataType.Char, "*"),
            "",
            null,
            "exactly12byt",
            "thirteen byte",
            "Ünïcode αβγ 星 🌟",
            new string('x', 100_000),
            "O'Neill \"quoted\"",
            "\t line\nbreak"
        );
        yield return Case("fixed text", List(DataType.Char, "8"), "abc", null);
        yield return Case("unicodeChar", List(DataType.UnicodeChar, "10*"), "星", null, "é");
        yield return Case(
            "timestamp",
            List(DataType.Char, "*") with
            {
                XType = "timestamp",
            },
            "2020-01-01T00:00:00.10Z",
            null
        );
        yield return Case(
            "double array",
            List(DataType.Double, "*"),
            new double[] { 1, 2, 3 },
            Array.Empty<double>(),
            null,
            new double[] { double.NaN }
        );
        yield return Case(
            "int array",
            List(DataType.Int, "2x3"),
            new[] { 1, 2, 3, 4, 5, 6 },
            null,
            new[] { 7, 8, 9, 1, 2, 3 }
        );
        yield return Case("null elements", List(DataType.Int, "3"), new object?[] { 1, null, 3 }, null);
        yield return Case("bit array", List(DataType.Bit, "12"), new[] { true, false, true }, null);
        yield return Case("byte array", List(DataType.UnsignedByte, "*"), new byte[] { 0, 255 }, Array.Empty<byte>());
        yield return Case(
            "string array",
            List(DataType.Char, "5x*"),
            new[] { "a", "bc" },
            null,
            new[] { "a very long element" }
        );
        yield return Case("floatComplex", Scalar(DataType.FloatComplex), new[] { 1f, -2f }, null);
        yield return Case("doubleComplex array", List(DataType.DoubleComplex, "2"), new[] { 1d, 2d, 3d, 4d }, null);
        yield return Case("all null", Scalar(DataType.Double), null, null);
    }

    [TestCaseSource(nameof(Columns))]
    public async Task Values_come_out_as_they_went_in(Field field, object?[] cells)
    {
        // Many rows, so that values cross chunks and row groups, in an order that must survive.
        var rows = Enumerable.Range(0, 5000).Select(i => new[] { i, cells[i % cells.Length] }).ToArray();
        await using var archive = new Archive();
        await archive.IngestAsync("s", "t", [Id, field], rows);
        await archive.OpenAsync();

        var back = await archive.RowsAsync("SELECT id, x FROM {s.t} ORDER BY id", archive.ColumnsOf("s", "t"));

        Assert.That(back.Count, Is.EqualTo(rows.Length));
        for (var i = 0; i < rows.Length; i++)
            Assert.That(back[i][1], Is.EqualTo(rows[i][1]), $"row {i}");
    }

    [Test]
    public async Task Metadata_of_columns_come_out_as_they_went_in()
    {
        var field = new Field("Weird \"näme\" [x]", DataType.Double)
        {
            Unit = "mas.yr**-1",
            Ucd = "pos.pm;pos.eq.ra",
            Utype = "a:b.c",
            XType = "mjd",
            Description = "Proper motion, µ",
            Frame = "ICRS",
            ArraySize = ArraySize.Parse("3x*"),
        };
        await using var archive = new Archive();
        await archive.IngestAsync(
            "s",
            "t",
            [field],
            [
                [new[] { 1d, 2, 3 }],
            ]
        );
        await archive.OpenAsync();

        var column = archive.Catalog.Snapshot.Tables.Single(t => t.Name == "t").Columns.Single();
        Assert.That(column.Field, Is.EqualTo(field));
        await using var source = await archive.Catalog.OpenAsync(
            archive.Translate("SELECT * FROM {s.t}", archive.ColumnsOf("s", "t")),
            new QueryLimits(TimeSpan.Zero),
            default
        );
        Assert.That(source.Fields.Single(), Is.EqualTo(field));
    }

    [Test]
    public async Task The_hidden_cell_is_not_among_the_columns()
    {
        await using var archive = new Archive();
        ImmutableArray<Field> fields = [new("ra", DataType.Double), new("dec", DataType.Double)];
        await archive.IngestAsync(
            "s",
            "t",
            fields,
            [
                [10d, 20d],
            ]
        );
        await archive.OpenAsync();

        var table = archive.Catalog.Snapshot.Adql.Tables.Single(t => t.Name == "t");
        Assert.That(table.Columns.Select(c => c.Name), Is.EqualTo(new[] { "ra", "dec" }));
        Assert.That(table.Position, Is.EqualTo(new Adql.Semantics.PositionColumns("ra", "dec", "\"hpx29\"")));
        var cell = await archive.RowsAsync("SELECT hpx29 FROM {s.t}", Archive.Column("hpx29", "long"));
        Assert.That(cell.Single()[0], Is.EqualTo(Sky.Healpix.Ang2Pix(29, 10, 20)));
    }
}
