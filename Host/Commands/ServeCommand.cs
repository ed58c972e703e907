using System.CommandLine;
using DataLab.Host.Serving;

namespace DataLab.Host.Commands;

/// <summary><c>datalab serve</c>: serves a data folder until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var data = CommandLine.Data(required: true);
        var port = CommandLine.Port();
        var bind = new Option<string>("--bind")
        {
            Description = "Address to listen on. The default is reached from this machine only.",
            DefaultValueFactory = _ => "127.0.0.1",
            HelpName = "ADDRESS",
        };
        var config = new Option<FileInfo?>("--config")
        {
            Description =
                "JSON file with further settings, such as {\"Tap\": {\"DefaultMaxRec\": 100000}}; see docs/operations.md.",
            HelpName = "FILE",
        };
        var publicUrl = new Option<Uri?>("--public-url")
        {
            Description = "Base URL that documents give, for life behind a proxy: https://archive.example.org/datalab",
            HelpName = "URL",
            CustomParser = result =>
            {
                if (
                    Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url)
                    && url.Scheme is "http" or "https"
                )
                    return url;
                result.AddError("--public-url must be an absolute http or https URL.");
                return null;
            },
        };
        var command = new Command("serve", "Serve the archive in a data folder.")
        {
            data,
            port,
            bind,
            config,
            publicUrl,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var settings = new ServerSettings(parsed.GetRequiredValue(data).FullName)
                {
                    Port = parsed.GetValue(port),
                    Bind = parsed.GetValue(bind)!,
                    ConfigFile = parsed.GetValue(config)?.FullName,
                    PublicUrl = parsed.GetValue(publicUrl),
                };
                await using var server = await Server.StartAsync(settings, ct);
                Console.WriteLine($"Serving {server.Url}");
                await server.RunAsync(ct);
                return CommandLine.Ok;
            }
        );
        return command;
    }
}
