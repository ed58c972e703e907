using System.Collections.Immutable;
using System.Globalization;
using DataLab.Catalog.DuckDb;
using DataLab.Formats;
using DataLab.Sky;

namespace DataLab.Catalog.ParquetFiles;

/// <summary>The cells of the positions in the files, and in which cells the rows of each file are.</summary>
/// <param name="Column">Engine's name of the column with the cells.</param>
/// <param name="Ranges">One a file.</param>
/// <param name="Hidden">The column, where the files do not have it.</param>
internal sealed record ParquetCells(
    string Column,
    ImmutableArray<HealpixRange?> Ranges,
    ImmutableArray<StoredExpression> Hidden
)
{
    private const string CellName = "cell of position";
    private static readonly string[] UsualNames = ["hpx29", "_healpix_29"];

    /// <summary>Files and rows of each that are looked at.</summary>
    private const int FilesLookedAt = 16;
    private const int RowsLookedAt = 1000;

    /// <returns>Null where searches by position read every row.</returns>
    /// <exception cref="ServiceException">UsageError: the column that was named holds something else.</exception>
    public static ParquetCells? Of(
        EngineConnection connection,
        ParquetRequest request,
        ParquetColumns table,
        ImmutableArray<FoundFile> files,
        Action<string> note
    )
    {
        if (request.CellColumn is { } named && table.Find(named) is not { IsWhole: true })
            throw new ServiceException(ErrorKind.UsageError, $"There is no column of 64-bit numbers \"{named}\".");
        if (table.Position is not var (ra, dec))
            return null;
        var position = (table.Find(ra)!.Sql, table.Find(dec)!.Sql);
        var name = request.CellColumn ?? UsualNames.FirstOrDefault(usual => table.Find(usual) is { IsWhole: true });
        var looked = Spread(files);
        if (name is not null)
        {
            var wrong = looked
                .Select(i => Wrong(connection, files[i], position, table.Find(name)!.Sql))
                .FirstOrDefault(text => text is not null);
            if (wrong is null)
                return new ParquetCells(name, Extents(connection, files, name), Bounds);
            if (request.CellColumn is not null)
                throw new ServiceException(
                    ErrorKind.UsageError,
                    $"Column \"{name}\" does not hold the HEALPix cells (order 29, NESTED) of \"{ra}\" and \"{dec}\": {wrong}."
                );
            note($"The column \"{name}\" is not used for searches: {wrong}.");
        }
        if (files.Any(file => file.Pixel is null))
        {
            note(
                "Searches by position read every row: the files are in no folders of HEALPix cells (Norder=K/Npix=N), and have no column "
                    + "with the cells of order 29 (hpx29, _healpix_29)."
            );
            return null;
        }
        if (looked.FirstOrDefault(i => IsElsewhere(connection, files[i], position), -1) is >= 0 and var at)
        {
            note(
                $"Searches by position read every row: {Path.GetFileName(files[at].Path)} has rows outside of its cell."
            );
            return null;
        }
        return new ParquetCells(
            CellName,
            [.. files.Select(file => file.Pixel)],
            [
                .. Bounds,
                new StoredExpression(
                    CellName,
                    $"datalab_hpx29(CAST({position.Item1} AS DOUBLE), CAST({position.Item2} AS DOUBLE))"
                ),
            ]
        );
    }

    /// <summary>The first and the last cell of a row's file, by which files are left out.</summary>
    private static ImmutableArray<StoredExpression> Bounds { get; } =
    [new(ParquetLinks.First, ParquetLinks.First), new(ParquetLinks.Last, ParquetLinks.Last)];

    /// <summary>Places of some files all over the list.</summary>
    private static ImmutableArray<int> Spread(ImmutableArray<FoundFile> files) =>
        [.. Enumerable.Range(0, FilesLookedAt).Select(i => (int)((long)i * files.Length / FilesLookedAt)).Distinct()];

    private static string? Wrong(
        EngineConnection connection,
        FoundFile file,
        (string Ra, string Dec) position,
        string cell
    )
    {
        foreach (var (ra, dec, said) in Sample(connection, file, position, cell))
            if (CellCheck.Wrong(ra, dec, said) is { } wrong)
                return wrong;
        return null;
    }

    private static bool IsElsewhere(EngineConnection connection, FoundFile file, (string Ra, string Dec) position) =>
        Sample(connection, file, position, "NULL").Any(row => !CellCheck.IsIn(row.Ra, row.Dec, file.Pixel!.Value));

    /// <summary>Rows of a file that have a position.</summary>
    private static List<(double Ra, double Dec, long? Cell)> Sample(
        EngineConnection connection,
        FoundFile file,
        (string Ra, string Dec) position,
        string cell
    )
    {
        using var result = connection.Select(
            $"SELECT CAST({position.Ra} AS DOUBLE) AS ra, CAST({position.Dec} AS DOUBLE) AS dec, CAST({cell} AS BIGINT) AS cell "
                + $"FROM read_parquet({EngineTypes.Literal(file.Path)}, hive_partitioning = true) WHERE ra IS NOT NULL AND dec IS NOT NULL "
                + string.Create(CultureInfo.InvariantCulture, $"LIMIT {RowsLookedAt}")
        );
        var batches = new ResultBatches(
            result,
            [new Field("ra", DataType.Double), new Field("dec", DataType.Double), new Field("cell", DataType.Long)]
        );
        var rows = new List<(double, double, long?)>();
        while (batches.Next() is { } batch)
            using (batch)
                for (var i = 0; i < batch.Count; i++)
                    rows.Add(
                        (
                            ((ValueVector<double>)batch.Columns[0]).Values[i],
                            ((ValueVector<double>)batch.Columns[1]).Values[i],
                            batch.Columns[2].IsNull(i) ? null : ((ValueVector<long>)batch.Columns[2]).Values[i]
                        )
                    );
        return rows;
    }

    /// <summary>From the footers' statistics of the column; where a file has none, from its folder.</summary>
    private static ImmutableArray<HealpixRange?> Extents(
        EngineConnection connection,
        ImmutableArray<FoundFile> files,
        string column
    )
    {
        var list = string.Join(", ", files.Select(file => EngineTypes.Literal(file.Path)));
        var known = FoundFiles
            .Texts(
                connection,
                "SELECT min(TRY_CAST(stats_min_value AS BIGINT)) || '|' || max(TRY_CAST(stats_max_value AS BIGINT)) || '|' || file_name "
                    + $"FROM parquet_metadata([{list}]) WHERE path_in_schema = {EngineTypes.Literal(column)} "
                    + "GROUP BY file_name HAVING count(*) = count(TRY_CAST(stats_min_value AS BIGINT))"
            )
            .Select(text => text.Split('|', 3))
            .ToDictionary(
                parts => parts[2],
                parts => new HealpixRange(
                    long.Parse(parts[0], CultureInfo.InvariantCulture),
                    long.Parse(parts[1], CultureInfo.InvariantCulture)
                )
            );
        return [.. files.Select(file => known.TryGetValue(file.Path, out var range) ? range : file.Pixel)];
    }
}
