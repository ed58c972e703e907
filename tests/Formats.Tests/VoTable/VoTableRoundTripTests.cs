using DataLab.Formats.Tests.Tables;
using DataLab.Formats.VoTable;

namespace DataLab.Formats.Tests.VoTable;

public sealed class VoTableRoundTripTests
{
    [TestCase(VoTableSerialization.TableData)]
    [TestCase(VoTableSerialization.Binary)]
    [TestCase(VoTableSerialization.Binary2)]
    public async Task Every_type_comes_back(VoTableSerialization serialization)
    {
        var table = SampleTable.EveryType;
        var rows = SampleTable.Rows(table.Fields, 700, nullEvery: 0);
        await using var reader = await WrittenAsync(serialization, table, rows);
        Assert.That(await TableText.LinesAsync(reader), Is.EqualTo(rows.Select(TableText.Line)));
    }

    [TestCase(VoTableSerialization.TableData)]
    [TestCase(VoTableSerialization.Binary2)]
    public async Task Nulls_of_every_type_come_back(VoTableSerialization serialization)
    {
        var table = SampleTable.EveryType;
        var rows = SampleTable.Rows(table.Fields, 700);
        await using var reader = await WrittenAsync(serialization, table, rows);
        Assert.That(await TableText.LinesAsync(reader), Is.EqualTo(rows.Select(TableText.Line)));
    }

    [Test]
    public async Task Nulls_come_back_from_binary_as_far_as_it_has_them()
    {
        var table = SampleTable.EveryType;
        var rows = SampleTable.Rows(table.Fields, 700);
        var expected = rows.Select(row =>
            TableText.Line([.. row.Select((cell, i) => cell ?? BinaryNull(table.Fields[i]))])
        );
        await using var reader = await WrittenAsync(VoTableSerialization.Binary, table, rows);
        Assert.That(await TableText.LinesAsync(reader), Is.EqualTo(expected));
    }

    [TestCase(VoTableSerialization.TableData)]
    [TestCase(VoTableSerialization.Binary)]
    [TestCase(VoTableSerialization.Binary2)]
    public async Task Single_characters_come_back_and_are_declared_without_a_size(VoTableSerialization serialization)
    {
        var one = ArraySize.Parse("1");
        var table = new TableDescription([
            new Field("a", DataType.Char) { ArraySize = one },
            new Field("u", DataType.UnicodeChar) { ArraySize = one },
            new Field("n", DataType.Int),
        ]);
        List<object?[]> rows =
        [
            ["x", "é", 1],
            ["y", "ü", 2],
        ];
        var text = await TableText.StringAsync(new VoTableFormat(serialization), new ListSource(table, rows));
        Assert.That(text, Does.Not.Contain("arraysize"));
        await using var reader = await WrittenAsync(serialization, table, rows);
        Assert.That(await TableText.LinesAsync(reader), Is.EqualTo(rows.Select(TableText.Line)));
    }

    [TestCase(VoTableSerialization.TableData)]
    [TestCase(VoTableSerialization.Binary2)]
    public async Task Null_elements_of_integer_arrays_come_back(VoTableSerialization serialization)
    {
        var table = new TableDescription([new Field("a", DataType.Int) { ArraySize = ArraySize.Any }]);
        List<object?[]> rows =
        [
            [new object?[] { 1, null, 3 }],
        ];
        await using var reader = await WrittenAsync(serialization, table, rows);
        Assert.That(await TableText.LinesAsync(reader), Is.EqualTo(new[] { "[1 ∅ 3]" }));
    }

    [TestCase(VoTableSerialization.TableData)]
    [TestCase(VoTableSerialization.Binary2)]
    public async Task Numbers_that_are_none_come_back(VoTableSerialization serialization)
    {
        var table = new TableDescription([new Field("d", DataType.Double), new Field("f", DataType.Float)]);
        List<object?[]> rows =
        [
            [double.NaN, float.NaN],
            [double.PositiveInfinity, float.NegativeInfinity],
            [double.NegativeInfinity, float.PositiveInfinity],
        ];
        await using var reader = await WrittenAsync(serialization, table, rows);
        Assert.That(await TableText.LinesAsync(reader), Is.EqualTo(rows.Select(TableText.Line)));
    }

    [Test]
    public async Task Binary2_tells_an_empty_string_and_array_from_null()
    {
        var table = new TableDescription([
            new Field("s", DataType.Char) { ArraySize = ArraySize.Any },
            new Field("a", DataType.Int) { ArraySize = ArraySize.Any },
        ]);
        List<object?[]> rows =
        [
            ["", Array.Empty<object?>()],
            [null, null],
        ];
        await using var reader = await WrittenAsync(VoTableSerialization.Binary2, table, rows);
        Assert.That(await TableText.LinesAsync(reader), Is.EqualTo(new[] { "|[]", "∅|∅" }));
    }

    [TestCase(VoTableSerialization.TableData)]
    [TestCase(VoTableSerialization.Binary2)]
    public async Task Metadata_come_back(VoTableSerialization serialization)
    {
        var field = new Field("ra <deg> & more", DataType.Double)
        {
            Unit = "deg",
            Ucd = "pos.eq.ra;meta.main",
            Utype = "stc:a.b",
            XType = "adql:x",
            Description = "Right ascension, \"ICRS\" & < 360",
            Frame = "ICRS",
        };
        var table = new TableDescription([field])
        {
            Name = "t",
            Description = "A table",
            Infos = [new Info("QUERY", "SELECT\n<1>") { Text = "x" }],
        };
        await using var reader = await WrittenAsync(
            serialization,
            table,
            [
                [1.0],
            ]
        );
        Assert.Multiple(() =>
        {
            Assert.That(reader.Fields[0], Is.EqualTo(field with { Id = "ra__deg____more" }));
            Assert.That(reader.Table.Name, Is.EqualTo("t"));
            Assert.That(reader.Table.Description, Is.EqualTo("A table"));
            Assert.That(reader.Table.Infos, Is.EqualTo(new[] { new Info("QUERY_STATUS", "OK"), table.Infos[0] }));
        });
    }

    [Test]
    public async Task Overflow_comes_back()
    {
        var table = new TableDescription([new Field("a", DataType.Int)]);
        var bytes = await TableText.BytesAsync(
            new VoTableFormat(VoTableSerialization.Binary2),
            new ListSource(
                table,
                [
                    [1],
                ]
            )
            {
                IsCut = true,
            }
        );
        await using var reader = VoTableReader.Open(new MemoryStream(bytes));
        await TableText.LinesAsync(reader);
        Assert.That(reader.Overflowed, Is.True);
    }

    private static async Task<VoTableReader> WrittenAsync(
        VoTableSerialization serialization,
        TableDescription table,
        List<object?[]> rows
    ) =>
        VoTableReader.Open(
            new MemoryStream(await TableText.BytesAsync(new VoTableFormat(serialization), new ListSource(table, rows)))
        );

    /// <summary>What a null becomes: nothing is left of it in bits; arrays of one length are full of nulls.</summary>
    private static object? BinaryNull(Field field)
    {
        if (field.DataType == DataType.Bit && !field.IsList)
            return false;
        if (!field.IsList || field.ArraySize is { FixedLength: null })
            return null;
        var length = field.ArraySize?.FixedLength ?? 1;
        object? element = field.DataType switch
        {
            DataType.Bit => false,
            DataType.UnsignedByte => (byte)0,
            DataType.Float or DataType.FloatComplex => float.NaN,
            DataType.Double or DataType.DoubleComplex => double.NaN,
            DataType.Char => "",
            _ => null,
        };
        var count = field.DataType switch
        {
            DataType.Char => length / field.ArraySize!.Dimensions[0],
            DataType.FloatComplex or DataType.DoubleComplex => 2 * length,
            _ => length,
        };
        return Enumerable.Repeat(element, count).ToArray();
    }
}
