using System.Collections.Immutable;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>All rows of a table to be, in runs of files, on their way into databases. Read by several threads at once.</summary>
/// <param name="instants">Places of columns whose texts are to be stored as instants.</param>
internal sealed class SortedRows(ImmutableArray<SortedRun> runs, ImmutableArray<int> instants)
{
    /// <summary>In place of the cell of a row that has no position: it comes last.</summary>
    public const long Nowhere = long.MaxValue;

    public long Rows { get; } = runs.Sum(run => run.Rows);

    /// <summary>Some rows have no position.</summary>
    public bool HasRowsNowhere
    {
        get
        {
            using var merge = Read(Nowhere, Nowhere);
            return merge.Next();
        }
    }

    /// <summary>The cells that part the rows with a position evenly; none where there are fewer than parts.</summary>
    public long[] Quantiles(int parts)
    {
        var rows = Cells().LongCount();
        return rows < parts
            ? []
            : [.. Cells().Index().Where(row => IsCut(row.Index)).Select(row => row.Item).Take(parts - 1)];

        bool IsCut(int row) => row > 0 && row % (rows / parts) == 0;
    }

    /// <summary>The rows of a range of cells; both ends are in it.</summary>
    public RowMerge Read(long first, long last) => new(runs, first, last);

    private IEnumerable<long> Cells()
    {
        using var merge = Read(0, Nowhere - 1);
        while (merge.Next())
            yield return merge.Cell;
    }

    /// <summary>Adds rows to a table in the order of their cells, so that an index finds neighbours together.</summary>
    /// <param name="table">In SQL; made by the same transaction, so that nobody can see rows that are too young.</param>
    /// <param name="first">First cell.</param>
    /// <param name="last">Last cell, inclusive; <see cref="Nowhere"/> for rows without one.</param>
    /// <returns>How many rows there were.</returns>
    public async Task<long> CopyAsync(
        NpgsqlConnection target,
        string table,
        long first,
        long last,
        CancellationToken ct
    )
    {
        long rows = 0;
        var cells = instants.IsEmpty ? null : new InstantCells(instants);
        await using var copy = await CopyWriter.OpenAsync(target, table, [], ct, ", FREEZE").ConfigureAwait(false);
        using var merge = Read(first, last);
        while (merge.Next())
        {
            rows++;
            if (cells is null)
                copy.Buffer.Append(merge.Row);
            else
                cells.Write(merge.Row, copy.Buffer);
            if (copy.Buffer.IsLaden)
                await copy.SendAsync(ct).ConfigureAwait(false);
        }
        await copy.CompleteAsync().ConfigureAwait(false);
        return rows;
    }
}
