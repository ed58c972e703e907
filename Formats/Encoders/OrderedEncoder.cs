using System.Collections.Concurrent;
using System.Threading.Channels;

namespace DataLab.Formats.Encoders;

/// <summary>Encodes the batches of a source on as many threads as it allows and hands the blocks to a sink in the order of the rows.</summary>
/// <remarks>
/// <para>1. The first two batches are encoded on the calling thread, the first one flushed at once: short results never
/// pay for threads, and the first bytes leave early.</para>
/// <para>2. Then one task reads batches and starts an encoding task for each; a bounded channel of those tasks is the queue.</para>
/// <para>3. The caller takes the tasks in order, writes their blocks and flushes; a slow reader of the pipe holds it up, the
/// queue fills, reading stops. Memory is a few batches and blocks, however long the table.</para>
/// </remarks>
internal sealed class OrderedEncoder(RowSource rows, Func<BatchEncoder> newEncoder, BlockSink sink)
{
    private const int FlushSize = 64 * 1024;
    private const int FirstCapacity = 16 * 1024;

    private readonly ConcurrentBag<BatchEncoder> encoders = [];
    private volatile int usualLength = FirstCapacity;

    /// <summary>Writes every row from <paramref name="first"/> on.</summary>
    /// <param name="first">The batch already read from the source, null if there was none; disposed here.</param>
    /// <exception cref="Exception">What the source throws, after all rows before it were written.</exception>
    public async Task WriteAllAsync(RowBatch? first, CancellationToken ct)
    {
        if (first is null)
            return;
        await WriteHereAsync(first, ct).ConfigureAwait(false);
        var second = await rows.ReadAsync(ct).ConfigureAwait(false);
        if (second is null)
            return;
        await WriteHereAsync(second, ct).ConfigureAwait(false);
        if (rows.EncodingThreads == 1)
            await WriteRestHereAsync(ct).ConfigureAwait(false);
        else
            await WriteRestInParallelAsync(ct).ConfigureAwait(false);
    }

    private async Task WriteHereAsync(RowBatch batch, CancellationToken ct)
    {
        using (var block = Encode(batch))
            sink.Write(block.Written);
        await sink.FlushAsync(ct).ConfigureAwait(false);
    }

    private async Task WriteRestHereAsync(CancellationToken ct)
    {
        while (await rows.ReadAsync(ct).ConfigureAwait(false) is { } batch)
            await WriteHereAsync(batch, ct).ConfigureAwait(false);
    }

    private async Task WriteRestInParallelAsync(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var queue = Channel.CreateBounded<Task<ByteBuffer>>(
            new BoundedChannelOptions(2 * rows.EncodingThreads) { SingleReader = true, SingleWriter = true }
        );
        var reading = Task.Run(() => ReadAsync(queue.Writer, stop.Token), CancellationToken.None);
        try
        {
            await WriteBlocksAsync(queue.Reader, ct).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await DrainAsync(queue.Reader, reading).ConfigureAwait(false);
        }
        await reading.ConfigureAwait(false);
    }

    private async Task ReadAsync(ChannelWriter<Task<ByteBuffer>> queue, CancellationToken stop)
    {
        try
        {
            while (await rows.ReadAsync(stop).ConfigureAwait(false) is { } batch)
            {
                // Not before there is room: a batch must not be read, encoded and kept beyond the bound.
                if (!await HasRoomAsync(queue, batch, stop).ConfigureAwait(false))
                    return;
                var block = Task.Run(() => Encode(batch), CancellationToken.None);
                queue.TryWrite(block);
            }
        }
        finally
        {
            queue.Complete(); // The failure itself is thrown by the task, after the rows before it.
        }
    }

    /// <summary>Waits for room in the queue; the batch is given back when there will be none.</summary>
    private static async ValueTask<bool> HasRoomAsync(
        ChannelWriter<Task<ByteBuffer>> queue,
        RowBatch batch,
        CancellationToken stop
    )
    {
        var room = false;
        try
        {
            return room = await queue.WaitToWriteAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            if (!room)
                batch.Dispose();
        }
    }

    private async Task WriteBlocksAsync(ChannelReader<Task<ByteBuffer>> queue, CancellationToken ct)
    {
        while (true)
        {
            // Taken off the queue only when nothing can fail before it is awaited: the rest is drained.
            while (queue.TryPeek(out var encoding))
            {
                if (!encoding.IsCompleted && sink.Unflushed > 0)
                    await sink.FlushAsync(ct).ConfigureAwait(false);
                queue.TryRead(out _);
                using var block = await encoding.ConfigureAwait(false);
                sink.Write(block.Written);
                if (sink.Unflushed >= FlushSize)
                    await sink.FlushAsync(ct).ConfigureAwait(false);
            }
            if (sink.Unflushed > 0)
                await sink.FlushAsync(ct).ConfigureAwait(false);
            if (!await queue.WaitToReadAsync(ct).ConfigureAwait(false))
                return;
        }
    }

    /// <summary>Waits for everything that was started, and gives its buffers back.</summary>
    private static async Task DrainAsync(ChannelReader<Task<ByteBuffer>> queue, Task reading)
    {
        await foreach (var encoding in queue.ReadAllAsync().ConfigureAwait(false))
        {
            await ((Task)encoding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (encoding.IsCompletedSuccessfully)
                (await encoding.ConfigureAwait(false)).Dispose();
        }
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private ByteBuffer Encode(RowBatch batch)
    {
        if (!encoders.TryTake(out var encoder))
            encoder = newEncoder();
        var block = new ByteBuffer(usualLength);
        try
        {
            encoder.Encode(batch, block);
        }
        catch
        {
            block.Dispose();
            throw;
        }
        finally
        {
            batch.Dispose();
            encoders.Add(encoder);
        }
        usualLength = Math.Max(FirstCapacity, block.Length + block.Length / 8);
        return block;
    }
}
