using System.CommandLine;
using System.CommandLine.Parsing;
using DataLab.Host.Serving;

namespace DataLab.Host.Commands;

/// <summary><c>datalab serve</c>: serves a data folder or a database until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo?>("--data")
        {
            Description =
                "Folder of the archive: its catalogues. Not needed where these are in PostgreSQL (--database, Catalog:PostgreSql) and --state or Server:StateFolder names a folder.",
            HelpName = "DIR",
        };
        var database = CatalogChoice.ServedDatabase();
        var port = CommandLine.Port();
        var bind = new Option<string>("--bind")
        {
            Description = "Address to listen on. The default is reached from this machine only.",
            DefaultValueFactory = _ => "127.0.0.1",
            HelpName = "ADDRESS",
        };
        var state = new Option<DirectoryInfo?>("--state")
        {
            Description =
                "Folder for jobs, uploads and temporary files, made if it is not there. Without it they go into the data folder, which may be read-only with it.",
            HelpName = "FOLDER",
        };
        var config = CommandLine.ConfigFile();
        var publicUrl = new Option<Uri?>("--public-url")
        {
            Description = "Base URL that documents give, for life behind a proxy: https://archive.example.org/datalab",
            CustomParser = WebAddress,
            HelpName = "URL",
        };
        var command = new Command("serve", "Serve the archive in a data folder, or in PostgreSQL.")
        {
            data,
            database,
            state,
            port,
            bind,
            config,
            publicUrl,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                if (parsed.GetValue(data) is { } named)
                    CommandLine.CheckExists(named);
                var folder = ServedFolder.Required(
                    parsed.GetValue(data),
                    parsed.GetValue(state),
                    parsed.GetValue(config)?.FullName,
                    parsed.GetValue(database)
                );
                var settings = new ServerSettings(folder)
                {
                    Port = parsed.GetValue(port),
                    Bind = parsed.GetValue(bind)!,
                    Database = parsed.GetValue(database),
                    StateFolder = parsed.GetValue(state)?.FullName,
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

    private static Uri? WebAddress(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return url;
        result.AddError($"--public-url takes an absolute http or https URL, not \"{text}\".");
        return null;
    }
}
