using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using DataLab.Formats;

namespace DataLab.Catalog.PostgreSql;

/// <summary>NUMERIC as PostgreSQL sends it: digits to the base 10,000 (numeric_send).</summary>
internal static class WireNumeric
{
    private const ushort Negative = 0x4000;
    private const ushort NotANumber = 0xC000;
    private const ushort PositiveInfinity = 0xD000;
    private const ushort NegativeInfinity = 0xF000;

    /// <summary>Whole numbers stay exact, others become the nearest double first.</summary>
    public static CellReader Reader<TTo>(string column)
        where TTo : unmanaged => new Numbers<TTo>(column);

    private sealed class Numbers<TTo>(string column) : CellReader
        where TTo : unmanaged
    {
        private readonly Func<Int128, TTo> fromWhole = NumberConversion.To<Int128, TTo>(column);
        private readonly Func<double, TTo> fromDouble = NumberConversion.To<double, TTo>(column);
        private ValueVector<TTo> values = new();

        public override void Into(ColumnVector target) => values = Unsafe.As<ValueVector<TTo>>(target);

        public override void Append(ReadOnlySpan<byte> cell)
        {
            Span<byte> text = stackalloc byte[MaxLength];
            var written = text[..Write(cell, text)];
            values.Append(
                Int128.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                    ? fromWhole(whole)
                    : fromDouble(double.Parse(written, CultureInfo.InvariantCulture))
            );
        }

        public override void AppendNull() => values.AppendNull();
    }

    /// <summary>Enough for all digits that a double could need; what is cut behind them changes nothing.</summary>
    public const int MaxLength = 1200;

    /// <summary>The number in decimal; of more than a thousand digits the last ones become zeros or are left out.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(ReadOnlySpan<byte> cell, Span<byte> text)
    {
        var count = BinaryPrimitives.ReadInt16BigEndian(cell);
        var weight = BinaryPrimitives.ReadInt16BigEndian(cell[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(cell[4..]);
        var places = BinaryPrimitives.ReadUInt16BigEndian(cell[6..]);
        if (sign is NotANumber or PositiveInfinity or NegativeInfinity)
            return Encoding.ASCII.GetBytes(
                sign switch
                {
                    NotANumber => "NaN",
                    PositiveInfinity => "Infinity",
                    _ => "-Infinity",
                },
                text
            );
        var length = 0;
        if (sign == Negative)
            text[length++] = (byte)'-';
        const int room = MaxLength - 60;
        // A number outside the range of double, or with a thousand digits, is written with an exponent.
        if (weight > 80 || weight < -90 || places > 400)
            return WriteExponent(cell[8..], Math.Min((int)count, room / 4), weight, text, length);
        for (var i = 0; i <= weight; i++)
            length = Digits(At(cell, i, count), text, length, isFirst: i == 0);
        if (weight < 0)
            text[length++] = (byte)'0';
        if (places == 0)
            return length;
        text[length++] = (byte)'.';
        var end = length + places;
        for (var i = weight + 1; length < end; i++)
            length = Digits(i < 0 ? 0 : At(cell, i, count), text, length, isFirst: false);
        return end;
    }

    private static int At(ReadOnlySpan<byte> cell, int index, int count) =>
        index < count ? BinaryPrimitives.ReadInt16BigEndian(cell[(8 + 2 * index)..]) : 0;

    private static int WriteExponent(ReadOnlySpan<byte> digits, int count, int weight, Span<byte> text, int length)
    {
        if (count == 0)
        {
            text[length++] = (byte)'0';
            return length;
        }
        for (var i = 0; i < count; i++)
            length = Digits(BinaryPrimitives.ReadInt16BigEndian(digits[(2 * i)..]), text, length, isFirst: i == 0);
        text[length++] = (byte)'e';
        _ = (4 * (weight - count + 1)).TryFormat(
            text[length..],
            out var written,
            default,
            CultureInfo.InvariantCulture
        );
        return length + written;
    }

    /// <summary>Four digits; the first ones without leading zeros.</summary>
    private static int Digits(int value, Span<byte> text, int length, bool isFirst)
    {
        if (isFirst)
        {
            _ = value.TryFormat(text[length..], out var written, default, CultureInfo.InvariantCulture);
            return length + written;
        }
        text[length] = (byte)('0' + value / 1000);
        text[length + 1] = (byte)('0' + value / 100 % 10);
        text[length + 2] = (byte)('0' + value / 10 % 10);
        text[length + 3] = (byte)('0' + value % 10);
        return length + 4;
    }
}
