using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

namespace DataLab.Formats.Encoders;

/// <summary>What happens to encoded blocks on their way into the pipe, in order, on one thread at a time.</summary>
/// <remarks>Kestrel's pipe gives less room than asked for when it writes chunks, though at least a kilobyte: what there is gets filled.</remarks>
internal abstract class BlockSink(PipeWriter output)
{
    /// <summary>Bytes asked of the pipe at once: large enough for few segments, small enough for every pool, also with what a pipe puts round them.</summary>
    protected const int Piece = 64 * 1024 - 64;

    protected PipeWriter Output { get; } = output;

    /// <summary>Bytes given to the pipe since the last flush.</summary>
    public long Unflushed { get; private set; }

    public abstract void Write(ReadOnlySpan<byte> block);

    /// <exception cref="OperationCanceledException">Nobody reads the pipe any more.</exception>
    public async ValueTask FlushAsync(CancellationToken ct)
    {
        Unflushed = 0;
        var result = await Output.FlushAsync(ct).ConfigureAwait(false);
        if (result.IsCompleted || result.IsCanceled)
            throw new OperationCanceledException("The reader of the table went away.", ct);
    }

    protected void Advance(int bytes)
    {
        Output.Advance(bytes);
        Unflushed += bytes;
    }

    protected void WritePlain(ReadOnlySpan<byte> block)
    {
        while (block.Length > 0)
        {
            var room = Output.GetSpan(Math.Min(block.Length, Piece));
            var part = block[..Math.Min(block.Length, room.Length)];
            part.CopyTo(room);
            Advance(part.Length);
            block = block[part.Length..];
        }
    }
}

/// <summary>Blocks as they are.</summary>
internal sealed class PlainSink(PipeWriter output) : BlockSink(output)
{
    public override void Write(ReadOnlySpan<byte> block) => WritePlain(block);
}

/// <summary>Blocks as one base64 text: what is left over of three bytes waits for the next block.</summary>
internal sealed class Base64Sink(PipeWriter output) : BlockSink(output)
{
    private readonly byte[] carry = new byte[3];
    private int carried;

    public override void Write(ReadOnlySpan<byte> block)
    {
        if (carried > 0)
        {
            var taken = Math.Min(3 - carried, block.Length);
            block[..taken].CopyTo(carry.AsSpan(carried));
            carried += taken;
            block = block[taken..];
            if (carried < 3)
                return;
            Encode(carry, isFinal: false);
        }
        carried = block.Length % 3;
        block[^carried..].CopyTo(carry);
        block = block[..^carried];
        while (block.Length > 0)
            block = block[Encode(block, isFinal: false)..];
    }

    /// <summary>Writes what waits, padded; the text is complete then.</summary>
    public void Finish()
    {
        Encode(carry.AsSpan(0, carried), isFinal: true);
        carried = 0;
    }

    /// <summary>Encodes as much as the pipe has room for; returns how much that was.</summary>
    private int Encode(ReadOnlySpan<byte> raw, bool isFinal)
    {
        var room = Output.GetSpan(Math.Min(Base64.GetMaxEncodedToUtf8Length(raw.Length), Piece));
        var part = raw[..Math.Min(raw.Length, room.Length / 4 * 3)];
        var status = Base64.EncodeToUtf8(part, room, out _, out var written, isFinal);
        System.Diagnostics.Debug.Assert(status == OperationStatus.Done);
        Advance(written);
        return part.Length;
    }
}
