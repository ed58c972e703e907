using System.IO.Pipelines;

namespace DataLab.Formats.Encoders;

/// <summary>Blocks as they are, but for the first bytes of all: what parts rows stands in front of every row, also of the first one.</summary>
/// <param name="trim">Bytes left out; the first block has at least these.</param>
internal sealed class TrimmedSink(PipeWriter output, int trim) : BlockSink(output)
{
    private int left = trim;

    public override void Write(ReadOnlySpan<byte> block)
    {
        WritePlain(block[left..]);
        left = 0;
    }
}
