using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using DataLab.Formats;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Appends cells of one result column, as PostgreSQL sends them in binary, to a vector; chosen once per column.</summary>
internal abstract class CellReader
{
    /// <summary>Takes the vector for the next rows, which is of the shape of the field and empty.</summary>
    public abstract void Into(ColumnVector target);

    /// <exception cref="ServiceException">UsageError: the value does not fit the promised type.</exception>
    public abstract void Append(ReadOnlySpan<byte> cell);

    public abstract void AppendNull();

    /// <summary>The reader from what the engine delivers to what the field promises.</summary>
    /// <param name="type">See <see cref="WireTypes"/>.</param>
    public static CellReader For(uint type, Field field)
    {
        if (!field.IsList)
            return Element(type, field);
        return WireTypes.ElementOf(type) is { } element
            ? new ArrayReader(Element(element, field))
            : new NullReader(type, field);
    }

    private static CellReader Element(uint type, Field field) =>
        field.DataType switch
        {
            DataType.Boolean or DataType.Bit => type == WireTypes.Bool
                ? new Copy<BoolWire, bool>()
                : Number<bool>(type, field),
            DataType.UnsignedByte => Number<byte>(type, field),
            DataType.Short => type == WireTypes.Int2 ? new Copy<Int2Wire, short>() : Number<short>(type, field),
            DataType.Int => type == WireTypes.Int4 ? new Copy<Int4Wire, int>() : Number<int>(type, field),
            DataType.Long => type == WireTypes.Int8 ? new Copy<Int8Wire, long>() : Number<long>(type, field),
            DataType.Float or DataType.FloatComplex => type == WireTypes.Float4
                ? new Copy<Float4Wire, float>()
                : Number<float>(type, field),
            DataType.Double or DataType.DoubleComplex => type == WireTypes.Float8
                ? new Copy<Float8Wire, double>()
                : Number<double>(type, field),
            _ => WireText.For(type, field),
        };

    private static CellReader Number<TTo>(uint type, Field field)
        where TTo : unmanaged =>
        type switch
        {
            WireTypes.Bool => new Converted<ByteWire, byte, TTo>(NumberConversion.To<byte, TTo>(field.Name)),
            WireTypes.Int2 => new Converted<Int2Wire, short, TTo>(NumberConversion.To<short, TTo>(field.Name)),
            WireTypes.Int4 => new Converted<Int4Wire, int, TTo>(NumberConversion.To<int, TTo>(field.Name)),
            WireTypes.Oid => new Converted<OidWire, uint, TTo>(NumberConversion.To<uint, TTo>(field.Name)),
            WireTypes.Int8 => new Converted<Int8Wire, long, TTo>(NumberConversion.To<long, TTo>(field.Name)),
            WireTypes.Float4 => new Converted<Float4Wire, float, TTo>(NumberConversion.To<float, TTo>(field.Name)),
            WireTypes.Float8 => new Converted<Float8Wire, double, TTo>(NumberConversion.To<double, TTo>(field.Name)),
            WireTypes.Numeric => WireNumeric.Reader<TTo>(field.Name),
            _ => new NullReader(type, field),
        };

    /// <summary>How one type is laid out.</summary>
    internal interface IWire<T>
    {
        static abstract T Read(ReadOnlySpan<byte> cell);
    }

    private readonly struct BoolWire : IWire<bool>
    {
        public static bool Read(ReadOnlySpan<byte> cell) => cell[0] != 0;
    }

    private readonly struct ByteWire : IWire<byte>
    {
        public static byte Read(ReadOnlySpan<byte> cell) => cell[0];
    }

    private readonly struct Int2Wire : IWire<short>
    {
        public static short Read(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadInt16BigEndian(cell);
    }

    private readonly struct Int4Wire : IWire<int>
    {
        public static int Read(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadInt32BigEndian(cell);
    }

    private readonly struct OidWire : IWire<uint>
    {
        public static uint Read(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadUInt32BigEndian(cell);
    }

    private readonly struct Int8Wire : IWire<long>
    {
        public static long Read(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadInt64BigEndian(cell);
    }

    private readonly struct Float4Wire : IWire<float>
    {
        public static float Read(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadSingleBigEndian(cell);
    }

    private readonly struct Float8Wire : IWire<double>
    {
        public static double Read(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadDoubleBigEndian(cell);
    }

    /// <summary>Values that are of the same width on both sides.</summary>
    private sealed class Copy<TWire, T> : CellReader
        where TWire : struct, IWire<T>
        where T : unmanaged
    {
        private ValueVector<T> values = new();

        public override void Into(ColumnVector target) => values = Unsafe.As<ValueVector<T>>(target);

        public override void Append(ReadOnlySpan<byte> cell) => values.Append(TWire.Read(cell));

        public override void AppendNull() => values.AppendNull();
    }

    /// <summary>Values that change their width on the way.</summary>
    private sealed class Converted<TWire, TFrom, TTo>(Func<TFrom, TTo> convert) : CellReader
        where TWire : struct, IWire<TFrom>
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged
    {
        private ValueVector<TTo> values = new();

        public override void Into(ColumnVector target) => values = Unsafe.As<ValueVector<TTo>>(target);

        public override void Append(ReadOnlySpan<byte> cell) => values.Append(convert(TWire.Read(cell)));

        public override void AppendNull() => values.AppendNull();
    }

    /// <summary>Arrays of any shape, flat: elements lie in the order of the last dimension first, as in a <see cref="ListVector"/>.</summary>
    /// <remarks>array_send: dimensions, a flag, type; length and lower bound of each dimension; then the elements as cells.</remarks>
    private sealed class ArrayReader(CellReader items) : CellReader
    {
        private ListVector lists = new(new ValueVector<byte>());

        public override void Into(ColumnVector target)
        {
            lists = Unsafe.As<ListVector>(target);
            items.Into(lists.Items);
        }

        public override void Append(ReadOnlySpan<byte> cell)
        {
            var dimensions = BinaryPrimitives.ReadInt32BigEndian(cell);
            var rest = cell[(12 + 8 * dimensions)..];
            while (!rest.IsEmpty)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(rest);
                rest = rest[4..];
                if (length < 0)
                {
                    items.AppendNull();
                    continue;
                }
                items.Append(rest[..length]);
                rest = rest[length..];
            }
            lists.AppendRow();
        }

        public override void AppendNull() => lists.AppendNull();
    }

    /// <summary>A type that cannot become the promised one; harmless while every row is null (<c>SELECT NULL</c>).</summary>
    internal sealed class NullReader(uint type, Field field) : CellReader
    {
        private ColumnVector? values;

        public override void Into(ColumnVector target) => values = target;

        public override void Append(ReadOnlySpan<byte> cell) =>
            throw new ServiceException(
                ErrorKind.ServiceUnavailable,
                $"Column \"{field.Name}\" has a type in the catalogue's database that this service does not read. "
                    + "Leave it out of the query; the operators have to mend that.",
                new InvalidDataException(
                    $"The type of column \"{field.Name}\" has the number {type} in pg_type. If its table is read in place, publish it again."
                )
            );

        public override void AppendNull() => values?.AppendNull();
    }
}
