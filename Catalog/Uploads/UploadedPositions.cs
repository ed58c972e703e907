using System.Collections.Concurrent;
using DataLab.Adql.Semantics;
using DataLab.Formats;
using DataLab.Sky;

namespace DataLab.Catalog.Uploads;

/// <summary>The cells of an uploaded table's positions, as fine as a bounded memory allows, and what of the sky is near them.</summary>
/// <remarks>
/// Filled by one thread, then asked by any. The engine's function finds the sets of all sessions of the process by their keys;
/// they are there until disposed, which must come after the session's last query.
/// </remarks>
internal sealed class UploadedPositions : IKnownPositions, IDisposable
{
    /// <summary>Half a megabyte. An upload of more cells than this is kept at a lower order.</summary>
    private const int MaxCells = 1 << 16;

    /// <summary>Cells of 0.8″: finer ones would make hardly fewer rows near.</summary>
    private const int FinestOrder = 18;

    /// <summary>Bits of a key that tell the order.</summary>
    private const int OrderBits = 5;

    private static readonly ConcurrentDictionary<long, CellSet> Sets = new();
    private static long lastNumber;

    private readonly long number = Interlocked.Increment(ref lastNumber);
    private readonly List<long> keys = [];
    private long[] cells = [];
    private int count;
    private int order = FinestOrder;

    /// <param name="added">Cells of order 29; nulls have none.</param>
    public void Add(ValueVector<long> added)
    {
        for (var i = 0; i < added.Count; i++)
        {
            if (added.IsNull(i))
                continue;
            if (count == cells.Length)
                MakeRoom();
            cells[count++] = added.Values[i] >> Shift(order);
        }
    }

    /// <summary>Grows to the limit; there, what is twice goes, and the order down until half is free.</summary>
    private void MakeRoom()
    {
        if (cells.Length < MaxCells)
        {
            Array.Resize(ref cells, Math.Max(1024, cells.Length * 2));
            return;
        }
        count = Distinct(cells.AsSpan());
        while (count > MaxCells / 2)
        {
            order--;
            var kept = cells.AsSpan(0, count);
            foreach (ref var cell in kept)
                cell >>= 2;
            count = Distinct(kept);
        }
    }

    /// <remarks>For small and for large radii alike, a set is made once an order and kept.</remarks>
    public Vicinity Around(int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, Healpix.MaxOrder);
        // A neighbour at an order lies in the cell or in a neighbour at every lower order.
        var at = Math.Min(order, this.order);
        var key = (number << OrderBits) | (uint)at;
        lock (keys)
        {
            if (!Sets.TryGetValue(key, out var set))
            {
                set = Make(at);
                Sets[key] = set;
                keys.Add(key);
            }
            return new Vicinity(key, set.Extent);
        }
    }

    private CellSet Make(int at)
    {
        var own = cells.AsSpan(0, count).ToArray();
        foreach (ref var cell in own.AsSpan())
            cell >>= 2 * (order - at);
        return CellSet.Around(at, own.AsSpan(0, Distinct(own)));
    }

    /// <summary>The set of a key that <see cref="Around"/> has given.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static CellSet Find(long key) =>
        Sets.TryGetValue(key, out var set) ? set : throw new ArgumentException($"No positions are kept under {key}.");

    public void Dispose()
    {
        lock (keys)
        {
            foreach (var key in keys)
                Sets.TryRemove(key, out _);
            keys.Clear();
        }
    }

    /// <summary>Sorts and drops what is twice.</summary>
    /// <returns>How many are left, at the beginning.</returns>
    private static int Distinct(Span<long> values)
    {
        values.Sort();
        var kept = 0;
        foreach (var value in values)
        {
            if (kept == 0 || values[kept - 1] != value)
                values[kept++] = value;
        }
        return kept;
    }

    private static int Shift(int order) => 2 * (Healpix.MaxOrder - order);
}
