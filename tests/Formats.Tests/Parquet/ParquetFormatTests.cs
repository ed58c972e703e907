using System.IO.Pipelines;
using System.Text;
using System.Xml.Linq;
using DataLab.Formats.Parquet;
using DataLab.Formats.Tests.Tables;
using DataLab.Formats.VoTable;

namespace DataLab.Formats.Tests.Parquet;

[Parallelizable]
public sealed class ParquetFormatTests
{
    private static readonly TableDescription Numbers = new([new Field("n", DataType.Int)]);

    private static readonly Field Text = new("s", DataType.Char) { ArraySize = ArraySize.Any };

    private static IEnumerable<object?[]> Count(int rows) => Enumerable.Range(0, rows).Select(i => new object?[] { i });

    [Test]
    public async Task The_footer_holds_a_VOTable_without_data()
    {
        var table = new TableDescription([
            new Field("ra <°>", DataType.Double)
            {
                Unit = "deg",
                Ucd = "pos.eq.ra;meta.main",
                Utype = "stc:a.b",
                Description = "Right ascension & more",
                Frame = "ICRS",
            },
            new Field("t", DataType.Char) { ArraySize = ArraySize.Any, XType = "timestamp" },
            new Field("z", DataType.FloatComplex) { ArraySize = ArraySize.Parse("2x3") },
        ])
        {
            Name = "result",
            Description = "A table",
            Infos = [new Info("QUERY", "SELECT <1>") { Text = "said" }],
        };
        using var engine = new DuckDbOracle(await WrittenAsync(table, []));
        Assert.That(engine.Metadata("IVOA.VOTable-Parquet.version"), Is.EqualTo("1.0"));
        var content = engine.Metadata("IVOA.VOTable-Parquet.content");
        await using var header = VoTableReader.Open(new MemoryStream(Encoding.UTF8.GetBytes(content)));
        Assert.That(header.Fields.Select(field => field with { Id = null }), Is.EqualTo(table.Fields));
        Assert.That(header.Table.Name, Is.EqualTo("result"));
        Assert.That(header.Table.Infos, Is.EqualTo(new[] { new Info("QUERY_STATUS", "OK"), table.Infos[0] }));
        Assert.That(XDocument.Parse(content).Descendants().Select(e => e.Name.LocalName), Has.None.EqualTo("DATA"));
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["header.vot"], content);
        var (said, complaints) = Oracle.Stilts("votlint", folder["header.vot"]);
        Assert.That(
            (said + complaints).Split('\n').Where(line => line.Contains("ERROR", StringComparison.Ordinal)),
            Is.Empty
        );
    }

    [Test]
    public async Task Overflow_is_told_behind_the_table()
    {
        var source = new ListSource(Numbers, [.. Count(3)]) { IsCut = true };
        using var engine = new DuckDbOracle(await TableText.BytesAsync(new ParquetFormat(), source));
        var resource = XDocument.Parse(engine.Metadata("IVOA.VOTable-Parquet.content")).Root!.Elements().Single();
        Assert.That(
            resource.Elements().Select(e => $"{e.Name.LocalName} {e.Attribute("value")?.Value}"),
            Is.EqualTo(new[] { "INFO OK", "TABLE ", "INFO OVERFLOW" })
        );
    }

    [Test]
    public async Task Columns_have_the_types_that_other_readers_expect()
    {
        using var engine = new DuckDbOracle(
            await WrittenAsync(
                new TableDescription([
                    new Field("truth", DataType.Boolean),
                    new Field("bit", DataType.Bit),
                    new Field("byte", DataType.UnsignedByte),
                    new Field("short", DataType.Short),
                    new Field("long", DataType.Long),
                    new Field("float", DataType.Float),
                    Text with
                    {
                        Name = "time",
                        XType = "timestamp",
                    },
                    new Field("bytes", DataType.UnsignedByte) { ArraySize = ArraySize.Any },
                    new Field("complex", DataType.DoubleComplex),
                    new Field("names", DataType.Char) { ArraySize = ArraySize.Parse("8x*") },
                ]),
                []
            )
        );
        Assert.That(
            engine.Lines("SELECT column_type FROM (DESCRIBE FROM read_parquet(FILE))"),
            Is.EqualTo(
                new[]
                {
                    "BOOLEAN",
                    "BOOLEAN",
                    "UTINYINT",
                    "SMALLINT",
                    "BIGINT",
                    "FLOAT",
                    "VARCHAR",
                    "UTINYINT[]",
                    "DOUBLE[]",
                    "VARCHAR[]",
                }
            )
        );
    }

    [Test]
    public async Task Null_NaN_and_nothing_are_three_things()
    {
        var table = new TableDescription([Text, new Field("d", DataType.Double)]);
        List<object?[]> rows =
        [
            ["", double.NaN],
            [null, null],
            ["NULL", double.NegativeInfinity],
        ];
        using var engine = new DuckDbOracle(await WrittenAsync(table, rows));
        Assert.That(engine.Lines(), Is.EqualTo(new[] { "|NaN", "∅|∅", "NULL|-Infinity" }));
    }

    [Test]
    public async Task Names_are_kept_unless_a_reader_could_not_tell_them_apart()
    {
        Assert.That(await NamesAsync("a.b", "A", "a", "Ω\n"), Is.EqualTo(new[] { "a.b", "A", "a", "Ω\n" }));
        Assert.That(await NamesAsync("a", "a", "", "a_2"), Is.EqualTo(new[] { "a", "a_3", "col3", "a_2" }));
    }

    private static async Task<IEnumerable<string>> NamesAsync(params string[] names)
    {
        var table = new TableDescription([.. names.Select(name => new Field(name, DataType.Int))]);
        var parquet = await WrittenAsync(table, [.. Enumerable.Repeat(new object?[names.Length], 2)]);
        await using var reader = await global::Parquet.ParquetReader.CreateAsync(new MemoryStream(parquet));
        await using var header = VoTableReader.Open(
            new MemoryStream(Encoding.UTF8.GetBytes(reader.CustomMetadata["IVOA.VOTable-Parquet.content"]))
        );
        var stored = reader.Schema.Fields.Select(field => field.Name).ToList();
        if (!names.Contains("Ω\n"))
            Assert.That(header.Fields.Select(field => field.Name), Is.EqualTo(stored));
        return stored;
    }

    [Test]
    public async Task Row_groups_end_after_so_many_rows()
    {
        var rows = ParquetFormat.GroupRows * 2 + 1000;
        var batches = Enumerable
            .Range(0, (rows + 1999) / 2000)
            .Select(i => ListSource.Batch(Numbers.Fields, [.. Count(Math.Min(2000, rows - 2000 * i))]));
        using var engine = new DuckDbOracle(
            await TableText.BytesAsync(new ParquetFormat(), new BatchSource(Numbers, batches))
        );
        Assert.That(engine.Lines("SELECT num_row_groups FROM parquet_file_metadata(FILE)"), Is.EqualTo(new[] { "3" }));
        Assert.That(engine.Lines("SELECT count(*) FROM read_parquet(FILE)"), Is.EqualTo(new[] { $"{rows}" }));
    }

    [Test]
    public async Task Row_groups_of_large_cells_end_after_so_many_bytes()
    {
        var table = new TableDescription([Text]);
        var cell = new string('x', 1 << 20);
        var rows = Enumerable.Range(0, 100).Select(i => new object?[] { i + cell }).ToList();
        using var engine = new DuckDbOracle(await WrittenAsync(table, rows));
        Assert.That(
            engine
                .Lines("SELECT DISTINCT row_group_num_rows FROM parquet_metadata(FILE) ORDER BY 1 DESC LIMIT 1")
                .Select(int.Parse),
            Has.All.LessThan(20)
        );
        Assert.That(
            engine.Lines("SELECT sum(strlen(s)) FROM read_parquet(FILE)").Select(long.Parse),
            Is.EqualTo(new[] { 100 * (1L << 20) + 190 })
        );
    }

    [Test]
    public async Task Columns_that_repeat_their_values_have_a_dictionary()
    {
        var table = new TableDescription([new Field("kind.of", DataType.Int), new Field("id", DataType.Int)]);
        var parquet = await WrittenAsync(table, [.. Enumerable.Range(0, 5000).Select(i => new object?[] { i % 7, i })]);
        using var engine = new DuckDbOracle(parquet);
        Assert.That(
            engine.Lines("SELECT encodings LIKE '%DICTIONARY%' FROM parquet_metadata(FILE) ORDER BY column_id"),
            Is.EqualTo(new[] { "True", "False" })
        );
    }

    [Test]
    public async Task A_table_that_ends_early_has_no_footer()
    {
        var source = new ListSource(Numbers, [.. Count(300_000)], 2000)
        {
            Failure = new ServiceException(ErrorKind.LimitExceeded, "too long"),
        };
        using var stream = new MemoryStream();
        var writer = PipeWriter.Create(stream);
        Assert.That(
            () => new ParquetFormat().WriteAsync(source, writer, default),
            Throws.TypeOf<ServiceException>().With.Message.EqualTo("too long")
        );
        await writer.FlushAsync();
        var bytes = stream.ToArray();
        Assert.That(bytes, Has.Length.GreaterThan(1000));
        Assert.That(Encoding.ASCII.GetString(bytes[..4]), Is.EqualTo("PAR1"));
        Assert.That(Encoding.ASCII.GetString(bytes[^4..]), Is.Not.EqualTo("PAR1"));
        using var engine = new DuckDbOracle(bytes);
        Assert.That(() => engine.Lines(), Throws.Exception);
        Assert.That(source.Alive, Is.Zero);
    }

    [Test]
    public void A_failure_before_the_first_row_leaves_the_pipe_untouched()
    {
        var source = new ListSource(Numbers, []) { Failure = new ServiceException(ErrorKind.Fault, "broken") };
        using var stream = new MemoryStream();
        var writer = PipeWriter.Create(stream);
        Assert.That(() => new ParquetFormat().WriteAsync(source, writer, default), Throws.TypeOf<ServiceException>());
        Assert.That(writer.UnflushedBytes, Is.Zero);
        Assert.That(stream.Length, Is.Zero);
    }

    [Test]
    public void A_reader_that_goes_away_stops_the_writing()
    {
        var source = new ListSource(Numbers, [.. Count(400_000)], 2000);
        var pipe = new Pipe();
        pipe.Reader.Complete();
        Assert.That(
            () => new ParquetFormat().WriteAsync(source, pipe.Writer, default),
            Throws.InstanceOf<OperationCanceledException>()
        );
        Assert.That(source.Alive, Is.Zero);
        Assert.That(source.BatchesRead, Is.LessThan(200));
    }

    private static Task<byte[]> WrittenAsync(TableDescription table, IReadOnlyList<object?[]> rows) =>
        TableText.BytesAsync(new ParquetFormat(), new ListSource(table, rows));
}
