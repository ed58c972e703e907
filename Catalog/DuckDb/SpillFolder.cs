namespace DataLab.Catalog.DuckDb;

/// <summary>Where one engine spills what outgrows its memory: a folder that no other process writes to, removed at the end.</summary>
/// <remarks>
/// The engine leaves its files behind when it is killed, and may not remove those of another one that lives. So every folder has a
/// lock beside it, held for as long as its process lives; folders whose lock is free are removed by whoever comes next.
/// </remarks>
internal sealed class SpillFolder : IDisposable
{
    private const string Prefix = "spill-";
    private const string LockSuffix = ".lock";

    private readonly FileStream held;

    /// <param name="parent">Made if it is not there.</param>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public SpillFolder(string parent)
    {
        Directory.CreateDirectory(parent);
        RemoveForsaken(parent);
        Path = System.IO.Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N"));
        held = Hold(Path + LockSuffix, FileMode.CreateNew);
        Directory.CreateDirectory(Path);
    }

    /// <summary>Absolute if the parent is.</summary>
    public string Path { get; }

    /// <summary>The engine must be closed.</summary>
    public void Dispose() => Remove(Path, held);

    private static void RemoveForsaken(string parent)
    {
        foreach (var file in Directory.EnumerateFiles(parent, Prefix + "*" + LockSuffix))
        {
            FileStream mine;
            try
            {
                mine = Hold(file, FileMode.Open);
            }
            // Its owner lives, or another process is just removing it.
            catch (IOException)
            {
                continue;
            }
            Remove(file[..^LockSuffix.Length], mine);
        }
    }

    /// <summary>The lock goes last: what is left of an interrupted removal is found again.</summary>
    private static void Remove(string folder, FileStream held)
    {
        using (held)
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            File.Delete(held.Name);
        }
    }

    private static FileStream Hold(string file, FileMode mode) => new(file, mode, FileAccess.ReadWrite, FileShare.None);
}
