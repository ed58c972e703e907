using System.Numerics;
using System.Runtime.InteropServices;
using ParquetSharp;

namespace DataLab.Formats.Parquet;

/// <summary>Hands single values of a vector to the library: of a scalar column, or the elements of lists.</summary>
internal abstract class ParquetElements
{
    public abstract void Bind(ColumnVector vector);

    /// <summary>Writes those of the elements [first, first + count) that are not null.</summary>
    /// <param name="definitions">Tell the null ones; with <paramref name="repetitions"/> there may be more levels than elements.</param>
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

    /// <summary>An array of at least so many elements, the one given if it is long enough.</summary>
    protected static T[] Room<T>(T[] array, int count) =>
        array.Length >= count ? array : new T[Math.Max(count, array.Length * 2)];
}

/// <summary>Values that Parquet stores as we do.</summary>
internal sealed class SameElements<T> : ParquetElements
    where T : unmanaged
{
    private ValueVector<T>? vector;
    private T[] present = [];

    public override void Bind(ColumnVector vector) => this.vector = (ValueVector<T>)vector;

    public override void Write(
        ColumnWriter writer,
        ReadOnlySpan<short> definitions,
        ReadOnlySpan<short> repetitions,
        int first,
        int count
    )
    {
        ReadOnlySpan<T> values = vector!.Values.Slice(first, count);
        if (vector.HasNulls)
        {
            present = Room(present, count);
            var length = 0;
            for (var i = 0; i < values.Length; i++)
            {
                present[length] = values[i];
                length += vector.IsNull(first + i) ? 0 : 1;
            }
            values = present.AsSpan(0, length);
        }
        ((ColumnWriter<T>)writer).WriteBatch(definitions.Length, definitions, repetitions, values);
    }
}

/// <summary>Small integers, which Parquet stores in 32 bits.</summary>
internal sealed class WidenedElements<T> : ParquetElements
    where T : unmanaged, IBinaryInteger<T>
{
    private ValueVector<T>? vector;
    private int[] present = [];

    public override void Bind(ColumnVector vector) => this.vector = (ValueVector<T>)vector;

    public override void Write(
        ColumnWriter writer,
        ReadOnlySpan<short> definitions,
        ReadOnlySpan<short> repetitions,
        int first,
        int count
    )
    {
        present = Room(present, count);
        var values = vector!.Values.Slice(first, count);
        var length = 0;
        for (var i = 0; i < values.Length; i++)
        {
            present[length] = int.CreateTruncating(values[i]);
            length += vector.IsNull(first + i) ? 0 : 1;
        }
        ((ColumnWriter<int>)writer).WriteBatch(definitions.Length, definitions, repetitions, present.AsSpan(0, length));
    }
}

/// <summary>Strings, which the library takes by address.</summary>
internal sealed class TextElements : ParquetElements
{
    private TextVector? vector;
    private ByteArray[] present = [];

    public override void Bind(ColumnVector vector) => this.vector = (TextVector)vector;

    public override void Write(
        ColumnWriter writer,
        ReadOnlySpan<short> definitions,
        ReadOnlySpan<short> repetitions,
        int first,
        int count
    )
    {
        present = Room(present, count);
        var pinned = GCHandle.Alloc(vector!.Buffer, GCHandleType.Pinned);
        try
        {
            var start = pinned.AddrOfPinnedObject();
            var offsets = vector.Offsets.Slice(first, count + 1);
            var length = 0;
            for (var i = 0; i < count; i++)
            {
                present[length] = new ByteArray(start + offsets[i], offsets[i + 1] - offsets[i]);
                length += vector.IsNull(first + i) ? 0 : 1;
            }
            ((ColumnWriter<ByteArray>)writer).WriteBatch(
                definitions.Length,
                definitions,
                repetitions,
                present.AsSpan(0, length)
            );
        }
        finally
        {
            pinned.Free();
        }
    }
}
