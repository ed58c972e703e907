using System.IO.Compression;
using System.Text;
using DataLab.Formats.Tests.Tables;
using DataLab.Formats.VoTable;

namespace DataLab.Formats.Tests.VoTable;

public sealed class VoTableReaderTests
{
    [TestCase("double", null, " 1.5 ", "1.5")]
    [TestCase("double", null, "1e3", "1000")]
    [TestCase("double", null, "+Inf", "Infinity")]
    [TestCase("double", null, "-inf", "-Infinity")]
    [TestCase("float", null, "nan", "NaN")]
    [TestCase("double", null, "", "∅")]
    [TestCase("double", null, "  ", "∅")]
    [TestCase("int", null, "0x1F", "31")]
    [TestCase("short", null, "0xFFFF", "-1")]
    [TestCase("int", null, "\n +7\t", "7")]
    [TestCase("int", null, "7.0", "7")]
    [TestCase("long", null, "-9223372036854775808", "-9223372036854775808")]
    [TestCase("unsignedByte", null, "255", "255")]
    [TestCase("boolean", null, "TrUe", "True")]
    [TestCase("boolean", null, "1", "True")]
    [TestCase("boolean", null, "f", "False")]
    [TestCase("boolean", null, "?", "∅")]
    [TestCase("bit", null, "1", "True")]
    [TestCase("bit", "*", "101", "[True False True]")]
    [TestCase("bit", "3", "1 0 1", "[True False True]")]
    [TestCase("int", "*", "1  2\n3", "[1 2 3]")]
    [TestCase("int", "1", "5", "5")]
    [TestCase("floatComplex", null, "1 2", "[1 2]")]
    [TestCase("char", "*", " a &lt; b ", " a < b ")]
    [TestCase("char", "*", "<![CDATA[x & y]]>", "x & y")]
    [TestCase("char", null, "a", "a")]
    [TestCase("unicodeChar", "*", "é☉", "é☉")]
    [TestCase("char", "2x*", "abc d", "[ab c d]")]
    public async Task A_cell_of_tabledata_is_read(string type, string? arraySize, string text, string expected) =>
        Assert.That(await LinesAsync(OneCell(type, arraySize, text)), Is.EqualTo(new[] { expected }));

    [TestCase("double", null, "abc", "a double")]
    [TestCase("int", null, "1.5", "an int")]
    [TestCase("int", null, "3000000000", "an int")]
    [TestCase("unsignedByte", null, "-1", "an unsigned byte")]
    [TestCase("short", null, "0x1FFFF", "a short")]
    [TestCase("boolean", null, "maybe", "a boolean")]
    [TestCase("bit", "*", "102", "bits")]
    [TestCase("double", "2", "1 2 3", "2 numbers")]
    public void A_bad_cell_is_named(string type, string? arraySize, string text, string expected)
    {
        var exception = Assert.ThrowsAsync<TableFormatException>(() => LinesAsync(OneCell(type, arraySize, text)));
        Assert.That(exception!.Message, Does.Contain("Row 1, field \"a\"").And.Contain(expected));
        Assert.That((exception.Line, exception.Field), Is.EqualTo((1L, "a")));
    }

    [TestCase("xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\" version=\"1.5\"")]
    [TestCase("xmlns=\"http://www.ivoa.net/xml/VOTable/v1.2\" version=\"1.2\"")]
    [TestCase("xmlns=\"http://www.ivoa.net/xml/VOTable/v1.1\"")]
    [TestCase("version=\"1.0\"")]
    [TestCase("")]
    public async Task Every_version_is_read(string attributes) =>
        Assert.That(
            await LinesAsync(
                OneCell("int", null, "5").Replace("<VOTABLE>", $"<VOTABLE {attributes}>", StringComparison.Ordinal)
            ),
            Is.EqualTo(new[] { "5" })
        );

    [Test]
    public async Task A_namespace_prefix_is_read() =>
        Assert.That(
            await LinesAsync(
                """
                <v:VOTABLE xmlns:v="http://www.ivoa.net/xml/VOTable/v1.3"><v:RESOURCE><v:TABLE>
                <v:FIELD name="a" datatype="int"/><v:DATA><v:TABLEDATA><v:TR><v:TD>1</v:TD></v:TR></v:TABLEDATA></v:DATA>
                </v:TABLE></v:RESOURCE></v:VOTABLE>
                """
            ),
            Is.EqualTo(new[] { "1" })
        );

    [Test]
    public async Task A_doctype_is_skipped() =>
        Assert.That(
            await LinesAsync(
                "<!DOCTYPE VOTABLE SYSTEM \"http://127.0.0.1:1/VOTable.dtd\">" + OneCell("int", null, "5")
            ),
            Is.EqualTo(new[] { "5" })
        );

    [Test]
    public void Entities_of_a_doctype_do_not_exist() =>
        Assert.ThrowsAsync<TableFormatException>(() =>
            LinesAsync("<!DOCTYPE VOTABLE [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>" + OneCell("char", "*", "&x;"))
        );

    [Test]
    public void Elements_without_end_make_a_short_message()
    {
        var deep = "<VOTABLE>" + string.Concat(Enumerable.Repeat("<RESOURCE>", 10_000));
        var exception = Assert.ThrowsAsync<TableFormatException>(() => LinesAsync(deep))!;
        Assert.That(exception.Message, Has.Length.LessThan(400));
    }

    [Test]
    public async Task Missing_cells_at_the_end_of_a_row_are_null() =>
        Assert.That(await LinesAsync(Table("<TR><TD>1</TD></TR><TR/>")), Is.EqualTo(new[] { "1|∅", "∅|∅" }));

    [Test]
    public void More_cells_than_fields_are_a_fault() =>
        Assert.ThrowsAsync<TableFormatException>(() => LinesAsync(Table("<TR><TD>1</TD><TD>2</TD><TD>3</TD></TR>")));

    [Test]
    public async Task Bad_rows_are_left_out_and_reported_up_to_the_limit()
    {
        var bad = new List<BadRow>();
        var options = new TableReadOptions { MaxErrors = 2, OnBadRow = bad.Add };
        var rows =
            "<TR><TD>1</TD><TD>x</TD></TR><TR><TD>2</TD><TD>3</TD></TR><TR><TD>y</TD></TR><TR><TD>4</TD><TD>5</TD></TR>";
        Assert.That(await LinesAsync(Table(rows), options), Is.EqualTo(new[] { "2|3", "4|5" }));
        Assert.That(bad.Select(row => (row.Line, row.Field)), Is.EqualTo(new[] { (1L, "b"), (3L, "a") }));
        Assert.ThrowsAsync<TableFormatException>(() => LinesAsync(Table(rows), options with { MaxErrors = 1 }));
    }

    [Test]
    public async Task A_null_value_of_the_field_is_null()
    {
        var text = Table("<TR><TD>-99</TD><TD>1</TD></TR>")
            .Replace(
                "\"a\" datatype=\"int\"/>",
                "\"a\" datatype=\"int\"><VALUES null=\"-99\"/></FIELD>",
                StringComparison.Ordinal
            );
        Assert.That(await LinesAsync(text), Is.EqualTo(new[] { "∅|1" }));
    }

    private const string TwoTables = """
        <VOTABLE><RESOURCE><TABLE name="empty"><FIELD name="x" datatype="int"/></TABLE>
        <TABLE name="first"><FIELD name="a" datatype="int"/><DATA><TABLEDATA><TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE>
        <RESOURCE><TABLE ID="t2"><FIELD name="b" datatype="int"/><DATA><TABLEDATA><TR><TD>2</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
        """;

    [TestCase(null, null, "1")]
    [TestCase(1, null, "1")]
    [TestCase(2, null, "2")]
    [TestCase(null, "first", "1")]
    [TestCase(null, "t2", "2")]
    public async Task The_table_asked_for_is_read(int? index, string? name, string expected) =>
        Assert.That(
            await LinesAsync(TwoTables, new TableReadOptions { TableIndex = index, TableName = name }),
            Is.EqualTo(new[] { expected })
        );

    [TestCase(3, null)]
    [TestCase(null, "third")]
    public void A_table_that_is_not_there_is_a_fault(int? index, string? name) =>
        Assert.ThrowsAsync<TableFormatException>(() =>
            LinesAsync(TwoTables, new TableReadOptions { TableIndex = index, TableName = name })
        );

    [Test]
    public async Task A_table_without_data_has_no_rows()
    {
        await using var reader = Open(
            "<VOTABLE><RESOURCE><TABLE><FIELD name=\"x\" datatype=\"int\"/></TABLE></RESOURCE></VOTABLE>"
        );
        Assert.That(reader.Fields.Single().Name, Is.EqualTo("x"));
        Assert.That(await TableText.LinesAsync(reader), Is.Empty);
    }

    [Test]
    public void Quotes_in_an_error_message_stand_as_they_are()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        VoTableError.Write(output, "No column \"ra2\" in <gaia>, &quot; neither.");
        Assert.That(
            Encoding.UTF8.GetString(output.WrittenSpan),
            Does.Contain(">No column \"ra2\" in &lt;gaia&gt;, &amp;quot; neither.</INFO>")
        );
    }

    [Test]
    public void An_error_document_throws_its_message()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        VoTableError.Write(output, "No such table.");
        Assert.That(
            () => VoTableReader.Open(new MemoryStream(output.WrittenSpan.ToArray())),
            Throws.InstanceOf<TableFormatException>().With.Message.Contains("No such table.")
        );
    }

    [Test]
    public void Data_elsewhere_are_refused()
    {
        var text =
            "<VOTABLE><RESOURCE><TABLE><FIELD name=\"a\" datatype=\"int\"/><DATA><BINARY><STREAM href=\"file:///etc/passwd\"/></BINARY></DATA></TABLE></RESOURCE></VOTABLE>";
        Assert.That(() => Open(text), Throws.InstanceOf<TableFormatException>().With.Message.Contains("elsewhere"));
    }

    [Test]
    public async Task Data_elsewhere_are_read_where_allowed()
    {
        var text =
            "<VOTABLE><RESOURCE><TABLE><FIELD name=\"a\" datatype=\"short\"/><DATA><BINARY><STREAM href=\"x.bin\" encoding=\"gzip\"/></BINARY></DATA></TABLE></RESOURCE></VOTABLE>";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write([0, 1, 0, 2]);
        packed.Position = 0;
        await using var reader = VoTableReader.Open(
            new MemoryStream(Encoding.UTF8.GetBytes(text)),
            openReference: name => name == "x.bin" ? packed : throw new FileNotFoundException(name)
        );
        Assert.That(await TableText.LinesAsync(reader), Is.EqualTo(new[] { "1", "2" }));
    }

    [Test]
    public async Task Fits_inside_is_handed_to_its_reader()
    {
        var text =
            "<VOTABLE><RESOURCE><TABLE><FIELD name=\"told\" datatype=\"int\" unit=\"m\"/><DATA><FITS extnum=\"2\"><STREAM encoding=\"base64\">AQI\nD</STREAM></FITS></DATA></TABLE></RESOURCE></VOTABLE>";
        int? hdu = null;
        byte[] content = new byte[10];
        var length = 0;
        await using var reader = VoTableReader.Open(
            new MemoryStream(Encoding.UTF8.GetBytes(text)),
            openFits: (stream, options) =>
            {
                hdu = options.Hdu;
                length = stream.ReadAtLeast(content, 10, throwOnEndOfStream: false);
                return new ListSource(
                    new TableDescription([new Field("real", DataType.Long)]),
                    [
                        [7L],
                    ]
                );
            }
        );
        Assert.That((hdu, content[..length]), Is.EqualTo((2, new byte[] { 1, 2, 3 })));
        Assert.That(reader.Fields.Single(), Is.EqualTo(new Field("told", DataType.Long) { Unit = "m" }));
        Assert.That(await TableText.LinesAsync(reader), Is.EqualTo(new[] { "7" }));
    }

    [Test]
    public async Task A_binary_row_that_is_cut_off_is_a_fault()
    {
        var text =
            "<VOTABLE><RESOURCE><TABLE><FIELD name=\"a\" datatype=\"int\"/><DATA><BINARY><STREAM encoding=\"base64\">AAAAAQAA</STREAM></BINARY></DATA></TABLE></RESOURCE></VOTABLE>";
        await using var reader = Open(text);
        var exception = Assert.ThrowsAsync<TableFormatException>(() => TableText.LinesAsync(reader));
        Assert.That(exception!.Message, Does.StartWith("Row 2, field \"a\""));
    }

    [Test]
    public void A_cell_beyond_the_limit_is_a_fault() =>
        Assert.ThrowsAsync<TableFormatException>(() =>
            LinesAsync(OneCell("char", "*", new string('x', 20_000)), new TableReadOptions { MaxCellBytes = 10_000 })
        );

    [Test]
    public async Task Frames_come_from_the_systems_referred_to()
    {
        await using var reader = Open(
            "<VOTABLE><DEFINITIONS><COOSYS ID=\"J\" system=\"eq_FK5\"/></DEFINITIONS><RESOURCE><TABLE><FIELD ref=\"J\" name=\"x\" datatype=\"int\"/></TABLE></RESOURCE></VOTABLE>"
        );
        Assert.That(reader.Fields[0].Frame, Is.EqualTo("FK5"));
    }

    private static VoTableReader Open(string text, TableReadOptions? options = null) =>
        VoTableReader.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), options);

    private static async Task<List<string>> LinesAsync(string text, TableReadOptions? options = null)
    {
        await using var reader = Open(text, options);
        return await TableText.LinesAsync(reader);
    }

    private static string OneCell(string type, string? arraySize, string text) =>
        $"<VOTABLE><RESOURCE><TABLE><FIELD name=\"a\" datatype=\"{type}\" {(arraySize is null ? "" : $"arraysize=\"{arraySize}\"")}/><DATA><TABLEDATA><TR><TD>{text}</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";

    private static string Table(string rows) =>
        $"<VOTABLE><RESOURCE><TABLE><FIELD name=\"a\" datatype=\"int\"/><FIELD name=\"b\" datatype=\"int\"/><DATA><TABLEDATA>{rows}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";
}
