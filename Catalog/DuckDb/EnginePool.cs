namespace DataLab.Catalog.DuckDb;

/// <summary>An engine of its own for the queries of one purpose, with the connections they run on.</summary>
/// <remarks>
/// Jobs have an engine apart because everything else in one is shared: its threads, the order of its tasks, its memory and its
/// disk. Theirs runs on threads that give way (<see cref="BatchThread"/>).
/// </remarks>
internal sealed class EnginePool : IDisposable
{
    private readonly SpillFolder spill;
    private readonly EngineInstance instance;
    private readonly EngineConnection admin;
    private readonly Lock administering = new();
    private int users;

    private EnginePool(
        DuckDbOptions options,
        string catalogFolder,
        IReadOnlyCollection<string> files,
        QueryPurpose purpose
    )
    {
        var most = purpose is QueryPurpose.Batch ? options.BatchConnections : options.MaxConnections;
        var temp = Path.GetFullPath(options.TempFolder ?? Path.Combine(options.DataFolder, "tmp"));
        spill = new SpillFolder(temp);
        instance = HardenedInstance.Open(options, catalogFolder, files, spill, purpose);
        admin = instance.Connect();
        SkyFunctions.Register(admin);
        RegionFunctions.Register(admin);
        TextFunctions.Register(admin);
        BitFunctions.Register(admin);
        SkyLibrary.Register(admin);
        TextLibrary.Register(admin);
        NumberLibrary.Register(admin);
        DegreeFunctions.Register(admin);
        Workers = new EngineWorkers(instance, most, purpose);
        CheckWorkers = new EngineWorkers(instance, 1, purpose);
    }

    /// <exception cref="EngineException">The engine does not start.</exception>
    /// <param name="files">Files outside of the catalogue that may be read.</param>
    public static EnginePool Open(
        DuckDbOptions options,
        string catalogFolder,
        IReadOnlyCollection<string> files,
        QueryPurpose purpose
    ) =>
        purpose is QueryPurpose.Batch
            ? BatchThread.Make(() => new EnginePool(options, catalogFolder, files, purpose))
            : new EnginePool(options, catalogFolder, files, purpose);

    public EngineWorkers Workers { get; }

    /// <summary>One more connection, so that a busy catalogue is not taken for a broken one.</summary>
    public EngineWorkers CheckWorkers { get; }

    /// <summary>Nobody is between <see cref="Enter"/> and <see cref="Leave"/>: it may be disposed.</summary>
    public bool IsIdle => Volatile.Read(ref users) == 0;

    /// <summary>To be called before anything of the pool is used for a query.</summary>
    public void Enter() => Interlocked.Increment(ref users);

    /// <summary>Nothing of the pool is used after it.</summary>
    public void Leave() => Interlocked.Decrement(ref users);

    /// <summary>A connection of the caller's own, who disposes it before the pool.</summary>
    public EngineConnection Connect() => instance.Connect();

    /// <summary>Changes what is attached; one caller at a time.</summary>
    public void Administer(Action<EngineConnection> action)
    {
        lock (administering)
            action(admin);
    }

    /// <summary>Every query must have ended.</summary>
    public void Dispose()
    {
        Workers.Dispose();
        CheckWorkers.Dispose();
        admin.Dispose();
        instance.Dispose();
        spill.Dispose();
    }
}
