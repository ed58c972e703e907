using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>Writes the lists that a function gives for one chunk of rows, one behind the other.</summary>
internal unsafe ref struct ListResults<T>(FunctionCall call)
    where T : unmanaged
{
    private long used;
    private long room;

    public readonly int Count { get; } = call.Count;

    /// <summary>Place for a list of a row; lists given before may have moved.</summary>
    public Span<T> Add(int row, int length)
    {
        if (used + length > room)
        {
            room = Math.Max(used + length, Math.Max(2 * room, (long)length * Count));
            if (NativeMethods.Vectors.DuckDBListVectorReserve(call.ResultHandle, (ulong)room) != DuckDBState.Success)
                throw new InvalidOperationException("The arrays of this query grow too long");
        }
        ((DuckDBListEntry*)call.Result.Data)[row] = new DuckDBListEntry((ulong)used, (ulong)length);
        var list = new Span<T>((T*)call.Result.ListChild.Data + used, length);
        used += length;
        return list;
    }

    public readonly void SetNull(int row)
    {
        ((DuckDBListEntry*)call.Result.Data)[row] = new DuckDBListEntry((ulong)used, 0);
        call.SetNull(row);
    }

    /// <summary>To be called after the last row.</summary>
    public readonly void End() => _ = NativeMethods.Vectors.DuckDBListVectorSetSize(call.ResultHandle, (ulong)used);
}
