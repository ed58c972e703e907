using System.Globalization;
using DataLab.Catalog.DuckDb;
using DataLab.Formats;
using DataLab.Sky;

namespace DataLab.Catalog.ParquetFiles;

/// <summary>The folder of links to the files of a table, by whose names the engine knows what is in them.</summary>
/// <remarks>
/// <c>datalab_first=A/datalab_last=B/KEY=VALUE/…/N.parquet</c>: folders named as Hive partitions, which the engine takes for columns and
/// by which it leaves out files before it opens them. A and B are the first and the last cell of the file; KEY=VALUE are folders that
/// the file lies in.
/// </remarks>
internal static class ParquetLinks
{
    /// <summary>Columns that the engine makes of the folders: cells of order 29.</summary>
    public const string First = "datalab_first";
    public const string Last = "datalab_last";

    /// <summary>More files are looked at once a second, not with each query.</summary>
    private const int FilesAtOnce = 1000;

    /// <summary>The folder beside a generation's file.</summary>
    public static string Folder(string generationFile) => Path.ChangeExtension(generationFile, ".files");

    /// <summary>Makes the link of a file.</summary>
    /// <param name="cells">In which its rows are; null where that is not known.</param>
    /// <param name="partitions">Folders such as <c>year=2020</c>.</param>
    public static void Make(string folder, int number, string file, HealpixRange? cells, IEnumerable<string> partitions)
    {
        var (first, last) = cells is { } range
            ? (range.First, range.Last)
            : (0, Healpix.PixelCount(Healpix.MaxOrder) - 1);
        string[] parts =
        [
            folder,
            string.Create(CultureInfo.InvariantCulture, $"{First}={first}"),
            string.Create(CultureInfo.InvariantCulture, $"{Last}={last}"),
            .. partitions,
        ];
        var place = Path.Combine(parts);
        Directory.CreateDirectory(place);
        File.CreateSymbolicLink(
            Path.Combine(place, number.ToString("000000", CultureInfo.InvariantCulture) + ".parquet"),
            file
        );
    }

    /// <summary>The rows of all files, in SQL.</summary>
    /// <param name="depth">See <see cref="StoredParquet"/>.</param>
    public static string Rows(string folder, int depth)
    {
        var pattern = Path.Combine([Escaped(folder), .. Enumerable.Repeat("*", depth), "*.parquet"]);
        return $"read_parquet({EngineTypes.Literal(pattern)}, hive_partitioning = true, "
            + $"hive_types = {{'{First}': BIGINT, '{Last}': BIGINT}})";
    }

    /// <summary>Signs that stand for others in a pattern stand for themselves in brackets.</summary>
    private static string Escaped(string folder) =>
        string.Concat(folder.Select(c => c is '*' or '?' or '[' ? $"[{c}]" : c.ToString()));

    /// <summary>Files outside of the catalogue that links of it lead to now: the engine, when it starts, is allowed to read them.</summary>
    public static HashSet<string> Targets(CatalogFolder folder) =>
        [
            .. folder
                .Schemas()
                .SelectMany(schema => CatalogFolder.Tables(schema.Path))
                .SelectMany(table => CatalogFolder.Generations(table.Path))
                .Select(generation => Folder(generation.Path))
                .Where(Directory.Exists)
                .SelectMany(links => Directory.EnumerateFiles(links, "*.parquet", SearchOption.AllDirectories))
                .Select(link => new FileInfo(link).LinkTarget)
                .OfType<string>(),
        ];

    /// <summary>Tells before each query whether the files are those that were published.</summary>
    /// <param name="name">Of the table, for messages.</param>
    /// <param name="readable">What the engine may read.</param>
    /// <exception cref="ServiceException">ServiceUnavailable: they are not, or the engine has been started before they were published.</exception>
    public static Action Watch(StoredParquet parquet, string name, IReadOnlySet<string> readable)
    {
        var isNew = parquet.Files.Any(file => !readable.Contains(file.Path));
        var next = 0L;
        return () =>
        {
            if (isNew)
                throw new ServiceException(
                    ErrorKind.ServiceUnavailable,
                    $"Files of the table {name} were published while this service was running. It reads them after its next start."
                );
            if (parquet.Files.Length > FilesAtOnce && Environment.TickCount64 < Interlocked.Read(ref next))
                return;
            foreach (var file in parquet.Files)
                if (Change(file) is { } change)
                    throw new ServiceException(
                        ErrorKind.ServiceUnavailable,
                        $"A file of the table {name} {change} since the table was published. Its operators have to publish it again."
                    );
            Interlocked.Exchange(ref next, Environment.TickCount64 + 1000);
        };
    }

    private static string? Change(StoredParquetFile file)
    {
        var now = new FileInfo(file.Path);
        return !now.Exists ? "is gone"
            : now.Length != file.Length || now.LastWriteTimeUtc != file.Time ? "has changed"
            : null;
    }
}
