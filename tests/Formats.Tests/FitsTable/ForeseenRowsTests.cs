using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text;
using DataLab.Formats.FitsTable;
using DataLab.Formats.Tests.Tables;

namespace DataLab.Formats.Tests.FitsTable;

/// <summary>FITS files whose header goes out before the rows are read, because the source knows what they are like.</summary>
public sealed class ForeseenRowsTests
{
    private static readonly TableDescription Table = new([
        new Field("b", DataType.UnsignedByte),
        new Field("s", DataType.Short),
        new Field("i", DataType.Int),
        new Field("l", DataType.Long),
        new Field("f", DataType.Float),
        new Field("d", DataType.Double),
        new Field("t", DataType.Char) { ArraySize = ArraySize.Any },
        new Field("o", DataType.Boolean),
        new Field("x", DataType.Bit),
        new Field("v", DataType.Float) { ArraySize = ArraySize.Parse("2") },
    ]);

    private static readonly ColumnForecast Known = new()
    {
        HasNulls = true,
        Least = -5,
        Greatest = 199,
        LongestText = 9,
        IsPrintable = true,
    };

    private static readonly List<object?[]> Rows =
    [
        .. Enumerable
            .Range(0, 1000)
            .Select(i =>
                i % 7 == 0
                    ? new object?[10]
                    :
                    [
                        (byte)(i % 200),
                        (short)(i % 200 - 5),
                        i % 200 - 5,
                        (long)(i % 200),
                        i / 3f,
                        i / 7.0,
                        $"row {i}",
                        i % 2 == 0,
                        i % 3 == 0,
                        new object?[] { i * 1f, i * 2f },
                    ]
            ),
    ];

    [Test]
    public async Task Rows_are_the_same_as_those_of_a_file_whose_rows_were_set_aside()
    {
        var foreseen = await LinesAsync(await TableText.BytesAsync(new FitsTableFormat(), Source(Rows)));
        var aside = await LinesAsync(await TableText.BytesAsync(new FitsTableFormat(), new ListSource(Table, Rows)));
        Assert.That(foreseen, Is.EqualTo(aside).And.Length.EqualTo(1000));
    }

    [Test]
    public void Rows_leave_before_the_last_is_read_and_a_failure_ends_them()
    {
        var failing = new ListSource(Table, Rows) { Failure = new ServiceException(ErrorKind.LimitExceeded, "slow") };
        var source = new ForetoldSource(failing, Forecast(Rows.Count + 5));
        using var stream = new MemoryStream();
        Assert.That(
            () => new FitsTableFormat(maxSpoolBytes: 0).WriteAsync(source, PipeWriter.Create(stream), default),
            Throws.InstanceOf<ServiceException>().With.Message.EqualTo("slow")
        );
        Assert.That((stream.Length > 2880 * 2, new FitsTableFormat().TellsErrors), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task A_limit_is_known_beforehand()
    {
        await using var limited = new LimitedRowSource(Source(Rows), 150, "as asked");
        var bytes = await TableText.BytesAsync(new FitsTableFormat(maxSpoolBytes: 0), limited);
        Assert.That(
            Encoding.ASCII.GetString(bytes),
            Does.Contain("NAXIS2  =                  150").And.Contain("'OVERFLOW'").And.Contain("COMMENT as asked")
        );
        Assert.That(await LinesAsync(bytes), Has.Length.EqualTo(150));
    }

    [Test]
    public async Task A_limit_of_exactly_the_rows_there_are_is_no_overflow()
    {
        await using var limited = new LimitedRowSource(Source(Rows), 1000);
        var bytes = await TableText.BytesAsync(new FitsTableFormat(), limited);
        Assert.That(Encoding.ASCII.GetString(bytes), Does.Contain("QSTATUS = 'OK"));
    }

    [TestCase(6, null, 200, TestName = "no longest text")]
    [TestCase(6, 200, 200, TestName = "text that may be long")]
    public async Task Texts_of_unknown_or_great_length_are_set_aside_all_the_same(int column, int? longest, int rows)
    {
        var source = Source([.. Rows.Take(rows)], column, Known with { LongestText = longest });
        var bytes = await TableText.BytesAsync(new FitsTableFormat(), source);
        Assert.That(await LinesAsync(bytes), Has.Length.EqualTo(rows));
        Assert.That(Encoding.ASCII.GetString(bytes), Does.Contain("'7A      '"), "the longest there is");
    }

    [Test]
    public async Task Texts_that_FITS_cannot_hold_as_they_are_are_set_aside()
    {
        List<object?[]> rows = [.. Rows.Take(10).Select(row => (object?[])[.. row[..6], "λ", .. row[7..]])];
        var source = Source(rows, 6, Known with { IsPrintable = false });
        var lines = await LinesAsync(await TableText.BytesAsync(new FitsTableFormat(), source));
        Assert.That(lines, Has.All.Contains("\\u03bb"));
    }

    [TestCase(int.MinValue, 7, int.MaxValue)]
    [TestCase(int.MinValue, int.MaxValue, null)]
    [TestCase(-7, int.MaxValue, int.MinValue)]
    [TestCase(0, 1, int.MinValue)]
    public async Task An_end_of_the_type_that_no_cell_has_stands_for_null(int least, int greatest, int? expected)
    {
        var table = new TableDescription([new Field("n", DataType.Int)]);
        List<object?[]> rows =
        [
            [least],
            [greatest],
            [null],
        ];
        var forecast = new ColumnForecast
        {
            HasNulls = true,
            Least = least,
            Greatest = greatest,
        };
        var source = new ForetoldSource(new ListSource(table, rows), new(3, new(QueryStatus.Ok, null), [forecast]));
        var bytes = await TableText.BytesAsync(new FitsTableFormat(), source);
        if (expected is not null)
            Assert.That(Encoding.ASCII.GetString(bytes), Does.Contain($"TNULL1  = {expected, 20}"));
        Assert.That(await LinesAsync(bytes), Is.EqualTo(rows.Select(TableText.Line)));
    }

    [TestCase(999)]
    [TestCase(1001)]
    public void Other_rows_than_foretold_are_a_fault_and_no_file(int foretold)
    {
        var source = Source(Rows, count: foretold);
        Assert.That(
            () => TableText.BytesAsync(new FitsTableFormat(), source),
            Throws.InvalidOperationException.With.Message.Contains($"{foretold} rows were foretold")
        );
        Assert.That(((ListSource)source.Inner).Alive, Is.Zero, "every batch was given back");
    }

    private static ForetoldSource Source(
        List<object?[]> rows,
        int column = 0,
        ColumnForecast? of = null,
        int? count = null
    ) => new(new ListSource(Table, rows), Forecast(count ?? rows.Count, column, of ?? Known));

    private static RowForecast Forecast(long rows, int column = 0, ColumnForecast? of = null) =>
        new(
            rows,
            new QueryStatus(QueryStatus.Ok, null),
            Enumerable
                .Repeat<ColumnForecast?>(Known, Table.Fields.Length)
                .ToImmutableArray()
                .SetItem(column, of ?? Known)
        );

    private static async Task<string[]> LinesAsync(byte[] bytes)
    {
        Assert.That(bytes.Length % 2880, Is.Zero);
        await using var reader = await FitsTableReader.OpenAsync(
            new MemoryStream(bytes),
            TableReadOptions.Default,
            default
        );
        return [.. await TableText.LinesAsync(reader)];
    }

    private sealed class ForetoldSource(RowSource inner, RowForecast forecast) : RowSource
    {
        public RowSource Inner => inner;

        public override TableDescription Table => inner.Table;

        public override RowForecast? Forecast => forecast;

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct) => inner.ReadAsync(ct);
    }
}
