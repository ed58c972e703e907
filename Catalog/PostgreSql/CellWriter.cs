using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using DataLab.Formats;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Writes cells of one column as PostgreSQL takes them in binary: the length, then the bytes; chosen once per column.</summary>
internal abstract class CellWriter
{
    /// <summary>Strings with bytes that are no UTF-8, or zero, which PostgreSQL does not keep: U+FFFD stands for them.</summary>
    public virtual long MendedStrings => 0;

    /// <summary>Takes the vector that the next rows come from.</summary>
    public abstract void From(ColumnVector source);

    public abstract void Write(int row, CopyBuffer output);

    /// <param name="type">Type of the column, or of its elements (see <see cref="WireTypes"/>).</param>
    /// <param name="field">Of the vectors that are to come.</param>
    public static CellWriter For(uint type, Field field) =>
        field.IsList ? new Arrays(Element(type, field), type) : Element(type, field);

    private static CellWriter Element(uint type, Field field) =>
        (type, field.DataType) switch
        {
            (WireTypes.Bool, _) => new Values<bool>(1, (x, to) => to[0] = x ? (byte)1 : (byte)0),
            (WireTypes.Int2, DataType.UnsignedByte) => new Values<byte>(
                2,
                (x, to) => BinaryPrimitives.WriteInt16BigEndian(to, x)
            ),
            (WireTypes.Int2, _) => new Values<short>(2, (x, to) => BinaryPrimitives.WriteInt16BigEndian(to, x)),
            (WireTypes.Int4, _) => new Values<int>(4, (x, to) => BinaryPrimitives.WriteInt32BigEndian(to, x)),
            (WireTypes.Int8, _) => new Values<long>(8, (x, to) => BinaryPrimitives.WriteInt64BigEndian(to, x)),
            // Microseconds since 1970 here, since 2000 there.
            (WireTypes.Timestamp, _) => new Values<long>(
                8,
                (x, to) => BinaryPrimitives.WriteInt64BigEndian(to, x - WireText.EpochMicros)
            ),
            (WireTypes.Float4, _) => new Values<float>(4, (x, to) => BinaryPrimitives.WriteSingleBigEndian(to, x)),
            (WireTypes.Float8, DataType.UnsignedByte) => Doubles<byte>(x => x),
            (WireTypes.Float8, DataType.Short) => Doubles<short>(x => x),
            (WireTypes.Float8, DataType.Int) => Doubles<int>(x => x),
            (WireTypes.Float8, DataType.Long) => Doubles<long>(x => x),
            (WireTypes.Float8, DataType.Float) => Doubles<float>(x => x),
            (WireTypes.Float8, _) => new Values<double>(8, (x, to) => BinaryPrimitives.WriteDoubleBigEndian(to, x)),
            _ => new Texts(),
        };

    private static Values<T> Doubles<T>(Func<T, double> widen)
        where T : unmanaged => new(8, (x, to) => BinaryPrimitives.WriteDoubleBigEndian(to, widen(x)));

    private delegate void Put<T>(T value, Span<byte> to);

    private sealed class Values<T>(int width, Put<T> put) : CellWriter
        where T : unmanaged
    {
        private ValueVector<T> values = new();

        public override void From(ColumnVector source) => values = Unsafe.As<ValueVector<T>>(source);

        public override void Write(int row, CopyBuffer output)
        {
            if (values.IsNull(row))
            {
                output.Null();
                return;
            }
            put(values.Values[row], output.Cell(width));
        }
    }

    private sealed class Texts : CellWriter
    {
        private TextVector texts = new();
        private bool isPlain;
        private long mended;

        public override long MendedStrings => mended;

        public override void From(ColumnVector source)
        {
            texts = Unsafe.As<TextVector>(source);
            isPlain = Ascii.IsValid(texts.Bytes) && !texts.Bytes.Contains((byte)0);
        }

        public override void Write(int row, CopyBuffer output)
        {
            if (texts.IsNull(row))
            {
                output.Null();
                return;
            }
            var text = texts[row];
            if (!isPlain && (!Utf8.IsValid(text) || text.Contains((byte)0)))
            {
                mended++;
                text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).Replace('\0', '\uFFFD'));
            }
            text.CopyTo(output.Cell(text.Length));
        }
    }

    /// <summary>array_recv: one dimension from 1, or none where the list is empty.</summary>
    private sealed class Arrays(CellWriter items, uint element) : CellWriter
    {
        private ListVector lists = new(new ValueVector<byte>());

        public override long MendedStrings => items.MendedStrings;

        public override void From(ColumnVector source)
        {
            lists = Unsafe.As<ListVector>(source);
            items.From(lists.Items);
        }

        public override void Write(int row, CopyBuffer output)
        {
            if (lists.IsNull(row))
            {
                output.Null();
                return;
            }
            var (start, length) = lists[row];
            var cell = output.Open();
            output.Number(length == 0 ? 0 : 1);
            output.Number(lists.Items.HasNulls ? 1 : 0);
            output.Number((int)element);
            if (length > 0)
            {
                output.Number(length);
                output.Number(1);
            }
            for (var i = start; i < start + length; i++)
                items.Write(i, output);
            output.Close(cell);
        }
    }
}
