using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using DataLab.Formats;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>Copies one column of ours into the engine's vectors; chosen once per column. The opposite of <see cref="VectorReader"/>.</summary>
internal abstract unsafe class VectorWriter
{
    public long MendedStrings { get; protected set; }

    /// <summary>Writes rows [start, start + count) to the first rows of an empty vector.</summary>
    public abstract void Write(ColumnVector source, int start, int count, EngineVector vector);

    public static VectorWriter For(Field field) => field.IsList ? new ListWriter(Element(field)) : Element(field);

    private static VectorWriter Element(Field field) =>
        EngineTypes.Element(field.DataType) switch
        {
            DuckDBType.Boolean => new CopyWriter<bool>(),
            DuckDBType.UnsignedTinyInt => new CopyWriter<byte>(),
            DuckDBType.SmallInt => new CopyWriter<short>(),
            DuckDBType.Integer => new CopyWriter<int>(),
            DuckDBType.BigInt => new CopyWriter<long>(),
            DuckDBType.Float => new CopyWriter<float>(),
            DuckDBType.Double => new CopyWriter<double>(),
            _ => new TextWriter(),
        };

    private static void WriteNulls(ColumnVector source, int start, int count, EngineVector vector)
    {
        if (!source.HasNulls)
            return;
        NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(vector.Handle);
        var validity = vector.Validity;
        if ((start & 63) == 0)
        {
            source.Validity.Slice(start >> 6, (count + 63) >> 6).CopyTo(new Span<ulong>(validity, (count + 63) >> 6));
            return;
        }
        for (var i = 0; i < count; i++)
        {
            if (source.IsNull(start + i))
                validity[i >> 6] &= ~(1UL << (i & 63));
        }
    }

    private sealed class CopyWriter<T> : VectorWriter
        where T : unmanaged
    {
        public override void Write(ColumnVector source, int start, int count, EngineVector vector)
        {
            var values = Unsafe.As<ValueVector<T>>(source).Values.Slice(start, count);
            values.CopyTo(new Span<T>(vector.Data, count));
            WriteNulls(source, start, count, vector);
        }
    }

    private sealed class TextWriter : VectorWriter
    {
        public override void Write(ColumnVector source, int start, int count, EngineVector vector)
        {
            var texts = Unsafe.As<TextVector>(source);
            var data = vector.Data;
            for (var i = 0; i < count; i++)
                WriteText(texts[start + i], i, data, vector.Handle);
            WriteNulls(source, start, count, vector);
        }

        private void WriteText(ReadOnlySpan<byte> text, int row, byte* data, IntPtr vector)
        {
            if (text.Length <= 12 && Ascii.IsValid(text))
            {
                // Short strings lie in the vector itself: length, then bytes padded with zeros.
                var cell = new Span<byte>(data + (long)row * EngineText.Size, EngineText.Size);
                cell.Clear();
                Unsafe.WriteUnaligned(ref cell[0], text.Length);
                text.CopyTo(cell[4..]);
                return;
            }
            if (!Utf8.IsValid(text))
            {
                MendedStrings++;
                text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
            }
            fixed (byte* bytes = text)
                NativeMethods.Vectors.DuckDBVectorAssignStringElementLength(vector, (ulong)row, bytes, text.Length);
        }
    }

    private sealed class ListWriter(VectorWriter items) : VectorWriter
    {
        public override void Write(ColumnVector source, int start, int count, EngineVector vector)
        {
            var lists = Unsafe.As<ListVector>(source);
            var offsets = lists.Offsets;
            var first = offsets[start];
            var total = offsets[start + count] - first;
            _ = NativeMethods.Vectors.DuckDBListVectorReserve(vector.Handle, (ulong)total);
            _ = NativeMethods.Vectors.DuckDBListVectorSetSize(vector.Handle, (ulong)total);
            var entries = (DuckDBListEntry*)vector.Data;
            for (var i = 0; i < count; i++)
                entries[i] = new(
                    (ulong)(offsets[start + i] - first),
                    (ulong)(offsets[start + i + 1] - offsets[start + i])
                );
            items.Write(lists.Items, first, total, vector.ListChild);
            MendedStrings = items.MendedStrings;
            WriteNulls(source, start, count, vector);
        }
    }
}
