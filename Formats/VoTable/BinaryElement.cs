using System.Numerics;
using System.Runtime.CompilerServices;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.VoTable;

/// <summary>Writes single elements, of arrays above all, as BINARY has them; null as the null value of the type.</summary>
internal abstract class BinaryElement
{
    /// <summary>Bytes of one element.</summary>
    public abstract int Size { get; }

    /// <summary>Elements that make one number: 2 for complex ones.</summary>
    public int PerNumber { get; private init; } = 1;

    public abstract void Bind(ColumnVector vector);

    public abstract void Write(int index, Span<byte> to);

    public abstract void WriteNull(Span<byte> to);

    public static BinaryElement For(Field field) =>
        field.DataType switch
        {
            DataType.Boolean => Truth((byte)'T', (byte)'F', (byte)'?'),
            // The first bit is the highest one (VOTable 1.4 §6 Bit Array), but astropy looks at 0x08 of a single bit.
            DataType.Bit => Truth(0x88, 0, 0),
            DataType.UnsignedByte => Number(field.IsList ? (byte)0 : NullValue.UnsignedByte),
            DataType.Short => Number(short.MinValue),
            DataType.Int => Number(int.MinValue),
            DataType.Long => Number(long.MinValue),
            DataType.Float => Number(float.NaN),
            DataType.FloatComplex => Number(float.NaN, perNumber: 2),
            DataType.DoubleComplex => Number(double.NaN, perNumber: 2),
            _ => Number(double.NaN),
        };

    /// <param name="nullValue">What stands for null.</param>
    /// <param name="perNumber">Elements that make one number.</param>
    public static BinaryElement Number<T>(T nullValue, int perNumber = 1)
        where T : unmanaged => new NumberElement<T>(nullValue) { PerNumber = perNumber };

    public static BinaryElement Truth(byte whenTrue, byte whenFalse, byte whenNull) =>
        new TruthElement(whenTrue, whenFalse, whenNull);

    /// <summary>Numbers as ones of a wider type.</summary>
    public static BinaryElement Widened<TFrom, TTo>(TTo nullValue)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo> => new WidenedElement<TFrom, TTo>(nullValue);

    private sealed class WidenedElement<TFrom, TTo>(TTo nullValue) : BinaryElement
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        private ValueVector<TFrom>? vector;

        public override int Size => Unsafe.SizeOf<TTo>();

        public override void Bind(ColumnVector vector) => this.vector = (ValueVector<TFrom>)vector;

        public override void Write(int index, Span<byte> to) =>
            BigEndian.Write(to, vector!.IsNull(index) ? nullValue : TTo.CreateTruncating(vector.Values[index]));

        public override void WriteNull(Span<byte> to) => BigEndian.Write(to, nullValue);
    }

    private sealed class NumberElement<T>(T nullValue) : BinaryElement
        where T : unmanaged
    {
        private ValueVector<T>? vector;

        public override int Size => Unsafe.SizeOf<T>();

        public override void Bind(ColumnVector vector) => this.vector = (ValueVector<T>)vector;

        public override void Write(int index, Span<byte> to) =>
            BigEndian.Write(to, vector!.IsNull(index) ? nullValue : vector.Values[index]);

        public override void WriteNull(Span<byte> to) => BigEndian.Write(to, nullValue);
    }

    private sealed class TruthElement(byte whenTrue, byte whenFalse, byte whenNull) : BinaryElement
    {
        private ValueVector<bool>? vector;

        public override int Size => 1;

        public override void Bind(ColumnVector vector) => this.vector = (ValueVector<bool>)vector;

        public override void Write(int index, Span<byte> to) =>
            to[0] =
                vector!.IsNull(index) ? whenNull
                : vector.Values[index] ? whenTrue
                : whenFalse;

        public override void WriteNull(Span<byte> to) => to[0] = whenNull;
    }
}
