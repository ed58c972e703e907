using System.Collections.Concurrent;
using System.Globalization;
using DataLab.Catalog.ParquetFiles;
using DataLab.Formats;

namespace DataLab.Catalog.DuckDb;

/// <summary>The databases a query may name: table files, and the TAP_SCHEMA of each snapshot. Each engine opens what it needs when first asked.</summary>
/// <remarks>
/// An attachment gets its alias when the catalogue first sees the file and keeps it, so SQL translated earlier stays good, in
/// every engine; a replaced file is closed once nobody has used it for the grace period. Thread-safe; nobody waits for an
/// engine other than their own.
/// </remarks>
/// <param name="readable">Files outside of the catalogue that the engines may read.</param>
internal sealed class Attachments(TimeSpan grace, IReadOnlySet<string> readable)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Attachment> byEngineName = [];
    private readonly Dictionary<string, Attachment> byFile = [];
    private long lastAlias;

    /// <summary>Number of table files open now, in whatever engine.</summary>
    public int OpenCount
    {
        get
        {
            lock (gate)
                return byFile.Values.Count(attachment => !attachment.OpenIn.IsEmpty);
        }
    }

    /// <summary>Makes a file known without opening it; the same file keeps its name.</summary>
    /// <returns>The table's qualified name in SQL.</returns>
    /// <param name="stored">What is known of the table.</param>
    public string Add(string file, StoredTable stored)
    {
        lock (gate)
        {
            if (!byFile.TryGetValue(file, out var attachment))
            {
                var alias = string.Create(CultureInfo.InvariantCulture, $"t{++lastAlias}");
                attachment = stored.Parquet is { } parquet
                    ? new Attachment(alias, file, admin => OpenLinks(admin, file, alias, stored))
                    {
                        Check = ParquetLinks.Watch(parquet, stored.Table.QualifiedName, readable),
                    }
                    : new Attachment(alias, file, admin => OpenFile(admin, file, alias));
                byFile.Add(file, attachment);
                byEngineName.Add(EngineName(attachment), attachment);
            }
            attachment.RetiredAt = null;
            return EngineName(attachment);
        }
    }

    /// <summary>Makes an in-memory database known.</summary>
    /// <param name="make">Attaches and fills it in an engine that has not got it yet.</param>
    /// <param name="pool">An engine that has it already.</param>
    public void AddMade(string alias, IEnumerable<string> engineNames, Action<EngineConnection> make, EnginePool pool)
    {
        lock (gate)
        {
            var attachment = new Attachment(alias, null, make);
            attachment.OpenIn.TryAdd(pool, true);
            foreach (var name in engineNames)
                byEngineName.Add(name, attachment);
        }
    }

    /// <summary>Starts the grace period of everything that is not among <paramref name="current"/> engine names.</summary>
    public void RetireAllBut(IReadOnlySet<string> current, DateTimeOffset now)
    {
        lock (gate)
        {
            foreach (var (name, attachment) in byEngineName)
            {
                if (!current.Contains(name))
                    attachment.RetiredAt ??= now;
            }
        }
    }

    /// <summary>Opens what a query names and holds it open until the lease is disposed.</summary>
    /// <exception cref="EngineException">A file cannot be opened.</exception>
    /// <exception cref="ServiceException">Files that are read in place are not as they were.</exception>
    /// <exception cref="KeyNotFoundException">The translation is older than the grace period, or a file was removed.</exception>
    public Lease Acquire(IEnumerable<string> engineNames, EnginePool pool)
    {
        Attachment[] held;
        lock (gate)
        {
            held = [.. engineNames.Select(name => byEngineName[name]).Distinct()];
            foreach (var attachment in held)
                attachment.Users++;
        }
        var lease = new Lease(this, held);
        try
        {
            foreach (var attachment in held)
            {
                attachment.Check?.Invoke();
                Open(attachment, pool);
            }
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Closes retired databases that nobody uses. To be called now and then.</summary>
    public void Sweep(DateTimeOffset now)
    {
        Attachment[] gone;
        lock (gate)
        {
            gone =
            [
                .. byEngineName
                    .Values.Distinct()
                    .Where(a => a.Users == 0 && a.RetiredAt is { } retired && now - retired >= grace),
            ];
            // Unknown from here on: nobody can open them again while they are being closed.
            foreach (var name in byEngineName.Where(entry => gone.Contains(entry.Value)).Select(e => e.Key).ToArray())
                byEngineName.Remove(name);
            foreach (var attachment in gone)
            {
                if (attachment.File is { } file)
                    byFile.Remove(file);
            }
        }
        foreach (var attachment in gone)
        foreach (var pool in attachment.OpenIn.Keys)
            pool.Administer(admin => admin.Execute("DETACH " + EngineTypes.Quote(attachment.Alias)));
    }

    private static string EngineName(Attachment file) => $"{EngineTypes.Quote(file.Alias)}.main.{StoredTable.DataName}";

    private static void Open(Attachment attachment, EnginePool pool)
    {
        if (attachment.OpenIn.ContainsKey(pool))
            return;
        pool.Administer(admin =>
        {
            if (attachment.OpenIn.ContainsKey(pool))
                return;
            attachment.Make(admin);
            attachment.OpenIn.TryAdd(pool, true);
        });
    }

    private static void OpenFile(EngineConnection admin, string file, string alias)
    {
        if (!File.Exists(file))
            throw new KeyNotFoundException($"{file} is gone.");
        admin.Execute($"ATTACH {EngineTypes.Literal(file)} AS {EngineTypes.Quote(alias)} (READ_ONLY)");
    }

    /// <summary>A view of the files behind the links of a generation, where that of others has its rows.</summary>
    private static void OpenLinks(EngineConnection admin, string file, string alias, StoredTable stored)
    {
        var links = ParquetLinks.Folder(file);
        if (!Directory.Exists(links))
            throw new KeyNotFoundException($"{links} is gone.");
        admin.Execute($"ATTACH ':memory:' AS {EngineTypes.Quote(alias)}");
        try
        {
            admin.Execute(
                $"CREATE VIEW {EngineTypes.Quote(alias)}.main.{StoredTable.DataName} AS {ParquetView.Sql(stored, links)}"
            );
        }
        catch
        {
            admin.Execute($"DETACH {EngineTypes.Quote(alias)}");
            throw;
        }
    }

    private void Release(IEnumerable<Attachment> held)
    {
        lock (gate)
        {
            foreach (var attachment in held)
                attachment.Users--;
        }
    }

    internal sealed class Attachment(string alias, string? file, Action<EngineConnection> make)
    {
        public string Alias => alias;
        public string? File => file;
        public Action<EngineConnection> Make => make;

        /// <summary>Asked before each use.</summary>
        public Action? Check { get; init; }
        public ConcurrentDictionary<EnginePool, bool> OpenIn { get; } = [];
        public int Users { get; set; }
        public DateTimeOffset? RetiredAt { get; set; }
    }

    /// <summary>Keeps databases open while a query runs.</summary>
    internal sealed class Lease(Attachments owner, Attachment[] held) : IDisposable
    {
        private Attachment[]? held = held;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref held, null) is { } mine)
                owner.Release(mine);
        }
    }
}
