using System.Buffers.Binary;
using System.Collections.Immutable;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Rows of COPY with the texts of some columns turned into the instants that they are.</summary>
internal sealed class InstantCells(ImmutableArray<int> columns)
{
    /// <param name="row">Number of cells, then length and bytes of each.</param>
    public void Write(ReadOnlySpan<byte> row, CopyBuffer to)
    {
        var (at, copied, column) = (2, 0, 0);
        foreach (var instant in columns)
        {
            for (; column < instant; column++)
                at += 4 + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(row[at..]));
            var length = BinaryPrimitives.ReadInt32BigEndian(row[at..]);
            if (length < 0)
                continue;
            var text = row.Slice(at + 4, length);
            if (!InstantText.TryRead(text, out var micros))
                throw new InvalidOperationException("A text that is no instant came among instants.");
            to.Append(row[copied..at]);
            // Microseconds since 1970 here, since 2000 there.
            BinaryPrimitives.WriteInt64BigEndian(to.Cell(8), micros - WireText.EpochMicros);
            copied = at + 4 + length;
        }
        to.Append(row[copied..]);
    }
}
