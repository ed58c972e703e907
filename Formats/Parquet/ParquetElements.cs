using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ParquetSharp;

namespace DataLab.Formats.Parquet;

/// <summary>Hands single values of a vector to the library: of a scalar column, or the elements of lists.</summary>
internal abstract class ParquetElements
{
    public abstract void Bind(ColumnVector vector);

    /// <summary>Bytes that elements [first, first + count) take in memory.</summary>
    public abstract long Size(int first, int count);

    /// <summary>Writes elements [first, first + count), the null ones among them being known from the levels.</summary>
    /// <param name="definitions">One a level; with <paramref name="repetitions"/> there may be more of them than elements.</param>
    public abstract void Write(
        ColumnWriter writer,
        ReadOnlySpan<short> definitions,
        ReadOnlySpan<short> repetitions,
        int first,
        int count
    );

    public static ParquetElements For(DataType type) =>
        type switch
        {
            DataType.Boolean or DataType.Bit => new SameElements<bool>(),
            DataType.UnsignedByte => new WidenedElements<byte>(),
            DataType.Short => new WidenedElements<short>(),
            DataType.Int => new SameElements<int>(),
            DataType.Long => new SameElements<long>(),
            DataType.Float or DataType.FloatComplex => new SameElements<float>(),
            DataType.Double or DataType.DoubleComplex => new SameElements<double>(),
            _ => new TextElements(),
        };

    /// <summary>Values with gaps where the vector is null.</summary>
    protected static void Write<T>(
        ColumnWriter writer,
        ReadOnlySpan<short> definitions,
        ReadOnlySpan<short> repetitions,
        ColumnVector vector,
        int first,
        ReadOnlySpan<T> values
    )
        where T : unmanaged
    {
        var typed = (ColumnWriter<T>)writer;
        if (vector.HasNulls)
            typed.WriteBatchSpaced(
                definitions.Length,
                definitions,
                repetitions,
                MemoryMarshal.AsBytes(vector.Validity),
                first,
                values
            );
        else
            typed.WriteBatch(definitions.Length, definitions, repetitions, values);
    }
}

/// <summary>Values that Parquet stores as we do.</summary>
internal sealed class SameElements<T> : ParquetElements
    where T : unmanaged
{
    private ValueVector<T>? vector;

    public override void Bind(ColumnVector vector) => this.vector = (ValueVector<T>)vector;

    public override long Size(int first, int count) => (long)count * Unsafe.SizeOf<T>();

    public override void Write(
        ColumnWriter writer,
        ReadOnlySpan<short> definitions,
        ReadOnlySpan<short> repetitions,
        int first,
        int count
    ) => Write(writer, definitions, repetitions, vector!, first, (ReadOnlySpan<T>)vector!.Values.Slice(first, count));
}

/// <summary>Small integers, which Parquet stores in 32 bits.</summary>
internal sealed class WidenedElements<T> : ParquetElements
    where T : unmanaged, IBinaryInteger<T>
{
    private ValueVector<T>? vector;
    private int[] wide = [];

    public override void Bind(ColumnVector vector) => this.vector = (ValueVector<T>)vector;

    public override long Size(int first, int count) => (long)count * sizeof(int);

    public override void Write(
        ColumnWriter writer,
        ReadOnlySpan<short> definitions,
        ReadOnlySpan<short> repetitions,
        int first,
        int count
    )
    {
        if (wide.Length < count)
            wide = new int[Math.Max(count, wide.Length * 2)];
        var values = vector!.Values.Slice(first, count);
        for (var i = 0; i < values.Length; i++)
            wide[i] = int.CreateTruncating(values[i]);
        Write(writer, definitions, repetitions, vector, first, (ReadOnlySpan<int>)wide.AsSpan(0, count));
    }
}

/// <summary>Strings, which the library takes by address.</summary>
internal sealed class TextElements : ParquetElements
{
    private TextVector? vector;
    private ByteArray[] strings = [];

    public override void Bind(ColumnVector vector) => this.vector = (TextVector)vector;

    public override long Size(int first, int count) =>
        (long)count * sizeof(int) + vector!.Offsets[first + count] - vector.Offsets[first];

    public override void Write(
        ColumnWriter writer,
        ReadOnlySpan<short> definitions,
        ReadOnlySpan<short> repetitions,
        int first,
        int count
    )
    {
        if (strings.Length < count)
            strings = new ByteArray[Math.Max(count, strings.Length * 2)];
        var pinned = GCHandle.Alloc(vector!.Buffer, GCHandleType.Pinned);
        try
        {
            var start = pinned.AddrOfPinnedObject();
            var offsets = vector.Offsets.Slice(first, count + 1);
            for (var i = 0; i < count; i++)
                strings[i] = new ByteArray(start + offsets[i], offsets[i + 1] - offsets[i]);
            Write(writer, definitions, repetitions, vector, first, (ReadOnlySpan<ByteArray>)strings.AsSpan(0, count));
        }
        finally
        {
            pinned.Free();
        }
    }
}
