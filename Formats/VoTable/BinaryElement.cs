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
            DataType.Boolean => new TruthElement((byte)'T', (byte)'F', (byte)'?'),
            // The first bit is the highest one (VOTable 1.4 §6 Bit Array), but astropy looks at 0x08 of a single bit.
            DataType.Bit => new TruthElement(0x88, 0, 0),
            DataType.UnsignedByte => new NumberElement<byte>(field.IsList ? (byte)0 : NullValue.UnsignedByte),
            DataType.Short => new NumberElement<short>(short.MinValue),
            DataType.Int => new NumberElement<int>(int.MinValue),
            DataType.Long => new NumberElement<long>(long.MinValue),
            DataType.Float => new NumberElement<float>(float.NaN),
            DataType.FloatComplex => new NumberElement<float>(float.NaN) { PerNumber = 2 },
            DataType.DoubleComplex => new NumberElement<double>(double.NaN) { PerNumber = 2 },
            _ => new NumberElement<double>(double.NaN),
        };

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
