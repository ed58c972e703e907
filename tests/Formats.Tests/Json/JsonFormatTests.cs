using System.Text.Json;
using DataLab.Formats.Json;
using DataLab.Formats.Tests.Tables;

namespace DataLab.Formats.Tests.Json;

public sealed class JsonFormatTests
{
    private static readonly Field Text = new("s", DataType.Char) { ArraySize = ArraySize.Any };
    private static readonly TableDescription Numbers = new([new Field("n", DataType.Int)]);

    /// <summary>Prints every row as the tests do, from what Python reads; numbers by their shortest text.</summary>
    private const string Print = """
        import sys, json
        sys.stdout.reconfigure(encoding="utf-8")
        def refuse(word): raise SystemExit("not JSON: " + word)
        document = json.load(open(sys.argv[1], encoding="utf-8"), parse_float=str, parse_constant=refuse)
        def text(cell):
            if cell is None: return "∅"
            if isinstance(cell, bool): return str(cell)
            if isinstance(cell, list): return "[" + " ".join(text(c) for c in cell) + "]"
            return str(cell)
        for row in document["data"]: print("|".join(text(cell) for cell in row))
        """;

    [Test]
    public async Task A_small_table_is_this_document()
    {
        var table = new TableDescription([
            new Field("ra", DataType.Double)
            {
                Unit = "deg",
                Ucd = "pos.eq.ra",
                Frame = "ICRS",
                Description = "A \"b\" < c",
            },
            Text,
        ])
        {
            Name = "stars",
            Infos = [new Info("QUERY_STATUS", "OK"), new Info("QUERY", "SELECT\n*") { Text = "t" }],
        };
        Assert.That(
            await WrittenAsync(
                table,
                [
                    [185.4254, "x\"\\\n\u0001é"],
                    [null, null],
                ]
            ),
            Is.EqualTo(
                """
                {
                "metadata":[
                {"name":"ra","datatype":"double","unit":"deg","ucd":"pos.eq.ra","frame":"ICRS","description":"A \"b\" < c"},
                {"name":"s","datatype":"char","arraysize":"*"}],
                "name":"stars",
                "infos":[
                {"name":"QUERY","value":"SELECT\n*","text":"t"}],
                "data":[
                [185.4254,"x\"\\\n\u0001é"],
                [null,null]
                ],
                "status":"OK"
                }

                """
            )
        );
    }

    [TestCase(DataType.Double, double.NaN, "null")]
    [TestCase(DataType.Double, double.PositiveInfinity, "\"Infinity\"")]
    [TestCase(DataType.Float, float.NegativeInfinity, "\"-Infinity\"")]
    [TestCase(DataType.Long, long.MinValue, "-9223372036854775808")]
    [TestCase(DataType.Boolean, true, "true")]
    [TestCase(DataType.Bit, true, "1")]
    public async Task Values_are_spelled_as_JSON_has_them(DataType type, object value, string expected) =>
        Assert.That(
            await WrittenAsync(
                new TableDescription([new Field("v", type)]),
                [
                    [value],
                ]
            ),
            Does.Contain($"\n[{expected}]\n")
        );

    [Test]
    public async Task Arrays_are_arrays_and_complex_numbers_pairs()
    {
        var table = new TableDescription([
            new Field("a", DataType.Int) { ArraySize = ArraySize.Any },
            new Field("c", DataType.FloatComplex),
            new Field("cs", DataType.DoubleComplex) { ArraySize = ArraySize.Any },
            new Field("names", DataType.Char) { ArraySize = ArraySize.Parse("3x*") },
        ]);
        object?[] row =
        [
            new object?[] { 1, null, 3 },
            new object?[] { 1f, -2f },
            new object?[] { 1.0, 2.0, 3.0, double.NaN },
            new object?[] { "a", "" },
        ];
        Assert.That(
            await WrittenAsync(table, [row, [Array.Empty<object?>(), null, null, null]]),
            Does.Contain("[[1,null,3],[1.0,-2.0],[[1.0,2.0],[3.0,null]],[\"a\",\"\"]],\n[[],null,null,null]\n")
        );
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(700)]
    public async Task Python_reads_every_cell(int count)
    {
        using var folder = new TemporaryFolder();
        var fields = SampleTable.EveryType.Fields;
        var rows = SampleTable.Rows(fields, count);
        var bytes = await TableText.BytesAsync(new JsonFormat(), new ListSource(SampleTable.EveryType, rows));
        await File.WriteAllBytesAsync(folder["t.json"], bytes);
        var lines = Oracle.Python(Print, folder["t.json"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var expected = rows.Select(row => string.Join('|', row.Select((cell, i) => AsPython(fields[i], cell))));
        Assert.That(lines, Is.EqualTo(expected));
    }

    [Test]
    public async Task Overflow_is_said_at_the_end()
    {
        await using var rows = new LimitedRowSource(
            new ListSource(
                Numbers,
                [
                    [1],
                    [2],
                ]
            ),
            1,
            "One \"row\" only."
        );
        using var document = JsonDocument.Parse(await TableText.StringAsync(new JsonFormat(), rows));
        var root = document.RootElement;
        Assert.That(
            (
                root.GetProperty("status").GetString(),
                root.GetProperty("message").GetString(),
                root.GetProperty("data").GetArrayLength()
            ),
            Is.EqualTo(("OVERFLOW", "One \"row\" only.", 1))
        );
    }

    [Test]
    public async Task A_failure_after_some_rows_leaves_valid_JSON_and_is_thrown()
    {
        var rows = Enumerable.Range(0, 1000).Select(i => new object?[] { i }).ToList();
        await using var source = new ListSource(Numbers, rows)
        {
            Failure = new ServiceException(ErrorKind.LimitExceeded, "Ran longer than 60 s."),
        };
        using var stream = new MemoryStream();
        var writer = System.IO.Pipelines.PipeWriter.Create(stream);
        Assert.That(() => new JsonFormat().WriteAsync(source, writer, default), Throws.InstanceOf<ServiceException>());
        using var document = JsonDocument.Parse(stream.ToArray());
        var root = document.RootElement;
        Assert.That(
            (
                root.GetProperty("status").GetString(),
                root.GetProperty("message").GetString(),
                root.GetProperty("data").GetArrayLength()
            ),
            Is.EqualTo(("ERROR", "Ran longer than 60 s.", 1000))
        );
    }

    [Test]
    public void Broken_text_becomes_valid_text()
    {
        var vector = new TextVector();
        vector.Append([(byte)'a', 0xFF, (byte)'b', 0xC3]);
        var batch = new RowBatch([vector]) { Count = 1 };
        using var buffer = new DataLab.Formats.Encoders.ByteBuffer(16);
        new DataLab.Formats.Encoders.RowTextEncoder(JsonCells.For([Text]), new("[", ",", "]")).Encode(batch, buffer);
        Assert.That(System.Text.Encoding.UTF8.GetString(buffer.Written), Is.EqualTo("[\"a\uFFFDb\uFFFD\"]"));
    }

    private static Task<string> WrittenAsync(TableDescription table, List<object?[]> rows) =>
        TableText.StringAsync(new JsonFormat(), new ListSource(table, rows));

    private static string AsPython(Field field, object? cell)
    {
        if (cell is object?[] { } list && field.ArraySize is not null && IsComplex(field))
            return $"[{string.Join(' ', list.Chunk(2).Select(pair => $"[{Number(pair[0])} {Number(pair[1])}]"))}]";
        return cell switch
        {
            null => "∅",
            object?[] items => $"[{string.Join(' ', items.Select(item => AsPython(field, item)))}]",
            bool bit when field.DataType == DataType.Bit => bit ? "1" : "0",
            _ => Number(cell),
        };
    }

    private static bool IsComplex(Field field) => field.DataType is DataType.FloatComplex or DataType.DoubleComplex;

    /// <summary>As our own encoder spells numbers, which tests of its own compare with others.</summary>
    private static string Number(object? cell)
    {
        var room = new byte[64];
        return cell switch
        {
            double value => System.Text.Encoding.ASCII.GetString(
                room,
                0,
                DataLab.Formats.Encoders.NumberText.Write(value, room)
            ),
            float value => System.Text.Encoding.ASCII.GetString(
                room,
                0,
                DataLab.Formats.Encoders.NumberText.Write(value, room)
            ),
            _ => TableText.Line([cell]),
        };
    }
}
