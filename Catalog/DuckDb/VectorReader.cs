using System.Runtime.CompilerServices;
using DataLab.Formats;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>Copies one result column out of the engine's chunks into our vectors; chosen once per column.</summary>
internal abstract unsafe class VectorReader
{
    /// <summary>Fills <paramref name="target"/>, which is of the shape of the field, with the first rows of a vector.</summary>
    /// <exception cref="ServiceException">UsageError: a value does not fit the promised type.</exception>
    public abstract void Read(EngineVector vector, int count, ColumnVector target);

    /// <summary>The copier from what the engine delivers to what the field promises.</summary>
    public static VectorReader For(DuckDBLogicalType type, Field field)
    {
        var id = NativeMethods.LogicalType.DuckDBGetTypeId(type);
        if (!field.IsList)
            return Element(type, id, field);
        switch (id)
        {
            case DuckDBType.List:
            {
                using var child = NativeMethods.LogicalType.DuckDBListTypeChildType(type);
                return new ListReader(ElementOf(child, field), 0);
            }
            case DuckDBType.Array:
            {
                using var child = NativeMethods.LogicalType.DuckDBArrayTypeChildType(type);
                return new ListReader(
                    ElementOf(child, field),
                    (int)NativeMethods.LogicalType.DuckDBArrayVectorGetSize(type)
                );
            }
            default:
                return new NullReader(field);
        }
    }

    private static VectorReader ElementOf(DuckDBLogicalType type, Field field) =>
        Element(type, NativeMethods.LogicalType.DuckDBGetTypeId(type), field);

    private static VectorReader Element(DuckDBLogicalType type, DuckDBType id, Field field) =>
        field.DataType switch
        {
            DataType.Boolean or DataType.Bit => id == DuckDBType.Boolean
                ? new CopyReader<bool>()
                : Number<bool>(type, id, field),
            DataType.UnsignedByte => id == DuckDBType.UnsignedTinyInt
                ? new CopyReader<byte>()
                : Number<byte>(type, id, field),
            DataType.Short => id == DuckDBType.SmallInt ? new CopyReader<short>() : Number<short>(type, id, field),
            DataType.Int => id == DuckDBType.Integer ? new CopyReader<int>() : Number<int>(type, id, field),
            DataType.Long => id == DuckDBType.BigInt ? new CopyReader<long>() : Number<long>(type, id, field),
            DataType.Float or DataType.FloatComplex => id == DuckDBType.Float
                ? new CopyReader<float>()
                : Number<float>(type, id, field),
            DataType.Double or DataType.DoubleComplex => id == DuckDBType.Double
                ? new CopyReader<double>()
                : Number<double>(type, id, field),
            _ => id == DuckDBType.Varchar ? new TextReader() : TextConversion.For(type, id, field),
        };

    private static VectorReader Number<TTo>(DuckDBLogicalType type, DuckDBType id, Field field)
        where TTo : unmanaged
    {
        var name = field.Name;
        return id switch
        {
            DuckDBType.Boolean => new ConvertReader<byte, TTo>(NumberConversion.To<byte, TTo>(name)),
            DuckDBType.TinyInt => new ConvertReader<sbyte, TTo>(NumberConversion.To<sbyte, TTo>(name)),
            DuckDBType.UnsignedTinyInt => new ConvertReader<byte, TTo>(NumberConversion.To<byte, TTo>(name)),
            DuckDBType.SmallInt => new ConvertReader<short, TTo>(NumberConversion.To<short, TTo>(name)),
            DuckDBType.UnsignedSmallInt => new ConvertReader<ushort, TTo>(NumberConversion.To<ushort, TTo>(name)),
            DuckDBType.Integer => new ConvertReader<int, TTo>(NumberConversion.To<int, TTo>(name)),
            DuckDBType.UnsignedInteger => new ConvertReader<uint, TTo>(NumberConversion.To<uint, TTo>(name)),
            DuckDBType.BigInt => new ConvertReader<long, TTo>(NumberConversion.To<long, TTo>(name)),
            DuckDBType.UnsignedBigInt => new ConvertReader<ulong, TTo>(NumberConversion.To<ulong, TTo>(name)),
            DuckDBType.HugeInt => new ConvertReader<Int128, TTo>(NumberConversion.To<Int128, TTo>(name)),
            DuckDBType.UnsignedHugeInt => new ConvertReader<UInt128, TTo>(NumberConversion.To<UInt128, TTo>(name)),
            DuckDBType.Float => new ConvertReader<float, TTo>(NumberConversion.To<float, TTo>(name)),
            DuckDBType.Double => new ConvertReader<double, TTo>(NumberConversion.To<double, TTo>(name)),
            DuckDBType.Decimal => Decimal<TTo>(type, name),
            _ => new NullReader(field),
        };
    }

    private static VectorReader Decimal<TTo>(DuckDBLogicalType type, string name)
        where TTo : unmanaged
    {
        var scale = NativeMethods.LogicalType.DuckDBDecimalScale(type);
        return NativeMethods.LogicalType.DuckDBDecimalInternalType(type) switch
        {
            DuckDBType.SmallInt => new ConvertReader<short, TTo>(NumberConversion.Decimal<short, TTo>(name, scale)),
            DuckDBType.Integer => new ConvertReader<int, TTo>(NumberConversion.Decimal<int, TTo>(name, scale)),
            DuckDBType.BigInt => new ConvertReader<long, TTo>(NumberConversion.Decimal<long, TTo>(name, scale)),
            _ => new ConvertReader<Int128, TTo>(NumberConversion.Decimal<Int128, TTo>(name, scale)),
        };
    }

    /// <summary>Hands the null mask on, unless it says that no row is null.</summary>
    protected static void CopyValidity(EngineVector vector, int count, ColumnVector target)
    {
        var mask = vector.Validity;
        if (mask is null)
            return;
        var words = count >> 6;
        var all = ulong.MaxValue;
        for (var i = 0; i < words; i++)
            all &= mask[i];
        var rest = count & 63;
        if (rest > 0)
            all &= mask[words] | ulong.MaxValue << rest;
        if (all != ulong.MaxValue)
            target.SetValidity(new ReadOnlySpan<ulong>(mask, (count + 63) / 64));
    }

    /// <summary>Values that are laid out the same on both sides.</summary>
    private sealed class CopyReader<T> : VectorReader
        where T : unmanaged
    {
        public override void Read(EngineVector vector, int count, ColumnVector target)
        {
            var values = Unsafe.As<ValueVector<T>>(target);
            values.Reset(count);
            new ReadOnlySpan<T>(vector.Data, count).CopyTo(values.Values);
            CopyValidity(vector, count, values);
        }
    }

    /// <summary>Values that change their width on the way.</summary>
    private sealed class ConvertReader<TFrom, TTo>(Func<TFrom, TTo> convert) : VectorReader
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        public override void Read(EngineVector vector, int count, ColumnVector target)
        {
            var values = Unsafe.As<ValueVector<TTo>>(target);
            values.Reset(count);
            var from = new ReadOnlySpan<TFrom>(vector.Data, count);
            var to = values.Values;
            var validity = vector.Validity;
            for (var i = 0; i < count; i++)
                to[i] = EngineVector.IsValid(validity, i) ? convert(from[i]) : default;
            CopyValidity(vector, count, values);
        }
    }

    private sealed class TextReader : VectorReader
    {
        public override void Read(EngineVector vector, int count, ColumnVector target)
        {
            var texts = Unsafe.As<TextVector>(target);
            texts.Reset(0);
            var data = vector.Data;
            var validity = vector.Validity;
            if (validity is null)
            {
                for (var i = 0; i < count; i++)
                    texts.Append(EngineText.At(data, i));
                return;
            }
            for (var i = 0; i < count; i++)
            {
                if (EngineVector.IsValid(validity, i))
                    texts.Append(EngineText.At(data, i));
                else
                    texts.AppendNull();
            }
        }
    }

    /// <summary>LIST and, with <paramref name="fixedLength"/> above 0, ARRAY.</summary>
    private sealed class ListReader(VectorReader items, int fixedLength) : VectorReader
    {
        public override void Read(EngineVector vector, int count, ColumnVector target)
        {
            var lists = Unsafe.As<ListVector>(target);
            var validity = vector.Validity;
            lists.Reset(count);
            var offsets = lists.Offsets;
            var total = 0;
            if (fixedLength > 0)
            {
                for (var i = 0; i <= count; i++)
                    offsets[i] = i * fixedLength;
                items.Read(vector.ArrayChild, count * fixedLength, lists.Items);
                CopyValidity(vector, count, lists);
                return;
            }
            var entries = (DuckDBListEntry*)vector.Data;
            var contiguous = true;
            for (var i = 0; i < count; i++)
            {
                offsets[i] = total;
                if (!EngineVector.IsValid(validity, i))
                    continue;
                contiguous &= entries[i].Offset == (ulong)total;
                total += (int)entries[i].Length;
            }
            offsets[count] = total;
            if (contiguous)
                items.Read(vector.ListChild, total, lists.Items);
            else
                Gather(vector, entries, count, lists);
            CopyValidity(vector, count, lists);
        }

        /// <summary>Lists whose elements lie elsewhere or are shared (a sorted or joined result): copied list by list.</summary>
        private void Gather(EngineVector vector, DuckDBListEntry* entries, int count, ListVector lists)
        {
            var validity = vector.Validity;
            var length = 0;
            for (var i = 0; i < count; i++)
            {
                if (EngineVector.IsValid(validity, i))
                    length = Math.Max(length, (int)(entries[i].Offset + entries[i].Length));
            }
            var all = ColumnVectors.Like(lists.Items);
            items.Read(vector.ListChild, length, all);
            for (var i = 0; i < count; i++)
            {
                if (EngineVector.IsValid(validity, i))
                    ColumnVectors.Append(lists.Items, all, (int)entries[i].Offset, (int)entries[i].Length);
            }
        }
    }

    /// <summary>A type that cannot become the promised one; harmless while every row is null (<c>SELECT NULL</c>).</summary>
    internal sealed class NullReader(Field field) : VectorReader
    {
        public override void Read(EngineVector vector, int count, ColumnVector target)
        {
            target.Reset(0);
            for (var i = 0; i < count; i++)
            {
                if (!vector.IsNull(i))
                    throw new ServiceException(
                        ErrorKind.Fault,
                        $"Column \"{field.Name}\" of the result is not of the type that was announced; the fault has been logged."
                    );
                target.AppendNull();
            }
        }
    }
}
