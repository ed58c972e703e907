using System.Globalization;
using System.Text;
using DataLab.Catalog.ParquetFiles;

namespace DataLab.Catalog.DuckDb;

/// <summary>Where tables lie on disk: <c>catalogs/SCHEMA/TABLE/000001.duckdb</c>, one file per table and generation.</summary>
/// <remarks>
/// A generation is complete once it has its name; the highest one is the table (docs/adr/0003-one-file-per-table.md).
/// Names of schemas and tables are percent-encoded as UTF-8 outside <c>[a-z0-9_-]</c>, so they stay apart where the
/// file system ignores case and cannot leave the folder.
/// </remarks>
internal sealed class CatalogFolder(string dataFolder)
{
    private const string Extension = ".duckdb";

    /// <summary>Time for servers to have opened a replaced file or to have given up on it.</summary>
    private static readonly TimeSpan KeepReplaced = TimeSpan.FromMinutes(2);

    /// <summary>Absolute path of the folder of schemas; it need not exist.</summary>
    public string Root { get; } = Path.GetFullPath(Path.Combine(dataFolder, "catalogs"));

    /// <summary>Written anew after every publication, so that one look tells whether anything changed.</summary>
    public string StampPath => Path.Combine(Root, "changed");

    public string SchemaFolder(string schema) => Path.Combine(Root, Encode(schema));

    public string SchemaFile(string schema) => Path.Combine(SchemaFolder(schema), "schema.json");

    public string TableFolder(string schema, string table) => Path.Combine(SchemaFolder(schema), Encode(table));

    public static string GenerationFile(string tableFolder, int generation) =>
        Path.Combine(tableFolder, generation.ToString("000000", CultureInfo.InvariantCulture) + Extension);

    /// <summary>The copy of a generation's metadata that spares opening it: <c>000001.json</c>. Never the only copy.</summary>
    public static string MetadataCopy(string generationFile) => Path.ChangeExtension(generationFile, ".json");

    /// <summary>Complete generations of a table, lowest first.</summary>
    public static IEnumerable<(int Number, string Path)> Generations(string tableFolder)
    {
        if (!Directory.Exists(tableFolder))
            return [];
        return Directory
            .EnumerateFiles(tableFolder, "*" + Extension)
            .Select(path =>
                (
                    Number: int.TryParse(
                        Path.GetFileNameWithoutExtension(path),
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out var number
                    )
                        ? number
                        : 0,
                    path
                )
            )
            .Where(generation => generation.Number > 0)
            .Order();
    }

    /// <summary>Every schema's folder with its name.</summary>
    public IEnumerable<(string Name, string Path)> Schemas() => Folders(Root);

    /// <summary>Every table's folder in a schema's folder, with the table's name.</summary>
    public static IEnumerable<(string Name, string Path)> Tables(string schemaFolder) => Folders(schemaFolder);

    private static IEnumerable<(string Name, string Path)> Folders(string folder)
    {
        if (!Directory.Exists(folder))
            yield break;
        foreach (var path in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            if (Decode(Path.GetFileName(path)) is { } name)
                yield return (name, path);
        }
    }

    /// <exception cref="ArgumentException">The name is empty or its folder name would be longer than file systems allow.</exception>
    public static string Encode(string name)
    {
        var folder = new StringBuilder(name.Length);
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            if (b is >= (byte)'a' and <= (byte)'z' or >= (byte)'0' and <= (byte)'9' or (byte)'_' or (byte)'-')
                folder.Append((char)b);
            else
                folder.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }
        return folder.Length is > 0 and <= 200
            ? folder.ToString()
            : throw new ArgumentException(
                $"\"{name}\" cannot be the name of a schema or table: it is {(folder.Length == 0 ? "empty" : "too long")}."
            );
    }

    /// <summary>Null for a folder that is not one of ours.</summary>
    private static string? Decode(string folder)
    {
        var name = Uri.UnescapeDataString(folder);
        return name.Length > 0 && folder.Length <= 200 && Encode(name) == folder ? name : null;
    }

    /// <summary>Deletes generations that were replaced a while ago; those who read them keep the open file.</summary>
    /// <param name="good">A generation known to be readable: it and what came after it stay.</param>
    public static void RemoveReplaced(string tableFolder, string good)
    {
        var generations = Generations(tableFolder).ToArray();
        for (var i = 0; i + 1 < generations.Length && generations[i].Path != good; i++)
        {
            // A generation is replaced when the next one appears.
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(generations[i + 1].Path) < KeepReplaced)
                continue;
            File.Delete(MetadataCopy(generations[i].Path));
            File.Delete(generations[i].Path);
            if (Directory.Exists(ParquetLinks.Folder(generations[i].Path)))
                Directory.Delete(ParquetLinks.Folder(generations[i].Path), recursive: true);
        }
    }

    /// <summary>Tells watching processes to look again.</summary>
    public void Touch()
    {
        var aside = StampPath + "." + Guid.NewGuid().ToString("N") + ".tmp";
        File.WriteAllText(aside, DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture));
        File.Move(aside, StampPath, overwrite: true);
    }
}
