namespace DataLab.Catalog.DuckDb;

/// <summary>How the embedded engine runs.</summary>
public sealed record DuckDbOptions
{
    /// <summary>Folder of this archive's data; tables lie in its <c>catalogs</c>.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Threads that all queries of one purpose together compute with; those of jobs give way to the others.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Memory that all queries together may take before they spill to disk, bytes; zero means half of what the machine has.</summary>
    public long MemoryLimit { get; init; }

    /// <summary>Where sorts and joins that outgrow memory spill; null means <c>tmp</c> in the data folder.</summary>
    public string? TempFolder { get; init; }

    /// <summary>Of <see cref="MemoryLimit"/> and <see cref="TempLimit"/>, what jobs may take: nobody waiting is in want of it.</summary>
    public double BatchShare { get; init; } = 0.5;

    /// <summary>Disk space all queries together may take in <see cref="TempFolder"/>, bytes.</summary>
    public long TempLimit { get; init; } = 20L << 30;

    /// <summary>Interactive queries running at the same time; more wait. Services set their own, fairer limits below it.</summary>
    public int MaxConnections { get; init; } = 1000;

    /// <summary>Queries of jobs running at the same time; more wait.</summary>
    public int BatchConnections { get; init; } = 1000;

    /// <summary>How often the folder is looked at for newly published tables.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a replaced table stays open for translations made before; at least a minute in service.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long closing waits for queries that are being read or sessions that are open, before it ends them itself.</summary>
    public TimeSpan CloseGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Told of what goes wrong in the background: a table that cannot be read, a folder that cannot be listed. For the log.</summary>
    public Action<string, Exception?>? OnProblem { get; init; }
}
