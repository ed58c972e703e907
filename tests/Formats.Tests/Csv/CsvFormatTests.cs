using DataLab.Formats.Csv;
using DataLab.Formats.Tests.Tables;

namespace DataLab.Formats.Tests.Csv;

[Parallelizable]
public sealed class CsvFormatTests
{
    private static readonly Field Text = new("s", DataType.Char) { ArraySize = ArraySize.Any };

    [TestCase("plain", "plain")]
    [TestCase("a,b", "\"a,b\"")]
    [TestCase("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [TestCase("two\nlines", "\"two\nlines\"")]
    [TestCase("cr\r", "\"cr\r\"")]
    [TestCase(" edge", "\" edge\"")]
    [TestCase("edge ", "\"edge \"")]
    [TestCase("in side", "in side")]
    [TestCase("tab\there", "tab\there")]
    [TestCase("é☉", "é☉")]
    [TestCase("", "\"\"")]
    [TestCase(null, "")]
    public async Task Text_is_quoted_only_where_needed(string? text, string expected) =>
        Assert.That(await OneCellAsync(new CsvFormat(header: false), Text, text), Is.EqualTo(expected + "\n"));

    [TestCase("a\tb", "a b")]
    [TestCase("a\r\nb", "a  b")]
    [TestCase("a,\"b", "a,\"b")]
    [TestCase("", "")]
    public async Task Tsv_has_no_quotes(string text, string expected) =>
        Assert.That(await OneCellAsync(new TsvFormat(header: false), Text, text), Is.EqualTo(expected + "\n"));

    [TestCase(double.NaN, "NaN")]
    [TestCase(double.PositiveInfinity, "Infinity")]
    [TestCase(double.NegativeInfinity, "-Infinity")]
    [TestCase(5.0, "5.0")]
    [TestCase(1e-9, "1e-9")]
    [TestCase(null, "")]
    public async Task Doubles_are_spelled_as_every_reader_has_them(double? value, string expected) =>
        Assert.That(
            await OneCellAsync(new CsvFormat(header: false), new Field("d", DataType.Double), value),
            Is.EqualTo(expected + "\n")
        );

    [TestCase(true, "true")]
    [TestCase(false, "false")]
    [TestCase(null, "")]
    public async Task Booleans_are_words(bool? value, string expected) =>
        Assert.That(
            await OneCellAsync(new CsvFormat(header: false), new Field("b", DataType.Boolean), value),
            Is.EqualTo(expected + "\n")
        );

    [Test]
    public async Task Arrays_have_blanks_between_elements()
    {
        var field = new Field("a", DataType.Double) { ArraySize = ArraySize.Any };
        Assert.That(
            await OneCellAsync(new CsvFormat(header: false), field, new object?[] { 1.0, null, 2.5 }),
            Is.EqualTo("1.0 NaN 2.5\n")
        );
    }

    [Test]
    public async Task The_header_is_quoted_like_a_row()
    {
        var table = new TableDescription([new Field("a,b", DataType.Int), new Field("c", DataType.Int)]);
        Assert.That(
            await TableText.StringAsync(
                new CsvFormat(),
                new ListSource(
                    table,
                    [
                        [1, 2],
                    ]
                )
            ),
            Is.EqualTo("\"a,b\",c\n1,2\n")
        );
    }

    [Test]
    public async Task Rows_beyond_the_count_of_a_batch_are_not_written()
    {
        var table = new TableDescription([Text, new Field("n", DataType.Int)]);
        await using var limited = new LimitedRowSource(
            new ListSource(
                table,
                [
                    ["a", 1],
                    ["b", 2],
                    ["c", 3],
                ]
            ),
            2
        );
        Assert.That(await TableText.StringAsync(new CsvFormat(), limited), Is.EqualTo("s,n\na,1\nb,2\n"));
        Assert.That(limited.Overflowed, Is.True);
    }

    [Test]
    public async Task Stilts_and_astropy_read_the_same_back()
    {
        using var folder = new TemporaryFolder();
        var table = new TableDescription([new Field("d", DataType.Double), Text, new Field("i", DataType.Long)]);
        List<object?[]> rows =
        [
            [185.4254, "a,\"b\"", 9007199254740993L],
            [1e-300, " x", -1L],
            [null, "y", null],
            [-1.5e16, "z\nz", 0L],
        ];
        await File.WriteAllBytesAsync(
            folder["t.csv"],
            await TableText.BytesAsync(new CsvFormat(), new ListSource(table, rows))
        );
        Oracle.Stilts("tpipe", $"in={folder["t.csv"]}", "ifmt=csv", $"out={folder["t.vot"]}", "ofmt=votable-tabledata");
        await using var stilts = Formats.VoTable.VoTableReader.Open(File.OpenRead(folder["t.vot"]));
        Assert.That(await TableText.LinesAsync(stilts), Is.EqualTo(rows.Select(TableText.Line)));

        var sum = Oracle.Python(
            "import sys; from astropy.table import Table; t = Table.read(sys.argv[1], format='ascii.csv'); print(repr(float(t['d'][3])), t['i'][0], repr(str(t['s'][0])))",
            folder["t.csv"]
        );
        Assert.That(sum.Trim(), Is.EqualTo("-1.5e+16 9007199254740993 'a,\"b\"'"));
    }

    [Test]
    public async Task A_null_alone_in_its_row_is_no_empty_line()
    {
        var table = new TableDescription([new Field("n", DataType.Int)]);
        Assert.That(
            await TableText.StringAsync(
                new CsvFormat(),
                new ListSource(
                    table,
                    [
                        [1],
                        [null],
                    ]
                )
            ),
            Is.EqualTo("n\n1\n\"\"\n")
        );
    }

    /// <summary>The cell as it is written beside another one.</summary>
    private static async Task<string> OneCellAsync(ITableFormat format, Field field, object? cell)
    {
        var table = new TableDescription([field, new Field("n", DataType.Int)]);
        var line = await TableText.StringAsync(
            format,
            new ListSource(
                table,
                [
                    [cell, 1],
                ]
            )
        );
        return line[..^3] + "\n";
    }
}
