using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DataLab.Formats.Csv;

/// <summary>Walks over delimiters and line ends, 32 bytes at a time.</summary>
internal ref struct CellEnds
{
    private readonly ref byte bytes;
    private readonly int end;
    private readonly byte delimiter;
    private int at;
    private uint pending;

    public CellEnds(byte[] buffer, int end, byte delimiter, int start)
    {
        bytes = ref MemoryMarshal.GetArrayDataReference(buffer);
        (this.end, this.delimiter) = (end, delimiter);
        MoveTo(start);
    }

    public void MoveTo(int place)
    {
        at = place;
        pending = Look();
    }

    /// <summary>The next stop, or the end; passes it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next()
    {
        while (pending == 0)
        {
            at += Vector256<byte>.Count;
            if (at >= end)
            {
                at = end;
                return end;
            }
            pending = Look();
        }
        var stop = at + BitOperations.TrailingZeroCount(pending);
        pending &= pending - 1;
        return stop;
    }

    /// <summary>Bit i: byte at + i is a stop.</summary>
    private readonly uint Look()
    {
        if (end - at >= Vector256<byte>.Count)
        {
            var block = Vector256.LoadUnsafe(ref bytes, (nuint)at);
            var hits =
                Vector256.Equals(block, Vector256.Create(delimiter))
                | Vector256.Equals(block, Vector256.Create((byte)'\n'))
                | Vector256.Equals(block, Vector256.Create((byte)'\r'));
            return hits.ExtractMostSignificantBits();
        }
        uint found = 0;
        for (var i = 0; i < end - at; i++)
        {
            var c = Unsafe.Add(ref bytes, at + i);
            if (c == delimiter || c is (byte)'\n' or (byte)'\r')
                found |= 1u << i;
        }
        return found;
    }
}
