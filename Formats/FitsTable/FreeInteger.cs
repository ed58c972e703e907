using System.Numerics;

namespace DataLab.Formats.FitsTable;

/// <summary>Looks for an integer that a column does not have, to stand for null (TNULLn, FITS 4.0 §7.3.2).</summary>
internal static class FreeInteger
{
    /// <summary>Candidates looked at in one pass over the rows.</summary>
    private const int Window = 1 << 16;

    /// <summary>Null when every value of the type occurs.</summary>
    public static async ValueTask<long?> FindAsync(RowSpool rows, int column, DataType type, CancellationToken ct) =>
        type switch
        {
            DataType.UnsignedByte => await FindAsync<byte>(rows, column, ct).ConfigureAwait(false),
            DataType.Short => await FindAsync<short>(rows, column, ct).ConfigureAwait(false),
            DataType.Int => await FindAsync<int>(rows, column, ct).ConfigureAwait(false),
            _ => await FindAsync<long>(rows, column, ct).ConfigureAwait(false),
        };

    private static async ValueTask<long?> FindAsync<T>(RowSpool spool, int column, CancellationToken ct)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var least = long.CreateChecked(T.MinValue);
        var greatest = long.CreateChecked(T.MaxValue);
        var seen = new bool[Window];
        // Fewer rows than values: some window has a gap long before the end. Int128, since the last window ends at 2^63.
        for (Int128 start = least; start <= greatest; start += Window)
        {
            Array.Clear(seen);
            await MarkAsync<T>(spool.Read(), column, (long)start, seen, ct).ConfigureAwait(false);
            var size = (int)Int128.Min(Window, (Int128)greatest - start + 1);
            var free = Array.IndexOf(seen, false, 0, size);
            if (free >= 0)
                return (long)start + free;
        }
        return null;
    }

    private static async ValueTask MarkAsync<T>(
        RowSource rows,
        int column,
        long start,
        bool[] seen,
        CancellationToken ct
    )
        where T : unmanaged, IBinaryInteger<T>
    {
        while (await rows.ReadAsync(ct).ConfigureAwait(false) is { } batch)
        {
            using (batch)
                Mark((ValueVector<T>)Items(batch.Columns[column]), start, seen);
        }
    }

    private static void Mark<T>(ValueVector<T> values, long start, bool[] seen)
        where T : unmanaged, IBinaryInteger<T>
    {
        foreach (var value in values.Values)
        {
            var place = unchecked((ulong)(long.CreateTruncating(value) - start));
            if (place < Window)
                seen[place] = true;
        }
    }

    private static ColumnVector Items(ColumnVector vector) => vector is ListVector list ? list.Items : vector;
}
