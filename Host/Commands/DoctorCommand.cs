using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataLab.Host.Configuring;
using DataLab.Host.Examining;
using DataLab.Host.Serving;

namespace DataLab.Host.Commands;

/// <summary><c>datalab doctor</c>: says what is wrong with an installation, why it matters and how to mend it. Changes nothing.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create()
    {
        var data = new Option<DirectoryInfo?>("--data")
        {
            Description =
                "As the server gets it: folder of the archive; that of the demo where neither it nor a database is named.",
            HelpName = "DIR",
        };
        var state = new Option<DirectoryInfo?>("--state")
        {
            Description = "As the server gets it: the folder for jobs, uploads and temporary files.",
            HelpName = "FOLDER",
        };
        var database = CatalogChoice.ServedDatabase();
        var config = CommandLine.ConfigFile();
        var port = CommandLine.Port();
        var bind = new Option<string>("--bind")
        {
            Description = "As the server gets it: the address to listen on.",
            DefaultValueFactory = _ => "127.0.0.1",
            HelpName = "ADDRESS",
        };
        var json = new Option<bool>("--json") { Description = "As JSON, for programs." };
        var command = new Command(
            "doctor",
            "Say what is wrong with an installation, why it matters and how to mend it; exit code 1 if a server would not work."
        )
        {
            data,
            database,
            state,
            config,
            port,
            bind,
            json,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var configFile = parsed.GetValue(config)?.FullName;
                var served = parsed.GetValue(database);
                var isWithout = parsed.GetValue(data) is null && ServedFolder.IsDatabase(configFile, served);
                var folder = isWithout ? null : parsed.GetValue(data)?.FullName ?? CommandLine.DefaultData;
                var sources = ConfigurationSources.Of(configFile, folder);
                List<Finding> findings = [.. Machine.Look(), .. LookAtConfiguration(sources)];
                if (isWithout && ServedFolder.Of(null, parsed.GetValue(state), configFile, served) is null)
                    findings.Add(
                        new Finding(
                            FindingLevel.Error,
                            "state folder",
                            "none is named, nor a data folder",
                            "The server has nowhere to write uploads and what outgrows memory, and does not start.",
                            "Name one with --state or Server:StateFolder."
                        )
                    );
                if (!findings.Exists(finding => finding is { Level: FindingLevel.Error, Subject: "configuration" }))
                {
                    var installation = new Installation(sources.Read(served), folder, parsed.GetValue(state)?.FullName);
                    findings.AddRange(await installation.LookAsync(ct));
                    findings.AddRange(
                        await installation.LookAtPortsAsync(parsed.GetValue(bind)!, parsed.GetValue(port), ct)
                    );
                }
                if (parsed.GetValue(json))
                    Console.WriteLine(JsonSerializer.Serialize(findings, Json));
                else
                    Print(findings);
                return findings.Exists(finding => finding.Level is FindingLevel.Error)
                    ? CommandLine.Failed
                    : CommandLine.Ok;
            }
        );
        return command;
    }

    private static IEnumerable<Finding> LookAtConfiguration(ConfigurationSources sources)
    {
        var found = ConfigCheck.Run(sources);
        foreach (var finding in found)
            yield return new Finding(
                finding.IsError ? FindingLevel.Error : FindingLevel.Warning,
                "configuration",
                finding.ToString(),
                finding.IsError ? "The server does not start with it." : null,
                finding.IsError ? "Mend it; docs/configuration.md has all settings." : null
            );
        if (found.Count == 0)
            yield return Finding.Ok("configuration", sources.Path ?? "no file: defaults and the environment");
    }

    private static void Print(List<Finding> findings)
    {
        foreach (var finding in findings)
        {
            Console.WriteLine($"{Word(finding.Level), -8}{finding.Subject}: {finding.Found}");
            if (finding.Why is { } why)
                Console.WriteLine($"        Why it matters: {why}");
            if (finding.Mend is { } mend)
                Console.WriteLine($"        To mend it: {mend}");
        }
        var (errors, warnings) = (
            findings.Count(finding => finding.Level is FindingLevel.Error),
            findings.Count(finding => finding.Level is FindingLevel.Warning)
        );
        Console.WriteLine(
            errors + warnings == 0
                ? "All is well."
                : $"{errors} errors, {warnings} warnings, {findings.Count} things looked at."
        );
    }

    private static string Word(FindingLevel level) => level.ToString().ToLowerInvariant();
}
