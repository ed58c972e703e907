using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using DataLab.Formats;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Cells that leave as text: texts as they are, instants as DALI writes them, numbers in invariant form.</summary>
internal static class WireText
{
    private delegate int Write(ReadOnlySpan<byte> cell, Span<byte> text);

    /// <summary>PostgreSQL counts from 2000-01-01, we from 1970-01-01.</summary>
    public const int EpochDays = 10_957;

    public const long EpochMicros = EpochDays * 86_400_000_000L;

    public static CellReader For(uint type, Field field) =>
        type switch
        {
            WireTypes.Text
            or WireTypes.Varchar
            or WireTypes.Bpchar
            or WireTypes.Name
            or WireTypes.Char1
            or WireTypes.Json
            or WireTypes.Unknown => new Texts(),
            WireTypes.Timestamp or WireTypes.TimestampTz => new Written((v, t) => Instant(Long(v), t)),
            WireTypes.Date => new Written((v, t) => Day(Int(v), t)),
            WireTypes.Time => new Written((v, t) => InstantText.TimeOfDay(Long(v), t)),
            WireTypes.Interval => new Written((v, t) => InstantText.Interval(Int(v[12..]), Int(v[8..]), Long(v), t)),
            WireTypes.Bool => new Written((v, t) => Encoding.ASCII.GetBytes(v[0] != 0 ? "true" : "false", t)),
            WireTypes.Int2 => new Written((v, t) => Number(BinaryPrimitives.ReadInt16BigEndian(v), t)),
            WireTypes.Int4 => new Written((v, t) => Number(Int(v), t)),
            WireTypes.Int8 => new Written((v, t) => Number(Long(v), t)),
            WireTypes.Oid => new Written((v, t) => Number((uint)Int(v), t)),
            WireTypes.Float4 => new Written((v, t) => Number(BinaryPrimitives.ReadSingleBigEndian(v), t)),
            WireTypes.Float8 => new Written((v, t) => Number(BinaryPrimitives.ReadDoubleBigEndian(v), t)),
            WireTypes.Numeric => new Written(WireNumeric.Write),
            WireTypes.Uuid => new Written((v, t) => Number(new Guid(v, bigEndian: true), t)),
            _ => new CellReader.NullReader(type, field),
        };

    private static int Int(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadInt32BigEndian(cell);

    private static long Long(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadInt64BigEndian(cell);

    /// <summary>Zero, for null, where the instant is infinite or beyond what counts from 1970.</summary>
    private static int Instant(long value, Span<byte> text) =>
        value is long.MaxValue or long.MinValue or > long.MaxValue - EpochMicros
            ? 0
            : InstantText.Write(value + EpochMicros, 1, text);

    private static int Day(int days, Span<byte> text) =>
        days is int.MaxValue or int.MinValue ? 0 : InstantText.Date(days + EpochDays, text);

    private static int Number<T>(T value, Span<byte> text)
        where T : IUtf8SpanFormattable =>
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture) ? length : 0;

    private sealed class Texts : CellReader
    {
        private TextVector texts = new();

        public override void Into(ColumnVector target) => texts = Unsafe.As<TextVector>(target);

        public override void Append(ReadOnlySpan<byte> cell) => texts.Append(cell);

        public override void AppendNull() => texts.AppendNull();
    }

    /// <summary>A value without a form in text becomes null.</summary>
    private sealed class Written(Write write) : CellReader
    {
        private TextVector texts = new();

        public override void Into(ColumnVector target) => texts = Unsafe.As<TextVector>(target);

        public override void Append(ReadOnlySpan<byte> cell)
        {
            Span<byte> text = stackalloc byte[WireNumeric.MaxLength];
            var length = write(cell, text);
            if (length > 0)
                texts.Append(text[..length]);
            else
                texts.AppendNull();
        }

        public override void AppendNull() => texts.AppendNull();
    }
}
