using System.Buffers.Binary;
using System.IO.Pipelines;
using Apache.Arrow.Types;
using DataLab.Formats.Arrow;
using DataLab.Formats.Tests.Tables;

namespace DataLab.Formats.Tests.Arrow;

[Parallelizable]
public sealed class ArrowFormatTests
{
    private static readonly TableDescription Numbers = new([new Field("n", DataType.Int)]);

    private static List<object?[]> Count(int rows) => [.. Enumerable.Range(0, rows).Select(i => new object?[] { i })];

    [TestCase(0)]
    [TestCase(4)]
    public async Task Every_type_comes_back(int nullEvery)
    {
        var table = SampleTable.EveryType;
        var rows = SampleTable.Rows(table.Fields, 700, nullEvery);
        var (_, lines) = await ArrowText.ReadAsync(
            await TableText.BytesAsync(new ArrowFormat(), new ListSource(table, rows))
        );
        Assert.That(lines, Is.EqualTo(rows.Select(TableText.Line)));
    }

    [FsCheck.NUnit.Property(MaxTest = 100)]
    public void Any_table_comes_back_in_parts_of_any_size(int seed, byte kilobytes)
    {
        var table = new RandomTable(seed);
        var format = new ArrowFormat { BatchBytes = 1024 * kilobytes };
        var (schema, lines) = ArrowText.ReadAsync(TableText.BytesAsync(format, table.Source).Result).Result;
        Assert.That(lines, Is.EqualTo(table.Rows.Select(TableText.Line)));
        Assert.That(
            schema.FieldsList.Select(field => field.Name),
            Is.EqualTo(table.Description.Fields.Select(field => field.Name))
        );
    }

    [Test]
    public async Task Metadata_are_those_of_the_FIELDs_and_INFOs()
    {
        var table = new TableDescription([
            new Field("ra", DataType.Double)
            {
                Unit = "deg",
                Ucd = "pos.eq.ra",
                Utype = "a:b",
                Frame = "ICRS",
                Description = "Right ascension, °",
            },
            new Field("t", DataType.Char) { ArraySize = ArraySize.Parse("19*"), XType = "timestamp" },
        ])
        {
            Name = "result",
            Infos = [new Info("QUERY", "SELECT"), new Info("source", "a"), new Info("source", "b") { Text = "of two" }],
        };
        var (schema, _) = await ArrowText.ReadAsync(
            await TableText.BytesAsync(new ArrowFormat(), new ListSource(table, []))
        );
        Assert.That(
            schema.FieldsList[0].Metadata,
            Is.EquivalentTo(
                new Dictionary<string, string>
                {
                    ["datatype"] = "double",
                    ["unit"] = "deg",
                    ["ucd"] = "pos.eq.ra",
                    ["utype"] = "a:b",
                    ["frame"] = "ICRS",
                    ["description"] = "Right ascension, °",
                }
            )
        );
        Assert.That(
            schema.FieldsList[1].Metadata,
            Is.EquivalentTo(
                new Dictionary<string, string>
                {
                    ["datatype"] = "char",
                    ["arraysize"] = "19*",
                    ["xtype"] = "timestamp",
                }
            )
        );
        Assert.That(schema.FieldsList[1].DataType, Is.InstanceOf<StringType>());
        Assert.That(
            schema.Metadata,
            Is.EquivalentTo(
                new Dictionary<string, string>
                {
                    ["name"] = "result",
                    ["QUERY"] = "SELECT",
                    ["source"] = "a\nb\n\nof two",
                    ["QUERY_STATUS"] = "OK",
                }
            )
        );
    }

    [Test]
    public async Task Large_batches_are_cut()
    {
        var table = new TableDescription([new Field("s", DataType.Char) { ArraySize = ArraySize.Any }]);
        var rows = Enumerable.Range(0, 60).Select(i => new object?[] { new string((char)('a' + i % 26), 1 << 20) });
        var bytes = await TableText.BytesAsync(new ArrowFormat(), new ListSource(table, [.. rows]));
        using var reader = new Apache.Arrow.Ipc.ArrowStreamReader(new MemoryStream(bytes));
        var counts = new List<int>();
        while (await reader.ReadNextRecordBatchAsync() is { } batch)
            counts.Add(batch.Length);
        Assert.That(counts.Sum(), Is.EqualTo(60));
        Assert.That(counts, Has.All.LessThan(16));
    }

    [TestCase(100, "OVERFLOW")]
    [TestCase(101, null)]
    public async Task Overflow_is_told_where_it_is_known_in_time(int rows, string? status)
    {
        var table = Numbers with { Infos = [new Info("QUERY_STATUS", "OK")] };
        var source = new ListSource(table, Count(rows)) { IsCut = true };
        var (schema, lines) = await ArrowText.ReadAsync(await TableText.BytesAsync(new ArrowFormat(), source));
        Assert.That(schema.Metadata?.GetValueOrDefault("QUERY_STATUS"), Is.EqualTo(status));
        Assert.That(lines, Has.Count.EqualTo(rows));
    }

    [Test]
    public async Task Names_that_occur_twice_or_are_empty_are_kept_by_position()
    {
        var table = new TableDescription([
            new Field("a", DataType.Int),
            new Field("a", DataType.Long),
            new Field("", DataType.Short),
        ]);
        List<object?[]> rows =
        [
            [1, 2L, (short)3],
        ];
        var (schema, lines) = await ArrowText.ReadAsync(
            await TableText.BytesAsync(new ArrowFormat(), new ListSource(table, rows))
        );
        Assert.That(schema.FieldsList.Select(field => field.Name), Is.EqualTo(new[] { "a", "a", "" }));
        Assert.That(lines, Is.EqualTo(new[] { "1|2|3" }));
    }

    /// <summary>Arrow Columnar Format 1.5 §Encapsulated message format, read by hand.</summary>
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(1000)]
    public async Task The_stream_is_messages_of_eight_byte_steps_and_an_end(int rows)
    {
        var bytes = await TableText.BytesAsync(new ArrowFormat(), new ListSource(Numbers, Count(rows), 100));
        var messages = 0;
        var at = 0;
        for (; at < bytes.Length - 8; messages++)
        {
            Assert.That(Word(at), Is.EqualTo(-1), "continuation");
            var length = Word(at + 4);
            Assert.That(length % 8, Is.Zero, "metadata end on eight bytes");
            // Table Message {version, header type, header, bodyLength}: the fourth entry of its vtable, if it is there.
            var message = at + 8 + Word(at + 8);
            var vtable = message - Word(message);
            var entry = Half(vtable) > 10 ? Half(vtable + 10) : 0;
            var bodyLength = entry == 0 ? 0 : Word(message + entry);
            Assert.That(bodyLength % 8, Is.Zero, "bodies end on eight bytes");
            at += 8 + length + bodyLength;
        }
        Assert.That(messages, Is.EqualTo(1 + (rows + 99) / 100), "the schema and the batches");
        Assert.That(bytes[at..], Is.EqualTo(new byte[] { 255, 255, 255, 255, 0, 0, 0, 0 }), "the mark of the end");

        int Half(int from) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(from));

        int Word(int from) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(from));
    }

    [Test]
    public async Task A_batch_that_a_limit_cut_is_written_as_far_as_it_counts()
    {
        var table = SampleTable.EveryType;
        var rows = SampleTable.Rows(table.Fields, 150);
        await using var limited = new LimitedRowSource(new ListSource(table, rows), 109);
        var (_, lines) = await ArrowText.ReadAsync(await TableText.BytesAsync(new ArrowFormat(), limited));
        Assert.That(lines, Is.EqualTo(rows.Take(109).Select(TableText.Line)));
    }

    [Test]
    public async Task A_table_that_ends_early_has_no_mark_of_the_end()
    {
        var source = new ListSource(Numbers, Count(1000))
        {
            Failure = new ServiceException(ErrorKind.LimitExceeded, "too long"),
        };
        using var stream = new MemoryStream();
        var writer = PipeWriter.Create(stream);
        Assert.That(
            () => new ArrowFormat().WriteAsync(source, writer, default),
            Throws.TypeOf<ServiceException>().With.Message.EqualTo("too long")
        );
        await writer.FlushAsync();
        Assert.That(stream.ToArray()[^8..], Is.Not.EqualTo(new byte[] { 255, 255, 255, 255, 0, 0, 0, 0 }));
        Assert.That(source.Alive, Is.Zero);
    }

    [Test]
    public void A_reader_that_goes_away_stops_the_writing()
    {
        var source = new ListSource(Numbers, Count(100_000), 1000);
        var pipe = new Pipe();
        pipe.Reader.Complete();
        Assert.That(
            () => new ArrowFormat().WriteAsync(source, pipe.Writer, default),
            Throws.InstanceOf<OperationCanceledException>()
        );
        Assert.That((source.Alive, source.BatchesRead), Is.EqualTo((0, 2)));
    }
}
