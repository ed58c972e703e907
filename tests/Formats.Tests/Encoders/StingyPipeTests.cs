using System.IO.Pipelines;
using System.Text;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.Tests.Encoders;

/// <summary>Kestrel's pipe gives less room than asked for; nothing may be lost or thrown because of it.</summary>
public sealed class StingyPipeTests
{
    [Test]
    public async Task Blocks_arrive_whole_through_a_pipe_with_little_room()
    {
        var block = Bytes(100_000);
        var written = await CollectAsync(output => new PlainSink(output).Write(block));
        Assert.That(written, Is.EqualTo(block));
    }

    [TestCase(99_999)]
    [TestCase(100_000)]
    [TestCase(100_001)]
    public async Task Base64_arrives_whole_through_a_pipe_with_little_room(int length)
    {
        var block = Bytes(length);
        var written = await CollectAsync(output =>
        {
            var sink = new Base64Sink(output);
            sink.Write(block.AsSpan(0, 70_001));
            sink.Write(block.AsSpan(70_001));
            sink.Finish();
        });
        Assert.That(Encoding.ASCII.GetString(written), Is.EqualTo(Convert.ToBase64String(block)));
    }

    private static byte[] Bytes(int length) => Enumerable.Range(0, length).Select(i => (byte)(i * 7919 >> 3)).ToArray();

    private static async Task<byte[]> CollectAsync(Action<PipeWriter> write)
    {
        using var stream = new MemoryStream();
        var pipe = new Stingy(PipeWriter.Create(stream));
        write(pipe);
        await pipe.FlushAsync();
        return stream.ToArray();
    }

    private sealed class Stingy(PipeWriter inner) : PipeWriter
    {
        private const int Room = 1025;

        public override Memory<byte> GetMemory(int sizeHint = 0)
        {
            var memory = inner.GetMemory(sizeHint);
            return memory[..Math.Min(memory.Length, Room)];
        }

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            inner.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }
}
