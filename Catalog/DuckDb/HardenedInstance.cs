using System.Globalization;

namespace DataLab.Catalog.DuckDb;

/// <summary>Starts an engine that can read the catalogue's files and reach nothing else.</summary>
/// <remarks>
/// Users' text never gets here as it is, so this is the second wall: whatever SQL comes, no file outside the catalogue but those that are published, no
/// network, no extension and no setting can be touched, and only SELECT is run (<see cref="EngineConnection.Select"/>).
/// </remarks>
internal static class HardenedInstance
{
    /// <param name="files">Files outside of the catalogue that are published, absolute.</param>
    /// <param name="spill">Where it spills, in the share of the disk that its purpose has.</param>
    public static EngineInstance Open(
        DuckDbOptions options,
        string catalogFolder,
        IReadOnlyCollection<string> files,
        SpillFolder spill,
        QueryPurpose purpose
    )
    {
        var share = purpose is QueryPurpose.Batch ? options.BatchShare : 1 - options.BatchShare;
        var memory = options.MemoryLimit > 0 ? options.MemoryLimit : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        var instance = new EngineInstance(
            ("threads", Math.Max(1, options.Threads).ToString(CultureInfo.InvariantCulture)),
            ("memory_limit", Bytes(memory * share)),
            ("temp_directory", spill.Path),
            ("autoinstall_known_extensions", "false"),
            ("autoload_known_extensions", "false"),
            ("allow_community_extensions", "false"),
            ("allow_unsigned_extensions", "false"),
            ("allow_persistent_secrets", "false"),
            // The catalogue is read-only: a fault of one query need not take the files away from the others.
            ("disable_database_invalidation", "true")
        );
        using var connection = instance.Connect();
        connection.Execute($"SET max_temp_directory_size = '{Bytes(options.TempLimit * share)}'");
        connection.Execute("SET TimeZone = 'UTC'");
        // Order matters: the list of folders can only be set while access is on, and nothing after the lock.
        connection.Execute(
            $"SET allowed_directories = [{EngineTypes.Literal(catalogFolder + Path.DirectorySeparatorChar)}]"
        );
        connection.Execute($"SET allowed_paths = [{string.Join(", ", files.Select(EngineTypes.Literal))}]");
        connection.Execute("SET enable_external_access = false");
        connection.Execute("SET lock_configuration = true");
        return instance;
    }

    private static string Bytes(double bytes) =>
        Math.Max(1, (long)(bytes / 1024)).ToString(CultureInfo.InvariantCulture) + "KiB";
}
