using System.Globalization;
using DataLab.Catalog.PostgreSql;
using DataLab.Formats;

namespace DataLab.Host.Examining;

/// <summary>Looks at a PostgreSQL that a server is told to use.</summary>
internal static class Databases
{
    private const int OldestVersion = 13;
    private const int OldestForCatalogues = 14;
    private const double ClocksApart = 5;

    /// <summary>Each server listens, checks and cancels with connections of its own (docs/postgresql.md).</summary>
    private const int OwnOfCatalogue = 6;

    /// <param name="setting">That names it: <c>Catalog:PostgreSql</c>.</param>
    /// <param name="wanted">Connections that one server takes at most.</param>
    public static async Task<(PostgreSqlFacts? Facts, IReadOnlyList<Finding> Findings)> LookAsync(
        string setting,
        string connection,
        string? passwordFile,
        int wanted,
        CancellationToken ct
    )
    {
        try
        {
            var facts = await PostgreSqlExamination.ReadAsync(connection, passwordFile, "doctor", ct);
            return (facts, [.. Look(setting, facts, wanted)]);
        }
        catch (ServiceException e)
        {
            return (
                null,
                [
                    new Finding(
                        FindingLevel.Error,
                        setting,
                        $"the database cannot be reached: {e.Message}",
                        "Users get 503 until it can.",
                        "Look whether the server runs, listens (listen_addresses) and lets this role in (pg_hba.conf), and whether the password is in the connection string, in its Passfile, or in PGPASSFILE."
                    ),
                ]
            );
        }
    }

    private static IEnumerable<Finding> Look(string setting, PostgreSqlFacts facts, int wanted)
    {
        var oldest = setting.StartsWith("Catalog", StringComparison.Ordinal) ? OldestForCatalogues : OldestVersion;
        yield return facts.Version >= oldest
            ? Finding.Ok(
                setting,
                $"PostgreSQL {facts.VersionText}, role {facts.Role}{(facts.IsReplica ? ", a replica" : "")}"
            )
            : new Finding(
                FindingLevel.Error,
                setting,
                $"PostgreSQL {facts.VersionText}",
                $"Versions before {oldest} lack what is used.",
                $"Upgrade the server to {oldest} or later."
            );
        yield return Connections(setting, facts, wanted);
        foreach (var finding in Protection.Look(setting, facts))
            yield return finding;
        if (facts.IsSuperuser)
            yield return new Finding(
                FindingLevel.Warning,
                setting,
                $"{facts.Role} is a superuser",
                "Whatever a mistake of ours lets through may then read files and run programs.",
                "Make a role of its own for servers (docs/operations.md, Roles)."
            );
        if (!facts.Fsync)
            yield return new Finding(
                FindingLevel.Error,
                setting,
                "fsync is off",
                "A power cut may damage the database.",
                "ALTER SYSTEM SET fsync = on, then reload."
            );
        if (Math.Abs(facts.ClockAhead.TotalSeconds) > ClocksApart)
            yield return new Finding(
                FindingLevel.Warning,
                setting,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"its clock is {facts.ClockAhead.TotalSeconds:0.0} s ahead of ours"
                ),
                "Leases and destruction times of jobs are compared between machines.",
                "Keep both clocks with NTP (systemd-timesyncd, chrony)."
            );
    }

    private static Finding Connections(string setting, PostgreSqlFacts facts, int wanted)
    {
        var most = Math.Min(facts.Connections, facts.ConnectionsOfRole ?? int.MaxValue);
        var found = string.Create(
            CultureInfo.InvariantCulture,
            $"{most} connections, {facts.ConnectionsUsed} of them taken now; one server takes up to {wanted}"
        );
        return most >= wanted
            ? Finding.Ok(setting, found)
            : new Finding(
                FindingLevel.Warning,
                setting,
                found,
                "Beyond it queries and jobs are answered with 503.",
                "Raise max_connections (or the CONNECTION LIMIT of the role), or lower the settings of connections; multiply by the number of servers."
            );
    }

    /// <summary>What matters where catalogues are.</summary>
    public static IEnumerable<Finding> LookAtCatalogue(PostgreSqlFacts facts)
    {
        const string setting = "Catalog:PostgreSql";
        if (facts.Encoding != "UTF8")
            yield return new Finding(
                FindingLevel.Error,
                setting,
                $"the encoding of the database is {facts.Encoding}",
                "Texts are UTF-8 everywhere else: comparisons and lengths would differ.",
                "Make another database with ENCODING 'UTF8' TEMPLATE template0 and publish in it."
            );
        else
            yield return Finding.Ok(
                setting,
                $"encoding UTF8, collation {facts.Collation} (texts are compared under \"C\" whatever it is)"
            );
        if (!facts.HasCatalogue)
        {
            yield return new Finding(
                facts.MayCreate ? FindingLevel.Note : FindingLevel.Error,
                setting,
                "nothing was published in this database yet",
                facts.MayCreate
                    ? null
                    : "The server's role may not make the list of tables itself, so the server does not start.",
                "Publish a table as the owner: datalab ingest ... --database."
            );
            yield break;
        }
        yield return facts.Functions == PostgreSqlFunctions.Version
            ? Finding.Ok(setting, $"our functions are there, version {facts.Functions}")
            : new Finding(
                FindingLevel.Error,
                setting,
                facts.Functions is null
                    ? "our functions are not there"
                    : $"our functions have version {facts.Functions}, not {PostgreSqlFunctions.Version}",
                "Queries that call them fail or give what an older version gave.",
                "Run datalab prepare --database ... as the owner of the catalogue; any ingest by the owner does the same."
            );
        if (!facts.MayMakeTempTables && !facts.IsReplica)
            yield return new Finding(
                FindingLevel.Error,
                setting,
                $"{facts.Role} may make no TEMP tables",
                "Queries with uploaded tables fail.",
                "GRANT TEMPORARY ON DATABASE ... TO datalab_reader;"
            );
        yield return WorkMemory(setting, facts);
        yield return Extensions(setting, facts);
    }

    private static Finding WorkMemory(string setting, PostgreSqlFacts facts)
    {
        var found = string.Create(
            CultureInfo.InvariantCulture,
            $"shared_buffers {facts.SharedBuffers >> 20} MB, work_mem {facts.WorkMemory >> 20} MB"
        );
        return facts is { WorkMemory: >= 16 << 20, SharedBuffers: >= 512 << 20 }
            ? Finding.Ok(setting, found)
            : new Finding(
                FindingLevel.Note,
                setting,
                found,
                "The defaults of PostgreSQL are for small machines: sorts and hashes go to disk early.",
                "shared_buffers = a quarter of the memory; work_mem = 32 MB or more, as far as connections × work_mem fit."
            );
    }

    private static Finding Extensions(string setting, PostgreSqlFacts facts)
    {
        var list = facts
            .Extensions.OrderBy(extension => extension.Key, StringComparer.Ordinal)
            .Select(extension =>
                extension.Key + (extension.Value.Length > 0 ? " " + extension.Value : " (not created)")
            );
        return Finding.Ok(
            setting,
            "extensions: " + string.Join(", ", list.DefaultIfEmpty("none of those we know")) + "; none is needed"
        );
    }

    /// <summary>Connections that one server takes for its catalogue at most.</summary>
    public static int Wanted(int interactive, int batch) => interactive + batch + OwnOfCatalogue;
}
