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

    public static VectorReader For(DuckDBLogicalType type, DuckDBType id, Field field) =>
        id switch
        {
            DuckDBType.Timestamp or DuckDBType.TimestampTz => new Reader(
                8,
                (v, t) => InstantText.Write(*(long*)v, 1, t)
            ),
            DuckDBType.TimestampMs => new Reader(8, (v, t) => InstantText.Write(*(long*)v, 1000, t)),
            DuckDBType.TimestampS => new Reader(8, (v, t) => InstantText.Write(*(long*)v, 1_000_000, t)),
            DuckDBType.TimestampNs => new Reader(
                8,
                (v, t) => InstantText.Write(Math.DivRem(*(long*)v, 1000).Quotient, 1, t)
            ),
            DuckDBType.Date => new Reader(4, (v, t) => InstantText.Date(*(int*)v, t)),
            DuckDBType.Time => new Reader(8, (v, t) => InstantText.TimeOfDay(*(long*)v, t)),
            DuckDBType.Interval => new Reader(
                16,
                (v, t) => InstantText.Interval(*(int*)v, *(int*)(v + 4), *(long*)(v + 8), t)
            ),
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

    private static int Number<T>(T value, Span<byte> text)
        where T : IUtf8SpanFormattable =>
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture) ? length : 0;

    private static int Ascii(string word, Span<byte> text) => Encoding.ASCII.GetBytes(word, text);
}
