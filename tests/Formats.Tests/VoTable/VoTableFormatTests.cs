using System.Text;
using DataLab.Formats.Tests.Tables;
using DataLab.Formats.VoTable;

namespace DataLab.Formats.Tests.VoTable;

public sealed class VoTableFormatTests
{
    private static readonly TableDescription Numbers = new([new Field("n", DataType.Int)]);

    [Test]
    public async Task A_small_table_is_this_document()
    {
        var table = new TableDescription([
            new Field("ra", DataType.Double)
            {
                Unit = "deg",
                Ucd = "pos.eq.ra",
                Frame = "ICRS",
            },
            new Field("name", DataType.Char) { ArraySize = ArraySize.Any, Description = "A < B" },
        ])
        {
            Name = "stars",
            Infos = [new Info("QUERY", "SELECT \"a\"\nFROM b")],
        };
        var text = await TextAsync(
            new ListSource(
                table,
                [
                    [185.4254, "x<y&z\r\u0001"],
                    [null, null],
                ]
            )
        );
        Assert.That(
            text,
            Is.EqualTo(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
                <RESOURCE type="results">
                <INFO name="QUERY_STATUS" value="OK"/>
                <INFO name="QUERY" value="SELECT &quot;a&quot;&#10;FROM b"/>
                <COOSYS ID="sys_ICRS" system="ICRS"/>
                <TABLE name="stars">
                <FIELD ID="ra" name="ra" datatype="double" unit="deg" ucd="pos.eq.ra" ref="sys_ICRS"/>
                <FIELD ID="name" name="name" datatype="char" arraysize="*"><DESCRIPTION>A &lt; B</DESCRIPTION></FIELD>
                <DATA>
                <TABLEDATA>
                <TR><TD>185.4254</TD><TD>x&lt;y&amp;z&#13;�</TD></TR>
                <TR><TD></TD><TD></TD></TR>
                </TABLEDATA>
                </DATA>
                </TABLE>
                </RESOURCE>
                </VOTABLE>

                """
            )
        );
    }

    [Test]
    public async Task Ids_are_unique_though_names_are_not()
    {
        var table = new TableDescription([
            new Field("x", DataType.Int),
            new Field("x", DataType.Int),
            new Field("2 x", DataType.Int),
        ]);
        var text = await TextAsync(new ListSource(table, []));
        Assert.That(
            text,
            Does.Contain("ID=\"x\" name=\"x\"")
                .And.Contain("ID=\"x_2\" name=\"x\"")
                .And.Contain("ID=\"_2_x\" name=\"2 x\"")
        );
    }

    [Test]
    public async Task A_status_of_the_caller_is_the_only_one()
    {
        var table = Numbers with { Infos = [new Info("QUERY_STATUS", "OK") { Text = "done" }] };
        var text = await TextAsync(
            new ListSource(
                table,
                [
                    [1],
                ]
            )
        );
        Assert.That(text.Split("QUERY_STATUS"), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Overflow_is_said_after_the_table()
    {
        var text = await TextAsync(
            new ListSource(
                Numbers,
                [
                    [1],
                ]
            )
            {
                IsCut = true,
            }
        );
        Assert.That(text, Does.Contain("</TABLE>\n<INFO name=\"QUERY_STATUS\" value=\"OVERFLOW\"/>\n</RESOURCE>"));
    }

    [TestCase(VoTableSerialization.TableData)]
    [TestCase(VoTableSerialization.Binary)]
    [TestCase(VoTableSerialization.Binary2)]
    public async Task A_failure_after_some_rows_ends_the_document_and_is_thrown(VoTableSerialization serialization)
    {
        var rows = Enumerable.Range(0, 1000).Select(i => new object?[] { i }).ToList();
        await using var source = new ListSource(Numbers, rows)
        {
            Failure = new ServiceException(ErrorKind.LimitExceeded, "Ran longer than <60> s."),
        };
        using var stream = new MemoryStream();
        var writer = System.IO.Pipelines.PipeWriter.Create(stream);
        var format = new VoTableFormat(serialization);
        Assert.That(() => format.WriteAsync(source, writer, default), Throws.InstanceOf<ServiceException>());
        await writer.FlushAsync();
        var text = Encoding.UTF8.GetString(stream.ToArray());
        Assert.That(
            text,
            Does.EndWith(
                "</TABLE>\n<INFO name=\"QUERY_STATUS\" value=\"ERROR\">Ran longer than &lt;60&gt; s.</INFO>\n</RESOURCE>\n</VOTABLE>\n"
            )
        );

        await using var reader = VoTableReader.Open(new MemoryStream(stream.ToArray()));
        var count = 0;
        Assert.That(
            async () =>
            {
                while (await reader.ReadAsync(default) is { } batch)
                    count += batch.Count;
            },
            Throws.InstanceOf<TableFormatException>().With.Message.Contains("Ran longer")
        );
        Assert.That(count, Is.EqualTo(1000), "rows before the failure are all there");
    }

    [Test]
    public async Task A_fault_keeps_its_text_to_itself()
    {
        await using var source = new ListSource(
            Numbers,
            [
                [1],
            ]
        )
        {
            Failure = new InvalidOperationException("host db7"),
        };
        using var stream = new MemoryStream();
        var writer = System.IO.Pipelines.PipeWriter.Create(stream);
        var format = new VoTableFormat(VoTableSerialization.TableData);
        Assert.That(() => format.WriteAsync(source, writer, default), Throws.InstanceOf<InvalidOperationException>());
        Assert.That(Encoding.UTF8.GetString(stream.ToArray()), Does.Contain("value=\"ERROR\"").And.Not.Contain("db7"));
    }

    [Test]
    public void A_failure_before_the_first_row_writes_nothing()
    {
        var source = new ListSource(Numbers, []) { Failure = new ServiceException(ErrorKind.UsageError, "no") };
        using var stream = new MemoryStream();
        var writer = System.IO.Pipelines.PipeWriter.Create(stream);
        var format = new VoTableFormat(VoTableSerialization.Binary2);
        Assert.That(() => format.WriteAsync(source, writer, default), Throws.InstanceOf<ServiceException>());
        Assert.That((stream.Length, writer.UnflushedBytes), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public async Task Bounded_text_has_no_bound_in_binary()
    {
        var table = new TableDescription([new Field("s", DataType.Char) { ArraySize = ArraySize.Parse("10*") }]);
        var binary = Encoding.UTF8.GetString(
            await TableText.BytesAsync(new VoTableFormat(VoTableSerialization.Binary2), new ListSource(table, []))
        );
        Assert.That(binary, Does.Contain("arraysize=\"*\""));
        Assert.That(await TextAsync(new ListSource(table, [])), Does.Contain("arraysize=\"10*\""));
    }

    [TestCase("UNKNOWN", false)]
    [TestCase("GALACTIC", true)]
    public async Task Only_frames_that_VOTable_knows_become_a_system(string frame, bool written)
    {
        var table = new TableDescription([new Field("l", DataType.Double) { Frame = frame }]);
        Assert.That(
            (await TextAsync(new ListSource(table, []))).Contains("<COOSYS", StringComparison.Ordinal),
            Is.EqualTo(written)
        );
    }

    private static Task<string> TextAsync(RowSource rows) =>
        TableText.StringAsync(new VoTableFormat(VoTableSerialization.TableData), rows);
}
