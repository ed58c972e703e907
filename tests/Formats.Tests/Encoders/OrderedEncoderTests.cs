using System.IO.Pipelines;
using System.Text;
using DataLab.Formats.Csv;
using DataLab.Formats.Tests.Tables;

namespace DataLab.Formats.Tests.Encoders;

public sealed class OrderedEncoderTests
{
    private static readonly TableDescription Numbers = new([new Field("n", DataType.Int)]);

    private static List<object?[]> Count(int rows) => [.. Enumerable.Range(0, rows).Select(i => new object?[] { i })];

    [TestCase(0, 1)]
    [TestCase(1, 1)]
    [TestCase(2, 1)]
    [TestCase(3, 1)]
    [TestCase(50_000, 7)]
    [TestCase(50_000, 3000)]
    public async Task Rows_stay_in_order(int rows, int batchRows)
    {
        var text = await TableText.StringAsync(
            new CsvFormat(header: false),
            new ListSource(Numbers, Count(rows), batchRows)
        );
        Assert.That(text, Is.EqualTo(string.Concat(Enumerable.Range(0, rows).Select(i => $"{i}\n"))));
    }

    [Test]
    public async Task Every_batch_is_given_back_and_few_are_alive_at_once()
    {
        var source = new ListSource(Numbers, Count(20_000), 20);
        await TableText.BytesAsync(new CsvFormat(), source);
        Assert.That(source.Alive, Is.Zero);
        Assert.That(source.MostAlive, Is.LessThanOrEqualTo(2 * Environment.ProcessorCount + 3));
    }

    [Test]
    public async Task Rows_before_a_failure_are_written()
    {
        var source = new ListSource(Numbers, Count(1000), 10) { Failure = new InvalidOperationException("broken") };
        using var stream = new MemoryStream();
        var writer = PipeWriter.Create(stream);
        Assert.That(
            () => new CsvFormat(header: false).WriteAsync(source, writer, default),
            Throws.InvalidOperationException.With.Message.EqualTo("broken")
        );
        await writer.FlushAsync();
        Assert.That(Encoding.UTF8.GetString(stream.ToArray()), Does.EndWith("998\n999\n"));
        Assert.That(source.Alive, Is.Zero);
    }

    [Test]
    public async Task A_reader_that_goes_away_stops_the_writing()
    {
        var source = new ListSource(Numbers, Count(100_000), 10);
        var pipe = new Pipe();
        var writing = new CsvFormat().WriteAsync(source, pipe.Writer, default);
        await pipe.Reader.ReadAsync();
        await pipe.Reader.CompleteAsync();
        Assert.That(() => writing, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((source.Alive, source.BatchesRead < 10_000), Is.EqualTo((0, true)));
    }

    [Test]
    public async Task A_slow_reader_holds_up_the_source()
    {
        var source = new ListSource(Numbers, Count(2_000_000), 1000);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 4096, resumeWriterThreshold: 2048));
        using var stop = new CancellationTokenSource();
        var writing = new CsvFormat().WriteAsync(source, pipe.Writer, stop.Token);
        await Task.Delay(300);
        Assert.That(source.BatchesRead, Is.LessThan(20));
        await stop.CancelAsync();
        Assert.That(() => writing, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(source.Alive, Is.Zero);
    }

    [Test]
    public async Task The_first_batch_is_flushed_before_the_second_is_there()
    {
        var pipe = new Pipe();
        await using var source = new StallingSource();
        var writing = new CsvFormat().WriteAsync(source, pipe.Writer, default);
        var first = await pipe.Reader.ReadAsync();
        Assert.That(Encoding.UTF8.GetString(first.Buffer), Is.EqualTo("n\n1\n"));
        pipe.Reader.AdvanceTo(first.Buffer.End);
        source.Release();
        await writing;
    }

    /// <summary>One batch, then nothing until it is told to end.</summary>
    private sealed class StallingSource : RowSource
    {
        private readonly TaskCompletionSource<RowBatch?> end = new();
        private bool started;

        public override TableDescription Table => Numbers;

        public void Release() => end.SetResult(null);

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
        {
            if (started)
                return new(end.Task);
            started = true;
            return new(
                ListSource.Batch(
                    Numbers.Fields,
                    [
                        [1],
                    ]
                )
            );
        }
    }
}
