using System.CommandLine;
using System.Text.Json;
using DataLab.Host.Configuring;
using DataLab.Host.Examining;

namespace DataLab.Host.Commands;

/// <summary><c>datalab config</c>: checks, shows and describes settings.</summary>
internal static class ConfigCommand
{
    public static Command Create() =>
        new("config", "Check, show and describe the settings of a server.")
        {
            Check(),
            Show(),
            Printed("schema", "Print a JSON Schema of the settings, for editors.", () => ConfigSchema.Text() + "\n"),
            Printed("document", "Print docs/configuration.md.", ConfigDocument.Text),
        };

    private static Command Check()
    {
        var file = new Argument<FileInfo?>("FILE")
        {
            Description = "The file to check. Without it that of --data.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var data = CommandLine.FolderOfConfiguration();
        var connect = new Option<bool>("--connect")
        {
            Description = "Also try the folders and databases that it names.",
        };
        var json = Json();
        var command = new Command(
            "check",
            "Tell everything that is wrong with a configuration; exit code 1 if anything is."
        )
        {
            file,
            data,
            connect,
            json,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var folder = parsed.GetValue(data)?.FullName;
                var sources = ConfigurationSources.Of(parsed.GetValue(file)?.FullName, folder);
                var findings = ConfigCheck.Run(sources).ToList();
                if (parsed.GetValue(connect) && !findings.Exists(finding => finding.IsError))
                    findings.AddRange(await Reach.CheckAsync(sources, folder, ct));
                if (parsed.GetValue(json))
                    Console.WriteLine(JsonSerializer.Serialize(findings, JsonSerializerOptions.Web));
                else
                    foreach (var finding in findings)
                        Console.WriteLine(finding);
                if (!parsed.GetValue(json) && findings.Count == 0)
                    Console.WriteLine(
                        sources.Path is { } path
                            ? $"{path}: all is well."
                            : "There is no configuration file; the defaults and the environment hold, and all is well."
                    );
                return findings.Exists(finding => finding.IsError) ? CommandLine.Failed : CommandLine.Ok;
            }
        );
        return command;
    }

    private static Command Show()
    {
        var data = CommandLine.FolderOfConfiguration();
        var config = CommandLine.ConfigFile();
        var json = Json();
        var command = new Command(
            "show",
            "Print the settings as they hold, with where each comes from; passwords are hidden."
        )
        {
            data,
            config,
            json,
        };
        command.SetAction(parsed =>
        {
            var sources = ConfigurationSources.Of(parsed.GetValue(config)?.FullName, parsed.GetValue(data)?.FullName);
            try
            {
                var settings = EffectiveSettings.Of(sources).ToArray();
                if (parsed.GetValue(json))
                    Console.WriteLine(JsonSerializer.Serialize(settings, JsonSerializerOptions.Web));
                else
                    foreach (var setting in settings)
                        Console.WriteLine($"{setting.Name}\t{setting.Value}\t{setting.Source}");
                return CommandLine.Ok;
            }
            catch (Exception e) when (ConfigurationSources.Reason(e) is { } reason)
            {
                Console.Error.WriteLine("datalab: " + reason);
                return CommandLine.Failed;
            }
        });
        return command;
    }

    private static Command Printed(string verb, string description, Func<string> text)
    {
        var command = new Command(verb, description);
        command.SetAction(_ =>
        {
            Console.Out.Write(text());
            return CommandLine.Ok;
        });
        return command;
    }

    private static Option<bool> Json() => new("--json") { Description = "As JSON, for programs." };
}
