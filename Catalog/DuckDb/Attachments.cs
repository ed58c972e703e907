using System.Globalization;

namespace DataLab.Catalog.DuckDb;

/// <summary>The databases a query may name: table files, opened when first used, and the TAP_SCHEMA of each snapshot.</summary>
/// <remarks>
/// An attachment gets its alias when the catalogue first sees the file and keeps it, so SQL translated earlier stays good;
/// a replaced file is closed once nobody has used it for the grace period. Thread-safe.
/// </remarks>
internal sealed class Attachments(EngineConnection admin, TimeSpan grace)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Attachment> byEngineName = [];
    private readonly Dictionary<string, Attachment> byFile = [];
    private long lastAlias;

    /// <summary>Number of table files open now.</summary>
    public int OpenCount
    {
        get
        {
            lock (gate)
                return byFile.Values.Count(attachment => attachment.IsOpen);
        }
    }

    /// <summary>Makes a file known without opening it; the same file keeps its name.</summary>
    /// <returns>The table's qualified name in SQL.</returns>
    public string Add(string file)
    {
        lock (gate)
        {
            if (!byFile.TryGetValue(file, out var attachment))
            {
                var alias = string.Create(CultureInfo.InvariantCulture, $"t{++lastAlias}");
                attachment = new Attachment(alias, file, $"{EngineTypes.Quote(alias)}.main.{StoredTable.DataName}");
                byFile.Add(file, attachment);
                byEngineName.Add(attachment.EngineName, attachment);
            }
            attachment.RetiredAt = null;
            return attachment.EngineName;
        }
    }

    /// <summary>Makes an in-memory database known that is attached already; it goes when retired.</summary>
    public void AddOpen(string alias, IEnumerable<string> engineNames)
    {
        lock (gate)
        {
            var attachment = new Attachment(alias, null, alias) { IsOpen = true };
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
    /// <exception cref="KeyNotFoundException">The translation is older than the grace period, or a file was removed.</exception>
    public Lease Acquire(IEnumerable<string> engineNames)
    {
        lock (gate)
        {
            var held = new List<Attachment>();
            foreach (var name in engineNames)
            {
                var attachment = byEngineName[name];
                if (held.Contains(attachment))
                    continue;
                Open(attachment);
                held.Add(attachment);
            }
            foreach (var attachment in held)
                attachment.Users++;
            return new Lease(this, held);
        }
    }

    /// <summary>Closes retired databases that nobody uses. To be called now and then.</summary>
    public void Sweep(DateTimeOffset now)
    {
        lock (gate)
        {
            foreach (var attachment in byEngineName.Values.Distinct().ToArray())
            {
                if (attachment.Users > 0 || attachment.RetiredAt is not { } retired || now - retired < grace)
                    continue;
                if (attachment.IsOpen)
                    admin.Execute("DETACH " + EngineTypes.Quote(attachment.Alias));
                foreach (var name in byEngineName.Where(e => e.Value == attachment).Select(e => e.Key).ToArray())
                    byEngineName.Remove(name);
                if (attachment.File is { } file)
                    byFile.Remove(file);
            }
        }
    }

    private void Open(Attachment attachment)
    {
        if (attachment.IsOpen)
            return;
        if (!File.Exists(attachment.File))
            throw new KeyNotFoundException($"{attachment.File} is gone.");
        admin.Execute(
            $"ATTACH {EngineTypes.Literal(attachment.File!)} AS {EngineTypes.Quote(attachment.Alias)} (READ_ONLY)"
        );
        attachment.IsOpen = true;
    }

    private void Release(List<Attachment> held)
    {
        lock (gate)
        {
            foreach (var attachment in held)
                attachment.Users--;
        }
    }

    internal sealed class Attachment(string alias, string? file, string engineName)
    {
        public string Alias => alias;
        public string? File => file;
        public string EngineName => engineName;
        public bool IsOpen { get; set; }
        public int Users { get; set; }
        public DateTimeOffset? RetiredAt { get; set; }
    }

    /// <summary>Keeps databases open while a query runs.</summary>
    internal sealed class Lease(Attachments owner, List<Attachment> held) : IDisposable
    {
        private List<Attachment>? held = held;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref held, null) is { } mine)
                owner.Release(mine);
        }
    }
}
