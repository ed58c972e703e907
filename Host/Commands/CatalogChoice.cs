using System.CommandLine;
using System.CommandLine.Parsing;
using DataLab.Catalog;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.PostgreSql;
using DataLab.Formats;
using DataLab.Host.Configuring;
using DataLab.Host.Serving;

namespace DataLab.Host.Commands;

/// <summary>Which catalogue a verb works on: a data folder, or a PostgreSQL database that the command line, the environment or a configuration names.</summary>
internal sealed class CatalogChoice
{
    private readonly Option<DirectoryInfo> data = CommandLine.Data();
    private readonly Option<string?> database = Database("Work on this PostgreSQL database instead of the data folder");
    private readonly Option<FileInfo?> config = CommandLine.ConfigFile();

    /// <summary>Option <c>--database</c>, or DATALAB_DATABASE in the environment.</summary>
    /// <param name="purpose">What the database is for, without a full stop.</param>
    public static Option<string?> Database(string purpose) =>
        new("--database")
        {
            Description =
                purpose
                + ": a connection string such as \"Host=db.example.org;Database=archive;Username=datalab\"; the password comes from "
                + "~/.pgpass, PGPASSFILE or PGPASSWORD. DATALAB_DATABASE in the environment names it as well.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("DATALAB_DATABASE"),
            HelpName = "CONNECTION",
        };

    /// <summary>Option <c>--database</c> of a server. DATALAB_DATABASE does not count here: it names the owner, whose rights no server has to have.</summary>
    public static Option<string?> ServedDatabase()
    {
        var option = new Option<string?>("--database")
        {
            Description =
                "PostgreSQL database with the catalogues, as the role that serves: a connection string such as "
                + "\"Host=db.example.org;Database=archive;Username=datalab_server\", which goes before Catalog:PostgreSql in the "
                + "configuration and the environment; the password comes from ~/.pgpass, PGPASSFILE, PGPASSWORD or Catalog:PasswordFile.",
            HelpName = "CONNECTION",
        };
        option.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string?>()))
                result.AddError("--database is empty; leave it out to serve what the configuration or --data names.");
        });
        return option;
    }

    /// <summary>Option <c>--shards</c>, or DATALAB_SHARDS in the environment.</summary>
    /// <param name="purpose">What lies on the servers that the file names, without a full stop.</param>
    public static Option<FileInfo?> Shards(string purpose) =>
        new("--shards")
        {
            Description =
                purpose + "; --database then coordinates them. DATALAB_SHARDS in the environment names it as well.",
            DefaultValueFactory = _ =>
                Environment.GetEnvironmentVariable("DATALAB_SHARDS") is { Length: > 0 } file
                    ? new FileInfo(file)
                    : null,
            HelpName = "FILE.json",
        };

    /// <summary>A list that the command line gives belongs to a database; one of the environment counts only where there is one.</summary>
    public static void CheckShards(CommandResult result, Option<FileInfo?> shards, Option<string?> database)
    {
        if (result.GetResult(shards) is { Implicit: false } && string.IsNullOrWhiteSpace(result.GetValue(database)))
            result.AddError("--shards needs --database, the database that coordinates them.");
    }

    /// <exception cref="ServiceException">UsageError: the file cannot be read or says what cannot be.</exception>
    public static ShardList? ReadShards(FileInfo? shards, string? database) =>
        shards is null || database is null ? null : ShardList.Load(shards.FullName);

    public void AddTo(Command command)
    {
        command.Add(data);
        command.Add(database);
        command.Add(config);
    }

    /// <exception cref="ServiceException">NotFound: there is no such folder; ServiceUnavailable: the database cannot be used.</exception>
    public Task<ICatalogEngine> OpenAsync(ParseResult parsed, CancellationToken ct) =>
        OpenAsync(ReadSettings(parsed), parsed.GetRequiredValue(data), ct);

    /// <inheritdoc cref="OpenAsync(ParseResult, CancellationToken)"/>
    public static Task<ICatalogEngine> OpenAsync(CatalogSettings settings, DirectoryInfo folder, CancellationToken ct)
    {
        if (settings.IsDatabase)
            return settings.OpenAsync(new DuckDbOptions { DataFolder = folder.FullName }, waits: false, ct);
        CommandLine.CheckExists(folder);
        var options = new DuckDbOptions { DataFolder = folder.FullName, TempFolder = TempFolder(folder) };
        return settings.OpenAsync(options, waits: false, ct);
    }

    private CatalogSettings ReadSettings(ParseResult parsed)
    {
        try
        {
            return CatalogSettings.Read(
                ConfigurationSources
                    .Of(parsed.GetValue(config)?.FullName, parsed.GetRequiredValue(data).FullName)
                    .Read(parsed.GetValue(database))
            );
        }
        // Not JSON; a setting that is no number.
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw new ServiceException(
                ErrorKind.UsageError,
                $"The configuration cannot be read: {e.GetBaseException().Message}",
                e
            );
        }
    }

    /// <summary>What outgrows memory goes beside the data, or where the system keeps such things if the data can only be read.</summary>
    private static string TempFolder(DirectoryInfo data)
    {
        var own = Path.Combine(data.FullName, "tmp");
        try
        {
            WritableFolder.Prove(own);
            return own;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Path.Combine(Path.GetTempPath(), "datalab-" + Environment.UserName);
        }
    }
}
