using System.Globalization;
using System.Text;
using DataLab.Formats;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>Engine values that leave as text: instants in ISO 8601 as DALI writes them, numbers in invariant form.</summary>
/// <remarks>DALI 1.1 §3.3.3 timestamp: <c>YYYY-MM-DDThh:mm:ss[.ffffff]</c>, no zone. A value without a finite form becomes null.</remarks>
internal static unsafe class TextConversion
{
    private delegate int Write(byte* value, Span<byte> text);

    private const int MaxLength = 64;
    private const long MicrosPerDay = 86_400_000_000;

    public static VectorReader For(DuckDBLogicalType type, DuckDBType id, Field field) =>
        id switch
        {
            DuckDBType.Timestamp or DuckDBType.TimestampTz => new Reader(8, (v, t) => Instant(*(long*)v, 1, t)),
            DuckDBType.TimestampMs => new Reader(8, (v, t) => Instant(*(long*)v, 1000, t)),
            DuckDBType.TimestampS => new Reader(8, (v, t) => Instant(*(long*)v, 1_000_000, t)),
            DuckDBType.TimestampNs => new Reader(8, (v, t) => Instant(Math.DivRem(*(long*)v, 1000).Quotient, 1, t)),
            DuckDBType.Date => new Reader(4, (v, t) => Date(*(int*)v, t)),
            DuckDBType.Time => new Reader(8, (v, t) => TimeOfDay(*(long*)v, t)),
            DuckDBType.Interval => new Reader(16, (v, t) => Interval(*(int*)v, *(int*)(v + 4), *(long*)(v + 8), t)),
            DuckDBType.Boolean => new Reader(1, (v, t) => Ascii(*v != 0 ? "true" : "false", t)),
            DuckDBType.TinyInt => new Reader(1, (v, t) => Number(*(sbyte*)v, t)),
            DuckDBType.UnsignedTinyInt => new Reader(1, (v, t) => Number(*v, t)),
            DuckDBType.SmallInt => new Reader(2, (v, t) => Number(*(short*)v, t)),
            DuckDBType.UnsignedSmallInt => new Reader(2, (v, t) => Number(*(ushort*)v, t)),
            DuckDBType.Integer => new Reader(4, (v, t) => Number(*(int*)v, t)),
            DuckDBType.UnsignedInteger => new Reader(4, (v, t) => Number(*(uint*)v, t)),
            DuckDBType.BigInt => new Reader(8, (v, t) => Number(*(long*)v, t)),
            DuckDBType.UnsignedBigInt => new Reader(8, (v, t) => Number(*(ulong*)v, t)),
            DuckDBType.HugeInt => new Reader(16, (v, t) => Number(*(Int128*)v, t)),
            DuckDBType.UnsignedHugeInt => new Reader(16, (v, t) => Number(*(UInt128*)v, t)),
            DuckDBType.Float => new Reader(4, (v, t) => Number(*(float*)v, t)),
            DuckDBType.Double => new Reader(8, (v, t) => Number(*(double*)v, t)),
            _ => new VectorReader.NullReader(field),
        };

    private sealed class Reader(int width, Write write) : VectorReader
    {
        public override void Read(EngineVector vector, int count, ColumnVector target)
        {
            var texts = (TextVector)target;
            texts.Reset(0);
            var data = vector.Data;
            var validity = vector.Validity;
            Span<byte> text = stackalloc byte[MaxLength];
            for (var i = 0; i < count; i++)
            {
                var length = EngineVector.IsValid(validity, i) ? write(data + (long)i * width, text) : 0;
                if (length > 0)
                    texts.Append(text[..length]);
                else
                    texts.AppendNull();
            }
        }
    }

    private static int Instant(long value, long micros, Span<byte> text)
    {
        if (value is long.MaxValue or -long.MaxValue or long.MinValue)
            return 0;
        var perDay = MicrosPerDay / micros;
        var day = Math.DivRem(value, perDay);
        if (day.Remainder < 0)
            day = (day.Quotient - 1, day.Remainder + perDay);
        var length = Date((int)day.Quotient, text);
        text[length++] = (byte)'T';
        return length + TimeOfDay(day.Remainder * micros, text[length..]);
    }

    /// <param name="days">Since 1970-01-01, proleptic Gregorian; the algorithm is Howard Hinnant's days-to-civil.</param>
    private static int Date(int days, Span<byte> text)
    {
        if (days is int.MaxValue or -int.MaxValue)
            return 0;
        var z = days + 719_468L;
        var era = (z >= 0 ? z : z - 146_096) / 146_097;
        var dayOfEra = z - era * 146_097;
        var yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var m = (5 * dayOfYear + 2) / 153;
        var month = m < 10 ? m + 3 : m - 9;
        var year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        return Format(text, $"{year:0000}-{month:00}-{dayOfYear - (153 * m + 2) / 5 + 1:00}");
    }

    private static int TimeOfDay(long micros, Span<byte> text)
    {
        var seconds = micros / 1_000_000;
        var fraction = micros % 1_000_000;
        var length = Format(text, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        if (fraction == 0)
            return length;
        return length
            + (
                fraction % 1000 == 0
                    ? Format(text[length..], $".{fraction / 1000:000}")
                    : Format(text[length..], $".{fraction:000000}")
            );
    }

    private static int Interval(int months, int days, long micros, Span<byte> text) =>
        Format(
            text,
            $"P{months / 12}Y{months % 12}M{days}DT{micros / 3_600_000_000}H{micros / 60_000_000 % 60}M{micros / 1e6 % 60:0.######}S"
        );

    private static int Number<T>(T value, Span<byte> text)
        where T : IUtf8SpanFormattable =>
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture) ? length : 0;

    private static int Ascii(string word, Span<byte> text) => Encoding.ASCII.GetBytes(word, text);

    private static int Format(
        Span<byte> text,
        [System.Runtime.CompilerServices.InterpolatedStringHandlerArgument(nameof(text))]
            ref System.Text.Unicode.Utf8.TryWriteInterpolatedStringHandler handler
    ) =>
        System.Text.Unicode.Utf8.TryWrite(text, CultureInfo.InvariantCulture, ref handler, out var length) ? length : 0;
}
