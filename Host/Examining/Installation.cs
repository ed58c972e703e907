using DataLab.Catalog;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.PostgreSql;
using DataLab.Formats;
using DataLab.Host.Observing;
using DataLab.Host.Serving;
using DataLab.State;
using DataLab.State.PostgreSql;
using Microsoft.Extensions.Configuration;

namespace DataLab.Host.Examining;

/// <summary>An installation as a server would find it: everything it needs, looked at without changing anything.</summary>
internal sealed class Installation(IConfiguration configuration, string? dataFolder, string? stateFolder)
{
    private readonly ServerLimits limits = ServerLimits.Read(configuration);
    private readonly StateSettings state = StateSettings.Read(configuration);
    private readonly CatalogSettings catalog = CatalogSettings.Read(configuration);

    /// <summary>Folders and databases.</summary>
    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken ct)
    {
        List<Finding> findings = [.. LookAtFolders()];
        if (string.IsNullOrWhiteSpace(catalog.PostgreSql))
            findings.AddRange(await LookAtTablesAsync(ct));
        else
            findings.AddRange(await LookAtDatabaseAsync(catalog.PostgreSql, ct));
        findings.AddRange(await LookAtStateAsync(ct));
        return findings;
    }

    /// <summary>The ports that a server would listen to.</summary>
    public async Task<IReadOnlyList<Finding>> LookAtPortsAsync(string bind, int port, CancellationToken ct)
    {
        List<Finding> findings = [await Machine.PortAsync(bind, port, "--port", ct)];
        if (MetricsSettings.Read(configuration) is { Enabled: true, Port: { } own } metrics)
            findings.Add(await Machine.PortAsync(metrics.Bind, own, "Metrics:Port", ct));
        return findings;
    }

    private string? Own =>
        stateFolder ?? (string.IsNullOrWhiteSpace(limits.StateFolder) ? dataFolder : limits.StateFolder);

    private bool InDatabase => !string.IsNullOrWhiteSpace(state.PostgreSql);

    private IEnumerable<Finding> LookAtFolders()
    {
        if (dataFolder is not null && !Directory.Exists(dataFolder))
            yield return new Finding(
                FindingLevel.Error,
                "data folder",
                $"there is no folder {dataFolder}",
                "The server serves the catalogues in it, and does not start without.",
                "Make it with datalab ingest, or name another with --data."
            );
        else if (dataFolder is not null)
            yield return Finding.Ok("data folder", dataFolder);
        if (Own is { } own)
            foreach (
                var finding in Folders.Look(
                    "state folder",
                    own,
                    "--state or Server:StateFolder",
                    keepsStore: !InDatabase
                )
            )
                yield return finding;
        if (!string.IsNullOrEmpty(state.JobsFolder))
            foreach (
                var finding in Folders.Look("folder of jobs", state.JobsFolder, "State:JobsFolder", keepsStore: false)
            )
                yield return finding;
    }

    private async Task<IReadOnlyList<Finding>> LookAtTablesAsync(CancellationToken ct)
    {
        // The engine would make it.
        if (dataFolder is null || !Directory.Exists(Path.Combine(dataFolder, "catalogs")))
            return [.. PublishedTables.Look([])];
        List<Finding> findings = [];
        var temp = Directory.CreateTempSubdirectory("datalab-doctor-");
        try
        {
            var options = new DuckDbOptions
            {
                DataFolder = dataFolder,
                TempFolder = temp.FullName,
                OnProblem = (problem, _) =>
                    findings.Add(
                        new Finding(
                            FindingLevel.Error,
                            "catalogue",
                            problem,
                            "The table is not there for users.",
                            "Look at the rights of the file, put its backup in its place, or ingest the table again."
                        )
                    ),
            };
            await using var engine = await DuckDbCatalog.OpenAsync(options, ct);
            findings.AddRange(
                PublishedTables.Look(
                    engine
                        .Snapshot.Adql.Tables.Where(table => !IsOwn(table.SchemaName))
                        .Select(table => new ListedTableFacts(
                            table.SchemaName + "." + table.Name,
                            IsThere: true,
                            MayRead: true,
                            table.Position is not null,
                            table.Position is not null
                        ))
                )
            );
        }
        catch (ServiceException e)
        {
            findings.Add(
                new Finding(
                    FindingLevel.Error,
                    "catalogue",
                    e.Message,
                    "The server does not start without its catalogue.",
                    "Mend the folder that the message names."
                )
            );
        }
        finally
        {
            temp.Delete(recursive: true);
        }
        return findings;
    }

    private async Task<IReadOnlyList<Finding>> LookAtDatabaseAsync(string connection, CancellationToken ct)
    {
        var wanted = Databases.Wanted(catalog.Connections, catalog.BatchConnections);
        var (facts, findings) = await Databases.LookAsync(
            "Catalog:PostgreSql",
            connection,
            catalog.PasswordFile,
            wanted,
            ct
        );
        return facts is null
            ? findings
            : [.. findings, .. Databases.LookAtCatalogue(facts), .. PublishedTables.Look(facts.Tables)];
    }

    private async Task<IReadOnlyList<Finding>> LookAtStateAsync(CancellationToken ct)
    {
        List<Finding> findings = [];
        var where = "state store";
        try
        {
            if (!InDatabase)
            {
                if (Own is not { } own)
                    return findings;
                var file = Path.Combine(own, "state", "datalab.sqlite");
                findings.AddRange(LookAtModules(StateExamination.OfFile(file, StateModules.All), file));
                return findings;
            }
            where = "State:PostgreSql";
            // One listens besides.
            var (facts, found) = await Databases.LookAsync(
                where,
                state.PostgreSql!,
                state.PasswordFile,
                state.Connections + 1,
                ct
            );
            findings.AddRange(found);
            if (facts is null)
                return findings;
            var options = new PostgreSqlStateOptions(state.PostgreSql!)
            {
                Schema = state.Schema,
                PasswordFile = string.IsNullOrWhiteSpace(state.PasswordFile) ? null : state.PasswordFile,
            };
            var modules = await StateExamination.OfAsync(options, StateModules.All, ct);
            findings.AddRange(LookAtModules(modules, "schema " + state.Schema));
        }
        catch (StateException e)
        {
            findings.Add(
                new Finding(
                    FindingLevel.Error,
                    where,
                    e.Message,
                    "Jobs and the query history are in it.",
                    "Do what the message says."
                )
            );
        }
        return findings;
    }

    private static IEnumerable<Finding> LookAtModules(IReadOnlyList<StateModuleFacts>? modules, string where)
    {
        if (modules is null)
        {
            yield return new Finding(
                FindingLevel.Note,
                "state store",
                $"{where} is not there yet; the first start makes it"
            );
            yield break;
        }
        foreach (var module in modules)
            yield return module.Found > module.Known
                ? new Finding(
                    FindingLevel.Error,
                    "state store",
                    $"{where}: {module.Name} has version {module.Found}, this program knows {module.Known}",
                    "A newer version of the program wrote it; this one does not start.",
                    "Run the newer version, or put back the backup made before the upgrade."
                )
            : module.Found < module.Known
                ? new Finding(
                    FindingLevel.Note,
                    "state store",
                    $"{where}: {module.Name} has version {module.Found}, the next start brings it to {module.Known}",
                    "An older version of the program cannot use it afterwards.",
                    "Make a backup before the start."
                )
            : Finding.Ok("state store", $"{where}: {module.Name} has version {module.Found}");
    }

    /// <summary>What the program lists of itself; statistics are listed without a schema, too.</summary>
    private static bool IsOwn(string schema) =>
        schema.Length == 0
        || schema.Equals(TapSchema.Name, StringComparison.OrdinalIgnoreCase)
        || schema.Equals(StatisticsSchema.Name, StringComparison.OrdinalIgnoreCase);
}
