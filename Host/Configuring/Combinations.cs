using System.ComponentModel.DataAnnotations;
using DataLab.Dali.Fetching;
using DataLab.Formats;
using DataLab.Host.Observing;
using DataLab.Host.Serving;
using DataLab.Tap;
using DataLab.Uws;
using Microsoft.Extensions.Configuration;

namespace DataLab.Host.Configuring;

/// <summary>Settings that are values each but cannot hold together, or should not.</summary>
internal static class Combinations
{
    /// <summary>In front of messages that stop a start.</summary>
    private const string AtStart = "The server cannot start: ";

    /// <param name="where">The file, or the environment.</param>
    public static IEnumerable<ConfigFinding> Check(IConfiguration configuration, string where)
    {
        List<string> errors = [];
        var limits = Try(() => ServerLimits.Read(configuration), errors);
        var state = Try(() => StateSettings.Read(configuration), errors);
        var catalog = Try(() => CatalogSettings.Read(configuration), errors);
        var metrics = Try(() => MetricsSettings.Read(configuration), errors);
        _ = Try(() => TracingSettings.Read(configuration), errors);
        _ = Try(() => LoggingSettings.Read(configuration), errors);
        _ = Try(() => ImageSettings.Read(configuration), errors);
        var tap = Bound<TapOptions>(configuration, "Tap", errors);
        var uws = configuration.GetSection("Uws").Get<UwsSettings>() ?? new UwsSettings();
        errors.AddRange(uws.Problems());
        CheckFetch(Bound<FetchOptions>(configuration, "Fetch", errors), errors);
        if (limits?.StateFolder is { Length: > 0 } folder && !Path.IsPathFullyQualified(folder))
            errors.Add($"Server:StateFolder takes an absolute path, not \"{folder}\".");
        foreach (var error in errors)
            yield return new ConfigFinding(true, where, 0, 0, null, error);
        foreach (var warning in Doubts(tap, state, catalog, metrics, limits))
            yield return new ConfigFinding(false, where, 0, 0, null, warning);
    }

    /// <summary>What works, but not as its operator may think.</summary>
    private static IEnumerable<string> Doubts(
        TapOptions? tap,
        StateSettings? state,
        CatalogSettings? catalog,
        MetricsSettings? metrics,
        ServerLimits? limits
    )
    {
        var inDatabase = !string.IsNullOrWhiteSpace(catalog?.PostgreSql);
        if (inDatabase && tap!.SyncConcurrency > catalog!.Connections)
            yield return $"Tap:SyncConcurrency ({tap.SyncConcurrency}) is above Catalog:Connections ({catalog.Connections}): queries that have a place wait for a connection.";
        if (inDatabase && tap!.AsyncConcurrency > catalog!.BatchConnections)
            yield return $"Tap:AsyncConcurrency ({tap.AsyncConcurrency}) is above Catalog:BatchConnections ({catalog.BatchConnections}): jobs execute that wait for a connection.";
        if (!string.IsNullOrWhiteSpace(state?.PostgreSql) && string.IsNullOrEmpty(state.JobsFolder))
            yield return "State:PostgreSql is shared by servers, but without State:JobsFolder each keeps results in its own folder: others cannot send them.";
        if (!string.IsNullOrWhiteSpace(state?.PostgreSql) && limits?.DrainSeconds == 0)
            yield return "Server:DrainSeconds is 0: a balancer learns that this server stops when requests fail. Give it longer than the balancer needs to notice.";
        if (tap!.SyncConcurrencyPerUser > tap.SyncConcurrency)
            yield return $"Tap:SyncConcurrencyPerUser ({tap.SyncConcurrencyPerUser}) is above Tap:SyncConcurrency ({tap.SyncConcurrency}), which limits it.";
        if (tap.AsyncConcurrencyPerUser > tap.AsyncConcurrency)
            yield return $"Tap:AsyncConcurrencyPerUser ({tap.AsyncConcurrencyPerUser}) is above Tap:AsyncConcurrency ({tap.AsyncConcurrency}), which limits it.";
        if (metrics is { Port: not null, Bind: "0.0.0.0" or "::", Allow: [] })
            yield return "Metrics:Bind listens to other machines, but Metrics:Allow names none that may read.";
    }

    private static T? Bound<T>(IConfiguration configuration, string section, List<string> errors)
        where T : class, new()
    {
        var options = configuration.GetSection(section).Get<T>() ?? new T();
        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        errors.AddRange(results.Select(result => $"{section}: {result.ErrorMessage}"));
        return options;
    }

    private static void CheckFetch(FetchOptions? options, List<string> errors)
    {
        try
        {
            if (options is not null)
                _ = new UrlFetcher(options);
        }
        catch (FormatException e)
        {
            errors.Add(e.Message);
        }
    }

    private static T? Try<T>(Func<T> read, List<string> errors)
        where T : class
    {
        try
        {
            return read();
        }
        catch (ServiceException e)
        {
            errors.Add(
                e.Message.StartsWith(AtStart, StringComparison.Ordinal) ? e.Message[AtStart.Length..] : e.Message
            );
            return null;
        }
    }
}
