using System.Runtime.InteropServices;
using System.Text.Json;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.ParquetFiles;
using DataLab.Formats;

namespace DataLab.Catalog.Ingest;

/// <summary>The exclusive right to make a table's next generation, and the steps that make it visible all at once.</summary>
/// <remarks>
/// The new file is made in a work folder beside the old one and gets its name when it is whole and on disk; whoever dies
/// before that leaves only a work folder, which the next ingest of the table removes (docs/adr/0003-one-file-per-table.md).
/// </remarks>
internal sealed partial class Publication : IPublication
{
    private readonly CatalogFolder folder;
    private readonly string schema;
    private readonly string tableFolder;
    private readonly FileStream held;

    /// <exception cref="ServiceException">UsageError: the table exists, or the name cannot be one; ServiceUnavailable: another ingest is at it.</exception>
    public Publication(CatalogFolder folder, string schema, string table, bool replace)
    {
        this.folder = folder;
        this.schema = schema;
        try
        {
            tableFolder = folder.TableFolder(schema, table);
        }
        catch (ArgumentException e)
        {
            throw new ServiceException(ErrorKind.UsageError, e.Message, e);
        }
        Directory.CreateDirectory(folder.SchemaFolder(schema));
        held = Hold(tableFolder + ".lock", schema, table);
        try
        {
            Exists = CatalogFolder.Generations(tableFolder).Any();
            if (Exists && !replace)
                throw new ServiceException(
                    ErrorKind.UsageError,
                    $"The table {AdqlName.Write(schema)}.{AdqlName.Write(table)} exists. Use --replace to put new rows in its place."
                );
            // We hold the lock, so whoever made these is gone.
            if (Directory.Exists(WorkFolder))
                Directory.Delete(WorkFolder, recursive: true);
            Directory.CreateDirectory(WorkFolder);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>There is a table of this name already.</summary>
    public bool Exists { get; }

    /// <summary>Name of a folder in <see cref="WorkFolder"/> that becomes the new generation's folder of links, where it is there.</summary>
    public const string LinksName = "files";

    /// <summary>Keeps others from making the table.</summary>
    /// <exception cref="ServiceException">ServiceUnavailable: somebody is making it.</exception>
    public static IDisposable Lock(CatalogFolder folder, string schema, string table) =>
        Hold(folder.TableFolder(schema, table) + ".lock", schema, table);

    /// <inheritdoc/>
    /// <remarks>On the same file system as the table.</remarks>
    public string WorkFolder => Path.Combine(tableFolder, "work.tmp");

    /// <inheritdoc/>
    public bool KeepsZeros => true;

    /// <summary>File of the embedded engine that is to be the table.</summary>
    public string NewFile => Path.Combine(WorkFolder, "table.duckdb");

    /// <inheritdoc/>
    public ITableBuilder Build(IngestRequest request, IngestColumns columns) =>
        new TableBuilder(request, columns, WorkFolder, NewFile);

    private static FileStream Hold(string path, string schema, string table)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new ServiceException(
                ErrorKind.ServiceUnavailable,
                $"Another ingest is making {AdqlName.Write(schema)}.{AdqlName.Write(table)} right now. Wait for it, or stop it.",
                e
            );
        }
    }

    /// <inheritdoc/>
    /// <remarks>The size is the file's.</remarks>
    public Task<(TableMetadata Table, long Bytes)> PublishAsync(
        StoredTable stored,
        StoredSchema? about,
        Action<IngestStage> stage,
        CancellationToken ct
    ) => Task.FromResult((stored.Table, Publish(stored, about)));

    private long Publish(StoredTable stored, StoredSchema? about)
    {
        Sync(NewFile);
        var last = CatalogFolder.Generations(tableFolder).LastOrDefault().Number;
        var target = CatalogFolder.GenerationFile(tableFolder, last + 1);
        SnapshotReader.WriteCopy(new FileInfo(NewFile), stored, CatalogFolder.MetadataCopy(target));
        if (about is not null)
            WriteSchema(about);
        var links = Path.Combine(WorkFolder, LinksName);
        if (Directory.Exists(links))
            Directory.Move(links, ParquetLinks.Folder(target));
        File.Move(NewFile, target);
        SyncFolder(tableFolder);
        SyncFolder(folder.SchemaFolder(schema));
        SyncFolder(folder.Root);
        folder.Touch();
        CatalogFolder.RemoveReplaced(tableFolder, target);
        return new FileInfo(target).Length;
    }

    private void WriteSchema(StoredSchema about)
    {
        var path = folder.SchemaFile(schema);
        var aside = path + ".tmp";
        File.WriteAllBytes(aside, JsonSerializer.SerializeToUtf8Bytes(about, StoredTable.Options));
        Sync(aside);
        File.Move(aside, path, overwrite: true);
    }

    /// <summary>Removes what is unfinished and lets others have the table.</summary>
    public ValueTask DisposeAsync()
    {
        try
        {
            if (Directory.Exists(WorkFolder))
                Directory.Delete(WorkFolder, recursive: true);
            if (!Directory.EnumerateFileSystemEntries(tableFolder).Any())
                Directory.Delete(tableFolder);
        }
        catch (IOException)
        {
            // The next ingest of the table tries again.
        }
        held.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Sync(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Makes a rename last through a power cut (POSIX: the folder has to be synced as well).</summary>
    private static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var folder = OpenFolder(path, 0);
        if (folder < 0)
            throw new IOException($"The folder {path} cannot be opened (error {Marshal.GetLastPInvokeError()}).");
        try
        {
            // EINVAL: a file system that does not sync folders.
            if (SyncDescriptor(folder) != 0 && Marshal.GetLastPInvokeError() != 22)
                throw new IOException($"The folder {path} cannot be synced (error {Marshal.GetLastPInvokeError()}).");
        }
        finally
        {
            _ = CloseDescriptor(folder);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);
}
