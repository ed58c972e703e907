using System.Text;
using DataLab.Formats.FitsTable;
using DataLab.Formats.Tests.Tables;

namespace DataLab.Formats.Tests.FitsTable;

/// <summary>The FITS files we write, read by our own reader; <see cref="FitsTableFormatOracleTests"/> has the others.</summary>
public sealed class FitsTableFormatTests
{
    private static readonly Field Text = new("s", DataType.Char) { ArraySize = ArraySize.Any };

    [TestCase(1)]
    [TestCase(700)]
    public async Task Every_type_comes_back(int count)
    {
        var rows = SampleTable.Rows(SampleTable.EveryType.Fields, count, nullEvery: 0);
        await using var reader = await WrittenAsync(SampleTable.EveryType, rows);
        var expected = rows.Select(row =>
            TableText.Line([.. row.Select((cell, i) => AsFits(SampleTable.EveryType.Fields[i], cell, rows, i))])
        );
        Assert.That(await TableText.LinesAsync(reader), Is.EqualTo(expected));
    }

    [Test]
    public async Task Nulls_of_scalars_text_and_arrays_of_any_length_come_back()
    {
        var table = new TableDescription([
            .. SampleTable.EveryType.Fields.Where(field =>
                field is { IsText: true, ArraySize: null or { IsVariable: true } }
                || !field.IsList
                || (
                    field.ArraySize is { IsVariable: true }
                    && field.DataType is not (DataType.Char or DataType.UnicodeChar)
                )
            ),
        ]);
        var rows = SampleTable.Rows(table.Fields, 700);
        await using var reader = await WrittenAsync(table, rows);
        var lines = await TableText.LinesAsync(reader);
        var expected = rows.Select(row =>
            TableText.Line([
                .. row.Select(
                    // No array and an empty one are the same in FITS.
                    (cell, i) =>
                        table.Fields[i].IsList ? cell ?? Array.Empty<object?>() : AsFits(table.Fields[i], cell, rows, i)
                ),
            ])
        );
        Assert.That(lines, Is.EqualTo(expected));
    }

    [TestCase(DataType.UnsignedByte, 256)]
    [TestCase(DataType.Short, 65536)]
    public async Task A_null_beside_every_value_of_its_type_widens_the_column(DataType type, int values)
    {
        object Value(int i) => type == DataType.Short ? (object)(short)(i + short.MinValue) : (byte)i;
        List<object?[]> rows = [.. Enumerable.Range(0, values).Select(i => new object?[] { Value(i) }), [null]];
        await using var reader = await WrittenAsync(new TableDescription([new Field("n", type)]), rows);
        Assert.That(reader.Fields[0].DataType, Is.EqualTo(type == DataType.Short ? DataType.Int : DataType.Short));
        Assert.That(await TableText.LinesAsync(reader), Is.EqualTo(rows.Select(TableText.Line)));
    }

    [TestCase(DataType.Int)]
    [TestCase(DataType.Long)]
    public async Task The_null_of_an_integer_is_a_value_that_does_not_occur(DataType type)
    {
        object[] ends =
            type == DataType.Int
                ? [int.MinValue, int.MinValue + 1, int.MaxValue]
                : [long.MinValue, long.MinValue + 1, long.MaxValue];
        List<object?[]> rows = [.. ends.Select(end => new object?[] { end }), [null]];
        await using var reader = await WrittenAsync(new TableDescription([new Field("n", type)]), rows);
        Assert.That(await TableText.LinesAsync(reader), Is.EqualTo(rows.Select(TableText.Line)));
    }

    [Test]
    public async Task Text_takes_the_width_of_its_longest_string()
    {
        var header = await HeaderAsync(
            new TableDescription([Text]),
            [
                ["abc"],
                ["abcdefg"],
                [null],
            ]
        );
        Assert.That(header, Does.Contain("TFORM1  = '7A      '").And.Contain("NAXIS1  =                    7"));
    }

    [Test]
    public async Task A_single_long_text_among_short_ones_goes_to_the_heap()
    {
        List<object?[]> rows =
        [
            [new string('x', 5000)],
            .. Enumerable.Range(0, 300).Select(i => new object?[] { $"row {i}" }),
        ];
        var table = new TableDescription([Text, new Field("n", DataType.Int) { ArraySize = ArraySize.Any }]);
        rows =
        [
            .. rows.Select((row, i) => new[] { row[0], Enumerable.Range(0, i % 5).Select(k => (object?)k).ToArray() }),
        ];
        Assert.That(await HeaderAsync(table, rows), Does.Contain("'1PA(5000)'").And.Contain("'1PJ(4)  '"));
        await using var reader = await WrittenAsync(table, rows);
        Assert.That(await TableText.LinesAsync(reader), Is.EqualTo(rows.Select(TableText.Line)));
    }

    [Test]
    public async Task Characters_that_FITS_has_not_are_written_by_number()
    {
        await using var reader = await WrittenAsync(
            new TableDescription([Text]),
            [
                ["λ Ori"],
                ["a\nb"],
                ["😀"],
            ]
        );
        Assert.That(
            await TableText.LinesAsync(reader),
            Is.EqualTo(new[] { "\\u03bb Ori", "a\\u000ab", "\\ud83d\\ude00" })
        );
    }

    [Test]
    public async Task Metadata_come_back()
    {
        var field = new Field("ra", DataType.Double)
        {
            Unit = "deg",
            Ucd = "pos.eq.ra;meta.main",
            Utype = "stc:a.b",
            XType = "x",
            Description = "Right ascension. " + string.Concat(Enumerable.Repeat("It's long''", 40)),
        };
        await using var reader = await WrittenAsync(
            new TableDescription([field]) { Name = "stars" },
            [
                [1.0],
            ]
        );
        Assert.That((reader.Fields[0], reader.Table.Name), Is.EqualTo((field, "stars")));
    }

    [Test]
    public async Task Overflow_and_query_are_in_the_header()
    {
        var query = "SELECT 'x' FROM " + new string('t', 100);
        var table = new TableDescription([Text]) { Infos = [new Info("QUERY", query), new Info("server", "us")] };
        await using var rows = new LimitedRowSource(
            new ListSource(
                table,
                [
                    ["a"],
                    ["b"],
                ]
            ),
            1,
            "Only one row, as asked."
        );
        var text = Encoding.ASCII.GetString(await TableText.BytesAsync(new FitsTableFormat(), rows));
        Assert.That(
            text,
            Does.Contain("QSTATUS = 'OVERFLOW'")
                .And.Contain("COMMENT Only one row, as asked.")
                .And.Contain("HISTORY server: us")
        );
        Assert.That(text, Does.Contain("QUERY   = 'SELECT ''x'' FROM tttt").And.Contain("CONTINUE  'ttt"));
    }

    [Test]
    public async Task Names_are_unique_in_any_case()
    {
        var table = new TableDescription([new Field("a", DataType.Int), new Field("A", DataType.Int)]);
        await using var reader = await WrittenAsync(
            table,
            [
                [1, 2],
            ]
        );
        Assert.That(reader.Fields.Select(field => field.Name), Is.EqualTo(new[] { "a", "A_2" }));
    }

    [Test]
    public async Task No_rows_are_a_table_too()
    {
        await using var reader = await WrittenAsync(SampleTable.EveryType, []);
        Assert.That(reader.Fields.Select(f => f.Name), Is.EqualTo(SampleTable.EveryType.Fields.Select(f => f.Name)));
        Assert.That(await reader.ReadAsync(default), Is.Null);
    }

    [Test]
    public void A_source_that_fails_late_fails_before_the_first_byte()
    {
        var rows = SampleTable.Rows(SampleTable.EveryType.Fields, 900);
        var source = new ListSource(SampleTable.EveryType, rows)
        {
            Failure = new ServiceException(ErrorKind.LimitExceeded, "slow"),
        };
        using var stream = new MemoryStream();
        var writer = System.IO.Pipelines.PipeWriter.Create(stream);
        Assert.That(
            () => new FitsTableFormat().WriteAsync(source, writer, default),
            Throws.InstanceOf<ServiceException>()
        );
        Assert.That((stream.Length, writer.UnflushedBytes, source.Alive), Is.EqualTo((0L, 0L, 0)));
    }

    [Test]
    public void More_than_may_be_set_aside_is_an_error()
    {
        var rows = SampleTable.Rows(SampleTable.EveryType.Fields, 900);
        var source = new ListSource(SampleTable.EveryType, rows);
        Assert.That(
            () => TableText.BytesAsync(new FitsTableFormat(maxSpoolBytes: 50_000), source),
            Throws.InstanceOf<ServiceException>().With.Property("Kind").EqualTo(ErrorKind.LimitExceeded)
        );
        Assert.That(source.Alive, Is.Zero, "every batch was given back");
    }

    [Test]
    public async Task More_rows_than_memory_takes_come_back_through_a_file()
    {
        var table = new TableDescription([new Field("n", DataType.Long), Text]);
        List<object?[]> rows =
        [
            .. Enumerable.Range(0, 200_000).Select(i => new object?[] { i % 7 == 0 ? null : (long)i, $"row {i}" }),
        ];
        await using var reader = await WrittenAsync(table, rows);
        Assert.That(await TableText.LinesAsync(reader), Is.EqualTo(rows.Select(TableText.Line)));
    }

    [Test]
    public void Too_many_columns_are_told()
    {
        var table = new TableDescription([.. Enumerable.Range(0, 1000).Select(i => new Field($"c{i}", DataType.Int))]);
        Assert.That(
            () => TableText.BytesAsync(new FitsTableFormat(), new ListSource(table, [])),
            Throws.InstanceOf<ServiceException>().With.Message.Contains("999")
        );
    }

    /// <summary>What becomes of a cell: ASCII text, and as many strings in every array as the longest has.</summary>
    private static object? AsFits(Field field, object? cell, List<object?[]> rows, int column)
    {
        if (cell is string text)
            return Ascii(text);
        if (cell is not object?[] list || field.DataType is not (DataType.Char or DataType.UnicodeChar))
            return cell;
        var longest = rows.Max(row => ((object?[])row[column]!).Length);
        return list.Select(item => (object?)Ascii((string)item!))
            .Concat(Enumerable.Repeat<object?>("", longest - list.Length))
            .ToArray();
    }

    private static string Ascii(string text) =>
        string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c.ToString() : $"\\u{(int)c:x4}"));

    private static async Task<string> HeaderAsync(TableDescription table, List<object?[]> rows) =>
        Encoding.ASCII.GetString(await TableText.BytesAsync(new FitsTableFormat(), new ListSource(table, rows)));

    private static async Task<FitsTableReader> WrittenAsync(TableDescription table, List<object?[]> rows)
    {
        var bytes = await TableText.BytesAsync(new FitsTableFormat(), new ListSource(table, rows));
        Assert.That(bytes.Length % 2880, Is.Zero);
        return await FitsTableReader.OpenAsync(new MemoryStream(bytes), TableReadOptions.Default, default);
    }
}
