using System.Collections.Immutable;
using System.Globalization;
using DataLab.Catalog.DuckDb;
using DataLab.Formats;
using DataLab.Sky;

namespace DataLab.Catalog.ParquetFiles;

/// <summary>A file with what its place and its footer tell.</summary>
/// <param name="Partitions">Folders such as <c>year=2020</c> that it lies in, outermost first.</param>
/// <param name="Pixel">Cells of its HEALPix folder (<c>Norder=6/Dir=0/Npix=123.parquet</c>, as HATS has it); null without.</param>
internal sealed record FoundFile(string Path, long Rows, ImmutableArray<string> Partitions, HealpixRange? Pixel);

/// <summary>Finds the files of a pattern, which must all have the same columns.</summary>
internal static class FoundFiles
{
    /// <exception cref="ServiceException">NotFound: there are none; UsageError: they differ.</exception>
    public static ImmutableArray<FoundFile> Find(EngineConnection connection, string pattern, Action<string> note)
    {
        var full = Path.GetFullPath(pattern);
        if (Directory.Exists(full))
            full = Path.Combine(full, "**", "*.parquet");
        var list = Texts(connection, $"SELECT file FROM glob({EngineTypes.Literal(full)}) ORDER BY file");
        if (list.Count == 0)
            throw new ServiceException(ErrorKind.NotFound, $"There are no files {pattern}.");
        var placed = list.Select(path => (Path: RealPath.Of(path), Pixel: PixelOf(path))).ToList();
        if (placed.Exists(file => file.Pixel is not null) && placed.Exists(file => file.Pixel is null))
        {
            // Catalogues of that kind have files beside their partitions with rows of those, such as thumbnails.
            foreach (var (path, _) in placed.Where(file => file.Pixel is null))
                note($"{Path.GetFileName(path)} is left out: it is in no folder of a HEALPix cell, as the others are.");
            placed.RemoveAll(file => file.Pixel is null);
        }
        var files = "[" + string.Join(", ", placed.Select(file => EngineTypes.Literal(file.Path))) + "]";
        CheckColumns(connection, files);
        var rows = Texts(connection, $"SELECT file_name || '|' || num_rows FROM parquet_file_metadata({files})")
            .Select(text => text.Split('|'))
            .ToDictionary(
                parts => string.Join('|', parts[..^1]),
                parts => long.Parse(parts[^1], CultureInfo.InvariantCulture)
            );
        ImmutableArray<FoundFile> found =
        [
            .. placed.Select(file => new FoundFile(
                file.Path,
                rows[file.Path],
                [.. PartitionsOf(file.Path).Where(folder => file.Pixel is null || !IsOfPixel(folder.Split('=')[0]))],
                file.Pixel
            )),
        ];
        var keys = Keys(found[0]);
        return found.All(file => Keys(file) == keys)
            ? found
            : throw new ServiceException(
                ErrorKind.UsageError,
                $"The files do not lie in the same kinds of folders: {Path.GetFileName(found[0].Path)} in {keys}, others in others."
            );
    }

    private static void CheckColumns(EngineConnection connection, string files)
    {
        var kinds = Texts(
            connection,
            "SELECT min(file_name) || '|' || count(*) FROM (SELECT file_name, "
                + "string_agg(name || ' ' || coalesce(type, '') || ' ' || coalesce(logical_type::VARCHAR, ''), ', ' ORDER BY name) AS columns "
                + $"FROM parquet_schema({files}) WHERE type IS NOT NULL GROUP BY file_name) GROUP BY columns ORDER BY count(*) DESC"
        );
        if (kinds.Count > 1)
            throw new ServiceException(
                ErrorKind.UsageError,
                $"The files do not all have the same columns: {Path.GetFileName(kinds[1].Split('|')[0])} differs from most others."
            );
    }

    /// <summary>Folders of cells say nothing of the rows that their cells do not.</summary>
    public static bool IsOfPixel(string key) => key is "Norder" or "Dir" or "Npix";

    private static string Keys(FoundFile file) =>
        string.Join('/', file.Partitions.Select(partition => partition.Split('=')[0]));

    /// <summary>The folders of a path that are named as Hive names partitions.</summary>
    private static ImmutableArray<string> PartitionsOf(string path) =>
        [
            .. (Path.GetDirectoryName(path) ?? "")
                .Split(Path.DirectorySeparatorChar)
                .Where(folder => folder.IndexOf('=', StringComparison.Ordinal) > 0),
        ];

    /// <summary>From <c>Norder=K</c> and <c>Npix=N</c>, folders or the file's own name.</summary>
    internal static HealpixRange? PixelOf(string path)
    {
        var parts = Path.ChangeExtension(path, null).Split(Path.DirectorySeparatorChar);
        return
            Number(parts, "Norder=") is >= 0 and <= Healpix.MaxOrder and var order
            && Number(parts, "Npix=") is >= 0 and var pixel
            && pixel < Healpix.PixelCount((int)order)
            ? Healpix.Range((int)order, pixel)
            : null;
    }

    private static long? Number(string[] parts, string name) =>
        parts.LastOrDefault(part => part.StartsWith(name, StringComparison.Ordinal)) is { } part
        && long.TryParse(part[name.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    internal static List<string> Texts(EngineConnection connection, string sql)
    {
        using var result = connection.Select(sql);
        var batches = new ResultBatches(result, [new Field("text", DataType.Char) { ArraySize = ArraySize.Any }]);
        var all = new List<string>();
        while (batches.Next() is { } batch)
            using (batch)
                for (var i = 0; i < batch.Count; i++)
                    all.Add(System.Text.Encoding.UTF8.GetString(((TextVector)batch.Columns[0])[i]));
        return all;
    }
}
