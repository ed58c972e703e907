using System.Text;
using DataLab.Formats.Tests.Tables;
using DataLab.Formats.Text;

namespace DataLab.Formats.Tests.Text;

[Parallelizable]
public sealed class TextFormatTests
{
    private static readonly Field Name = new("name", DataType.Char) { ArraySize = ArraySize.Any };

    [Test]
    public async Task Columns_are_aligned_numbers_at_the_right()
    {
        var table = new TableDescription([
            new Field("ra", DataType.Double) { Unit = "deg", Description = "Where" },
            Name,
            new Field("n", DataType.Int),
        ])
        {
            Infos = [new Info("QUERY", "SELECT *\nFROM t")],
        };
        Assert.That(
            await WrittenAsync(
                table,
                [
                    [185.4254, "λ Ori", 7],
                    [null, null, -12],
                    [1.0, "", null],
                ]
            ),
            Is.EqualTo(
                """
                #       ra name      n
                  185.4254 "λ Ori"   7
                        "" ""      -12
                       1.0 ""       ""
                # SELECT *
                # FROM t
                # ra [deg]: Where

                """
            )
        );
    }

    [Test]
    public async Task Cells_that_outgrow_their_column_stay_apart()
    {
        List<object?[]> rows =
        [
            .. Enumerable.Range(0, 150).Select(i => new object?[] { i < 100 ? "ab" : new string('x', 40), i }),
        ];
        var lines = (await WrittenAsync(new TableDescription([Name, new Field("n", DataType.Int)]), rows)).Split('\n');
        Assert.That(lines[1], Is.EqualTo("  ab    0"));
        Assert.That(lines[121], Is.EqualTo($"  {new string('x', 40)} 120"));
    }

    [Test]
    public async Task Stilts_and_astropy_read_every_cell()
    {
        using var folder = new TemporaryFolder();
        var table = new TableDescription([
            new Field("d", DataType.Double),
            Name with
            {
                Description = "A # in it",
            },
            new Field("i", DataType.Long),
            new Field("b", DataType.Boolean),
        ]);
        List<object?[]> rows =
        [
            [185.4254, "a \"b\" \\ '#'", 9007199254740993L, true],
            [1e-300, "#x", -1L, false],
            [null, "y", null, null],
            [-1.5e16, "z", 0L, true],
        ];
        await File.WriteAllTextAsync(folder["t.txt"], await WrittenAsync(table, rows));
        Oracle.Stilts(
            "tpipe",
            $"in={folder["t.txt"]}",
            "ifmt=ascii",
            $"out={folder["t.vot"]}",
            "ofmt=votable-tabledata"
        );
        await using var stilts = Formats.VoTable.VoTableReader.Open(File.OpenRead(folder["t.vot"]));
        Assert.That(stilts.Fields.Select(field => field.Name), Is.EqualTo(table.Fields.Select(field => field.Name)));
        Assert.That(await TableText.LinesAsync(stilts), Is.EqualTo(rows.Select(TableText.Line)));

        // astropy does not know quotes within quotes.
        rows[0][1] = "a # b";
        await File.WriteAllTextAsync(folder["t.txt"], await WrittenAsync(table, rows));
        var read = Oracle.Python(
            "import sys; from astropy.table import Table; t = Table.read(sys.argv[1], format='ascii.commented_header'); print(t.colnames, len(t), t['i'][0], t['name'][1], t['d'].mask[2])",
            folder["t.txt"]
        );
        Assert.That(read.Trim(), Is.EqualTo("['d', 'name', 'i', 'b'] 4 9007199254740993 #x True"));
    }

    [Test]
    public async Task Overflow_is_said_in_a_comment()
    {
        await using var rows = new LimitedRowSource(
            new ListSource(
                new TableDescription([Name]),
                [
                    ["a"],
                    ["b"],
                ]
            ),
            1,
            "One only."
        );
        Assert.That(
            await TableText.StringAsync(new TextFormat(), rows),
            Does.EndWith("  a   \n# OVERFLOW: One only.\n")
        );
    }

    [Test]
    public async Task A_failure_after_some_rows_is_said_and_thrown()
    {
        await using var source = new ListSource(
            new TableDescription([Name]),
            [
                ["a"],
            ]
        )
        {
            Failure = new ServiceException(ErrorKind.LimitExceeded, "Ran\ntoo long."),
        };
        using var stream = new MemoryStream();
        var writer = System.IO.Pipelines.PipeWriter.Create(stream);
        Assert.That(() => new TextFormat().WriteAsync(source, writer, default), Throws.InstanceOf<ServiceException>());
        Assert.That(Encoding.UTF8.GetString(stream.ToArray()), Does.EndWith("# ERROR: Ran\n# too long.\n"));
    }

    [Test]
    public async Task Every_type_has_as_many_cells_as_columns()
    {
        using var folder = new TemporaryFolder();
        var rows = SampleTable.Rows(SampleTable.EveryType.Fields, 300);
        await File.WriteAllTextAsync(folder["t.txt"], await WrittenAsync(SampleTable.EveryType, rows));
        var (output, _) = Oracle.Stilts("tpipe", $"in={folder["t.txt"]}", "ifmt=ascii", "omode=count");
        Assert.That(output, Does.Contain($"columns: {SampleTable.EveryType.Fields.Length}").And.Contain("rows: 300"));
    }

    private static Task<string> WrittenAsync(TableDescription table, List<object?[]> rows) =>
        TableText.StringAsync(new TextFormat(), new ListSource(table, rows));
}
