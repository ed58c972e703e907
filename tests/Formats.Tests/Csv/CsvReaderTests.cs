using System.Text;
using DataLab.Formats.Csv;
using DataLab.Formats.Tests.FitsTable;

namespace DataLab.Formats.Tests.Csv;

[TestFixture]
internal sealed class CsvReaderTests
{
    [TestCase("a,b\n1,2\n", TestName = "Comma")]
    [TestCase("a\tb\n1\t2\n", TestName = "Tab")]
    [TestCase("a;b\n1;2\n", TestName = "Semicolon")]
    [TestCase("a|b\n1|2\n", TestName = "Bar")]
    [TestCase("a b\n1 2\n", TestName = "Blank")]
    [TestCase("  a   b \n 1     2\n", TestName = "Runs of blanks")]
    [TestCase("a,b\r\n1,2\r\n", TestName = "CRLF")]
    [TestCase("a,b\r1,2\r", TestName = "CR")]
    [TestCase("a,b\n1,2", TestName = "No line end at the end")]
    [TestCase("a,b\r\n1,2\r", TestName = "Half a line end at the end")]
    [TestCase("\uFEFFa,b\n1,2\n", TestName = "Byte order mark")]
    [TestCase("# made by hand\n#\n\na,b\n1,2\n", TestName = "Comments at the top")]
    [TestCase("# a,b\n1,2\n", TestName = "Names behind a comment sign")]
    [TestCase("a,b\n\n1,2\n\n\n", TestName = "Blank lines")]
    [TestCase("\"a\",\"b\"\n\"1\",\"2\"\n", TestName = "All quoted")]
    [TestCase(" a , b \n 1 , 2 \n", TestName = "Blanks round cells")]
    public async Task The_same_table_in_many_spellings(string text)
    {
        var table = await Read(text);
        Assert.That(
            table.Table.Fields,
            Is.EqualTo(new[] { new Field("a", DataType.Int), new Field("b", DataType.Int) })
        );
        Assert.That(table.Rows, Is.EqualTo(new object[][] { [1L, 2L] }));
    }

    [TestCase("\"a,b\"", "a,b")]
    [TestCase("\"two\nlines\"", "two\nlines")]
    [TestCase("\"two\r\nlines\"", "two\r\nlines")]
    [TestCase("\"say \"\"hi\"\"\"", "say \"hi\"")]
    [TestCase("\"\"\"\"", "\"")]
    [TestCase("\"\"", "")]
    [TestCase("", null)]
    [TestCase("   ", null)]
    [TestCase("NULL", null)]
    [TestCase("null", null)]
    [TestCase("\\N", null)]
    [TestCase("\"NULL\"", "NULL")]
    [TestCase("--", "--")]
    [TestCase("NaN", "NaN")]
    [TestCase("5\" f/8", "5\" f/8")]
    [TestCase(" padded ", " padded ")]
    [TestCase("\"x\" ", "x")]
    public async Task A_text_cell(string cell, string? value) =>
        Assert.That((await Read($"id,t,u\n1,{cell},z\n2,word,z\n"))[0, "t"], Is.EqualTo(value));

    [TestCase("", null)]
    [TestCase("\"\"", null)]
    [TestCase("null", null)]
    [TestCase("NaN", null)]
    [TestCase("--", null)]
    [TestCase("inf", double.PositiveInfinity)]
    [TestCase("-Infinity", double.NegativeInfinity)]
    [TestCase("1e-400", 0.0)]
    [TestCase("+1.5", 1.5)]
    [TestCase("-0", -0.0)]
    public async Task A_cell_in_a_column_of_numbers(string cell, double? value) =>
        Assert.That((await Read($"id,x\n1,{cell}\n2,2.5\n"))[0, "x"], Is.EqualTo(value));

    [Test]
    public async Task NaN_stays_a_number_if_asked_for() =>
        Assert.That((await Read("x\nNaN\n2.5\n", new() { BlankIsNull = false }))[0, "x"], Is.NaN);

    [Test]
    public async Task A_semicolon_file_may_have_commas_in_its_cells() =>
        Assert.That((await Read("Name;Ids\nIC1;A,B,C\nIC2;D,E,F\n"))[0, "Ids"], Is.EqualTo("A,B,C"));

    [Test]
    public async Task A_delimiter_that_is_given_is_not_guessed() =>
        Assert.That((await Read("a:b;c\n1:2;3\n", new() { Delimiter = ":" }))[0, "b;c"], Is.EqualTo("2;3"));

    [Test]
    public async Task Without_header_columns_are_numbered() =>
        Assert.That(
            (await Read("1,x\n2,y\n", new() { HasHeader = false })).Rows,
            Is.EqualTo(new object[][] { [1L, "x"], [2L, "y"] })
        );

    [Test]
    public async Task A_header_of_numbers_is_taken_if_the_caller_says_so() =>
        Assert.That(
            (await Read("1,2\n3,4\n", new() { HasHeader = true })).Table.Fields.Select(f => f.Name),
            Is.EqualTo(new[] { "1", "2" })
        );

    [Test]
    public async Task Names_are_mended() =>
        Assert.That(
            (await Read("ra,,RA,ra_2,ra\n1,2,3,4,5\n")).Table.Fields.Select(field => field.Name),
            Is.EqualTo(new[] { "ra", "col2", "RA_3", "ra_2", "ra_4" })
        );

    [Test]
    public void Thousands_of_columns_of_one_name_are_no_more_work_than_others()
    {
        var same = Enumerable.Repeat("ra", 10_000).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var names = ColumnNames.Mend(same);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(16 << 20));
        Assert.That(names[^1], Is.EqualTo("ra_10000"));
    }

    [Test]
    public async Task A_header_alone_is_a_table_without_rows()
    {
        var table = await Read("a,b\n");
        Assert.That((table.Table.Fields.Length, table.Rows.Count), Is.EqualTo((2, 0)));
    }

    [Test]
    public async Task A_declared_column_brings_its_name_type_and_metadata()
    {
        var id = new Field("object_id", DataType.Char) { ArraySize = ArraySize.Any, Ucd = "meta.id" };
        var table = await Read(
            "ID,ra\n169.429960,1\n",
            new() { Columns = new Dictionary<string, Field> { ["id"] = id } }
        );
        Assert.That((table.Table.Fields[0], table[0, "object_id"]), Is.EqualTo((id, "169.429960")));
    }

    [Test]
    public void An_array_cannot_be_declared() =>
        Assert.That(
            () =>
                Read(
                    "x\n1\n",
                    new()
                    {
                        Columns = new Dictionary<string, Field>
                        {
                            ["x"] = new("x", DataType.Int) { ArraySize = ArraySize.Any },
                        },
                    }
                ),
            Throws
                .TypeOf<TableFormatException>()
                .With.Message.EqualTo("Column \"x\" is declared as an array, which text tables cannot hold.")
        );

    [Test]
    public async Task A_float_is_rounded_once() =>
        Assert.That(
            (await Read("x\n1.00000005960464477540\n", Declare("x", DataType.Float)))[0, "x"],
            Is.EqualTo((double)1.00000012f)
        );

    [Test]
    public async Task A_cell_that_is_not_UTF8_is_Latin1()
    {
        byte[] bytes = [.. "n\nAndr\u00E9\n"u8, .. "Andr"u8, 0xE9, (byte)'\n'];
        Assert.That((await Read(bytes)).Column("n"), Is.EqualTo(new[] { "Andr\u00E9", "Andr\u00E9" }));
    }

    [Test]
    public async Task UTF16_is_known_by_its_mark() =>
        Assert.That(
            (await Read([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("n,x\nCafé,1\n")]))[0, "n"],
            Is.EqualTo("Caf\u00E9")
        );

    [Test]
    public async Task An_encoding_may_be_given() =>
        Assert.That(
            (await Read(Encoding.Latin1.GetBytes("n\nÃ©\n"), new() { Encoding = Encoding.Latin1 }))[0, "n"],
            Is.EqualTo("\u00C3\u00A9")
        );

    [Test]
    public async Task A_stream_that_cannot_be_rewound_gives_the_same_rows()
    {
        var text = new StringBuilder("id,t\n");
        for (var i = 0; i < 20_000; i++)
            text.Append(i).Append(",\"line\n").Append(i).Append("\"\"\"\n");
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        var table = await TableCells.ReadAsync(
            await CsvReader.OpenAsync(
                new ForwardOnlyStream(new MemoryStream(bytes)),
                TableReadOptions.Default,
                CancellationToken.None
            )
        );
        Assert.That(
            table.Rows.Select((row, i) => ((long)row[0]!, (string)row[1]!) == (i, $"line\n{i}\"")),
            Is.All.True
        );
        Assert.That(table.Rows, Has.Count.EqualTo(20_000));
    }

    [Test]
    public async Task A_record_longer_than_the_buffer_is_read()
    {
        var cell = new string('x', 3_000_000);
        Assert.That((await Read($"a,b\n1,\"{cell}\"\n2,y\n"))[0, "b"], Is.EqualTo(cell));
    }

    [Test]
    public async Task Progress_is_told_in_bytes()
    {
        var told = new Told();
        await Read("a,b\n1,2\n", new() { BytesRead = told });
        Assert.That(told.Last, Is.EqualTo(8));
    }

    private static TableReadOptions Declare(string column, DataType type) =>
        new() { Columns = new Dictionary<string, Field> { [column] = new(column, type) } };

    private static Task<TableCells> Read(string text, TableReadOptions? options = null) =>
        Read(Encoding.UTF8.GetBytes(text), options);

    private static async Task<TableCells> Read(byte[] bytes, TableReadOptions? options = null) =>
        await TableCells.ReadAsync(
            await CsvReader.OpenAsync(
                new MemoryStream(bytes),
                options ?? TableReadOptions.Default,
                CancellationToken.None
            )
        );

    private sealed class Told : IProgress<long>
    {
        public long Last { get; private set; }

        public void Report(long value) => Last = value;
    }
}
