using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace DataLab.Formats;

/// <summary>The cells of one column in one <see cref="RowBatch"/>, column-wise, with a null mask.</summary>
/// <remarks>
/// Filled either whole (<see cref="Reset"/> to the row count, then write the spans) or cell by cell (Reset(0), then Append).
/// Not thread-safe while being filled; read from any thread after.
/// </remarks>
public abstract class ColumnVector
{
    private ulong[] validity = [];

    /// <summary>Rows held.</summary>
    public int Count { get; private protected set; }

    public bool HasNulls { get; private set; }

    /// <summary>Bit i%64 of word i/64 is 1 where row i has a value. Covers all rows when <see cref="HasNulls"/>, else empty.</summary>
    public ReadOnlySpan<ulong> Validity => HasNulls ? validity.AsSpan(0, (Count + 63) / 64) : [];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int row) => HasNulls && (validity[row >> 6] >> (row & 63) & 1) == 0;

    public void SetNull(int row)
    {
        Debug.Assert((uint)row < (uint)Count);
        EnsureMask();
        validity[row >> 6] &= ~(1UL << (row & 63));
    }

    /// <summary>Takes over a mask of the layout of <see cref="Validity"/>, at least Count bits.</summary>
    public void SetValidity(ReadOnlySpan<ulong> mask)
    {
        EnsureMask();
        mask[..((Count + 63) / 64)].CopyTo(validity);
    }

    /// <summary>Makes room for <paramref name="count"/> rows, all of them valid, values unspecified; forgets what was there.</summary>
    public virtual void Reset(int count)
    {
        Count = count;
        HasNulls = false;
    }

    /// <summary>Adds a row that is null.</summary>
    public abstract void AppendNull();

    /// <summary>Forgets the rows from <paramref name="count"/> on.</summary>
    public virtual void Truncate(int count)
    {
        Debug.Assert((uint)count <= (uint)Count);
        Count = count;
    }

    private protected void GrowMask()
    {
        if (!HasNulls)
            return;
        var words = (Count + 63) / 64;
        if (validity.Length < words)
        {
            var old = validity.Length;
            Array.Resize(ref validity, Math.Max(words, old * 2));
            validity.AsSpan(old).Fill(ulong.MaxValue);
        }
        var last = Count - 1;
        validity[last >> 6] |= 1UL << (last & 63);
    }

    private void EnsureMask()
    {
        if (HasNulls)
            return;
        var words = (Count + 63) / 64;
        if (validity.Length < words)
            validity = new ulong[Math.Max(words, 32)];
        validity.AsSpan().Fill(ulong.MaxValue);
        HasNulls = true;
    }

    /// <summary>An empty vector of the shape that <paramref name="field"/> needs.</summary>
    public static ColumnVector For(Field field) =>
        field.IsList ? new ListVector(Element(field.DataType)) : Element(field.DataType);

    private static ColumnVector Element(DataType type) =>
        type switch
        {
            DataType.Boolean or DataType.Bit => new ValueVector<bool>(),
            DataType.UnsignedByte => new ValueVector<byte>(),
            DataType.Short => new ValueVector<short>(),
            DataType.Int => new ValueVector<int>(),
            DataType.Long => new ValueVector<long>(),
            DataType.Float or DataType.FloatComplex => new ValueVector<float>(),
            DataType.Double or DataType.DoubleComplex => new ValueVector<double>(),
            DataType.Char or DataType.UnicodeChar => new TextVector(),
            _ => throw new UnreachableException($"{type}"),
        };
}

/// <summary>A column of numbers or booleans.</summary>
public sealed class ValueVector<T> : ColumnVector
    where T : unmanaged
{
    private T[] items = [];

    /// <summary>One value a row; unspecified where null.</summary>
    public Span<T> Values => items.AsSpan(0, Count);

    public override void Reset(int count)
    {
        base.Reset(count);
        if (items.Length < count)
            items = new T[count];
    }

    public void Append(T value)
    {
        if (Count == items.Length)
            Array.Resize(ref items, Math.Max(256, items.Length * 2));
        items[Count++] = value;
        GrowMask();
    }

    public override void AppendNull()
    {
        Append(default);
        SetNull(Count - 1);
    }
}

/// <summary>A column of strings, UTF-8, one after another in one buffer.</summary>
public sealed class TextVector : ColumnVector
{
    private byte[] bytes = [];
    private int[] offsets = new int[1];

    /// <summary>All strings, joined.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, offsets[Count]);

    /// <summary>Count + 1 offsets into <see cref="Bytes"/>; row i is [offsets[i], offsets[i+1]).</summary>
    public ReadOnlySpan<int> Offsets => offsets.AsSpan(0, Count + 1);

    /// <summary>The array under <see cref="Bytes"/>, which begins with it, for a native library that wants it pinned.</summary>
    internal byte[] Buffer => bytes;

    /// <summary>UTF-8 of one row; empty where null.</summary>
    public ReadOnlySpan<byte> this[int row] => bytes.AsSpan(offsets[row], offsets[row + 1] - offsets[row]);

    /// <summary>Makes the vector empty. Only 0 is meaningful: strings are appended.</summary>
    public override void Reset(int count)
    {
        Debug.Assert(count == 0, "strings are appended");
        base.Reset(0);
    }

    public void Append(ReadOnlySpan<byte> utf8)
    {
        var start = offsets[Count];
        if (bytes.Length - start < utf8.Length)
            Grow((long)start + utf8.Length);
        utf8.CopyTo(bytes.AsSpan(start));
        if (Count + 2 > offsets.Length)
            Array.Resize(ref offsets, Math.Max(256, offsets.Length * 2));
        offsets[++Count] = start + utf8.Length;
        GrowMask();
    }

    /// <summary>Makes room for <paramref name="count"/> strings, all of them valid, to be filled in as <see cref="Bytes"/> and <see cref="Offsets"/> are laid out.</summary>
    public (Memory<byte> Bytes, Memory<int> Offsets) Reset(int count, int length)
    {
        base.Reset(count);
        if (bytes.Length < length)
            bytes = new byte[length];
        if (offsets.Length < count + 1)
            offsets = new int[count + 1];
        return (bytes.AsMemory(0, length), offsets.AsMemory(0, count + 1));
    }

    private void Grow(long needed)
    {
        if (needed > Array.MaxLength)
            throw new ServiceException(
                ErrorKind.LimitExceeded,
                "The texts of some thousand rows of one column are longer than 2 GB together, which is more than can be handled. Ask for fewer of them at a time."
            );
        Array.Resize(ref bytes, (int)Math.Max(needed, Math.Clamp(2L * bytes.Length, 1024, Array.MaxLength)));
    }

    public void Append(string text) => Append(System.Text.Encoding.UTF8.GetBytes(text));

    public override void AppendNull()
    {
        Append([]);
        SetNull(Count - 1);
    }
}

/// <summary>A column of arrays: the elements of all rows in <see cref="Items"/>, with offsets. Complex numbers are pairs of elements.</summary>
public sealed class ListVector(ColumnVector items) : ColumnVector
{
    private int[] offsets = new int[1];

    /// <summary>Elements of all rows, which may be null one by one.</summary>
    public ColumnVector Items { get; } = items;

    /// <summary>Count + 1 offsets into <see cref="Items"/>.</summary>
    public Span<int> Offsets => offsets.AsSpan(0, Count + 1);

    public (int Start, int Length) this[int row] => (offsets[row], offsets[row + 1] - offsets[row]);

    /// <summary>Makes room for the offsets of <paramref name="count"/> rows; the items are reset to none.</summary>
    public override void Reset(int count)
    {
        base.Reset(count);
        Items.Reset(0);
        if (offsets.Length < count + 1)
            offsets = new int[count + 1];
        offsets[0] = 0;
    }

    public override void Truncate(int count)
    {
        base.Truncate(count);
        Items.Truncate(offsets[count]);
    }

    /// <summary>Closes a row: every element appended to <see cref="Items"/> since the last row belongs to it.</summary>
    public void AppendRow()
    {
        if (Count + 2 > offsets.Length)
            Array.Resize(ref offsets, Math.Max(256, offsets.Length * 2));
        offsets[++Count] = Items.Count;
        GrowMask();
    }

    public override void AppendNull()
    {
        AppendRow();
        SetNull(Count - 1);
    }
}
