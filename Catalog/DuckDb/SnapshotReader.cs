using System.Collections.Immutable;
using System.Text.Json;

namespace DataLab.Catalog.DuckDb;

/// <summary>Reads which tables the folder holds, from the copies of their metadata where these are good, else from the files.</summary>
internal sealed class SnapshotReader(
    CatalogFolder folder,
    EngineConnection admin,
    Action<string, Exception?>? onProblem
)
{
    private Dictionary<string, TableFile> known = [];

    /// <summary>Files already reported, so that the log is not told every time the folder is looked at.</summary>
    private readonly HashSet<string> reported = [];

    /// <summary>A table's current generation.</summary>
    public sealed record TableFile(string Path, long Length, DateTime Time, StoredTable Stored)
    {
        /// <summary>With the size of the file, where no other is known.</summary>
        public StoredTable Sized =>
            Stored.Size is null ? Stored with { Size = new StoredSize(Length, 0, Stored.Indexed.Count()) } : Stored;
    }

    /// <summary>Schemas with the current files of their tables, in schema_index and table_index order, then by name.</summary>
    /// <remarks>A table that cannot be read is reported once and left out; the others are served.</remarks>
    public ImmutableArray<(string Name, StoredSchema About, ImmutableArray<TableFile> Tables)> Read()
    {
        var seen = new Dictionary<string, TableFile>();
        var schemas = ImmutableArray.CreateBuilder<(string, StoredSchema, ImmutableArray<TableFile>)>();
        foreach (var (name, path) in folder.Schemas())
        {
            var tables = CatalogFolder
                .Tables(path)
                .Select(table => Table(name, table.Name, table.Path))
                .OfType<TableFile>()
                .ToArray();
            foreach (var table in tables)
                seen[table.Path] = table;
            if (tables.Length == 0)
                continue;
            schemas.Add(
                (
                    name,
                    Schema(name),
                    [
                        .. tables
                            .OrderBy(table => table.Stored.Table.Index ?? int.MaxValue)
                            .ThenBy(table => table.Stored.Table.Name, StringComparer.Ordinal),
                    ]
                )
            );
        }
        known = seen;
        return
        [
            .. schemas
                .OrderBy(schema => schema.Item2.Index ?? int.MaxValue)
                .ThenBy(schema => schema.Item1, StringComparer.Ordinal),
        ];
    }

    private TableFile? Table(string schema, string table, string tableFolder)
    {
        // From the highest generation down: a file that cannot be read leaves the one before it in service.
        var generations = CatalogFolder.Generations(tableFolder).Reverse().ToArray();
        foreach (var (_, path) in generations)
        {
            try
            {
                var file = new FileInfo(path);
                if (
                    known.TryGetValue(path, out var before)
                    && before.Length == file.Length
                    && before.Time == file.LastWriteTimeUtc
                )
                {
                    if (generations.Length > 1)
                        RemoveReplaced(tableFolder, path);
                    return before;
                }
                var stored = FromCopy(file) ?? FromFile(file);
                // The folder is what the operator sees and may have renamed: it decides.
                stored = stored with
                {
                    Table = stored.Table with { SchemaName = schema, Name = table },
                };
                return new TableFile(path, file.Length, file.LastWriteTimeUtc, stored);
            }
            catch (Exception e)
                when (e is IOException or UnauthorizedAccessException or JsonException or EngineException)
            {
                Report(path, $"The table {schema}.{table} cannot be read from {path}: {e.Message}", e);
            }
        }
        return null;
    }

    private static void RemoveReplaced(string tableFolder, string good)
    {
        try
        {
            CatalogFolder.RemoveReplaced(tableFolder, good);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Served from a read-only disk: whoever publishes there tidies up.
        }
    }

    private static StoredTable? FromCopy(FileInfo file)
    {
        try
        {
            var copy = JsonSerializer.Deserialize<MetadataCopy>(
                File.ReadAllBytes(CatalogFolder.MetadataCopy(file.FullName)),
                StoredTable.Options
            );
            return
                copy is not null
                && copy.FileLength == file.Length
                && copy.FileTime == file.LastWriteTimeUtc
                && copy.Stored.Layout == StoredTable.CurrentLayout
                ? copy.Stored
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private StoredTable FromFile(FileInfo file)
    {
        var json = ReadMetadata(admin, file.FullName);
        var stored = StoredTable.FromJson(json);
        try
        {
            WriteCopy(file, stored);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Served from a read-only disk: the copy is only there for speed.
        }
        return stored;
    }

    /// <summary>The JSON inside a table's file.</summary>
    /// <exception cref="EngineException">Not a table's file.</exception>
    public static string ReadMetadata(EngineConnection connection, string file)
    {
        connection.Execute($"ATTACH {EngineTypes.Literal(file)} AS reading (READ_ONLY)");
        try
        {
            return connection.SelectText($"SELECT json FROM reading.main.{StoredTable.MetadataName}")
                ?? throw new JsonException("The file holds no metadata.");
        }
        finally
        {
            connection.Execute("DETACH reading");
        }
    }

    /// <summary>Writes the quick copy of a file's metadata; it is made good by the file's size and time, so a torn one does no harm.</summary>
    public static void WriteCopy(FileInfo file, StoredTable stored, string? path = null)
    {
        path ??= CatalogFolder.MetadataCopy(file.FullName);
        var aside = path + "." + Guid.NewGuid().ToString("N") + ".tmp";
        File.WriteAllBytes(
            aside,
            JsonSerializer.SerializeToUtf8Bytes(
                new MetadataCopy(file.Length, file.LastWriteTimeUtc, stored),
                StoredTable.Options
            )
        );
        File.Move(aside, path, overwrite: true);
    }

    private StoredSchema Schema(string name)
    {
        var path = folder.SchemaFile(name);
        try
        {
            return JsonSerializer.Deserialize<StoredSchema>(File.ReadAllBytes(path), StoredTable.Options)
                ?? new StoredSchema();
        }
        catch (FileNotFoundException)
        {
            return new StoredSchema();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            Report(path, $"The description of schema {name} cannot be read from {path}: {e.Message}", e);
            return new StoredSchema();
        }
    }

    private void Report(string path, string text, Exception e)
    {
        if (reported.Add(path))
            onProblem?.Invoke(text, e);
    }
}

/// <summary>A <see cref="StoredTable"/> with the size and time of the file it was read from, by which a stale copy is known.</summary>
internal sealed record MetadataCopy(long FileLength, DateTime FileTime, StoredTable Stored);
