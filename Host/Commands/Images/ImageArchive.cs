using System.CommandLine;
using DataLab.Formats;
using DataLab.Host.Configuring;
using DataLab.Host.Serving;
using DataLab.Sia;
using DataLab.Sia.ObsCore;
using DataLab.Sia.Store;
using DataLab.State;
using Microsoft.Extensions.Configuration;

namespace DataLab.Host.Commands.Images;

/// <summary>The list of images and the catalogue that a verb works on, as a server with the same options would find them.</summary>
internal sealed class ImageArchive : IAsyncDisposable
{
    private readonly StateStore state;
    private readonly CatalogPlace? place;

    private ImageArchive(StateStore state, ImageOptions options, CatalogPlace? place)
    {
        (this.state, this.place) = (state, place);
        Store = new ImageStore(state, options);
        Options = options;
    }

    public ImageOptions Options { get; }

    public ImageStore Store { get; }

    public required IConfiguration Configuration { get; init; }

    /// <summary>Makes <c>ivoa.ObsCore</c> anew, and says what became of it.</summary>
    /// <exception cref="ServiceException">UsageError: nobody said as whom to publish; others: it cannot be published.</exception>
    public async Task PublishAsync(CancellationToken ct)
    {
        if (place is null)
            throw new ServiceException(
                ErrorKind.UsageError,
                "The catalogues are in PostgreSQL (Catalog:PostgreSql), where only their owner publishes: name the database as the owner with --database."
            );
        var hidden = 0L;
        var report = await IngestDisplay.RunAsync(
            "ivoa.ObsCore",
            async progress =>
            {
                var published = await ObsCorePublisher.PublishAsync(Store, place, progress, ct);
                hidden = published.Hidden;
                return published.Table;
            }
        );
        IngestDisplay.Print(report);
        if (hidden > 0)
            await Console.Error.WriteLineAsync(
                $"{hidden} files are not released yet and left out (Images:ListUnreleased); run \"datalab images publish\" when they are."
            );
    }

    public ValueTask DisposeAsync() => state.DisposeAsync();

    /// <summary>The options that say where.</summary>
    internal sealed class Choice
    {
        private readonly Option<DirectoryInfo> data = CommandLine.RequiredData();
        private readonly Option<FileInfo?> config = CommandLine.ConfigFile();
        private readonly Option<string?> database = CatalogChoice.Database(
            "Publish ivoa.ObsCore in this PostgreSQL database, as the role that owns the catalogue, instead of in the data folder"
        );
        private readonly Option<FileInfo?> shards = CatalogChoice.Shards(
            "Spread ivoa.ObsCore over the PostgreSQL servers that this file names"
        );

        private readonly Option<DirectoryInfo?> state = new("--state")
        {
            Description =
                "Folder with the list of images where it is not in the data folder, as for \"datalab serve\".",
            HelpName = "FOLDER",
        };

        private readonly Option<double> grace = new("--grace")
        {
            Description =
                "In a database: how long a replaced table is kept for queries that know it, in seconds from 0 to 86400.",
            DefaultValueFactory = _ => 65,
            HelpName = "SECONDS",
        };

        /// <param name="publishes">The verb may publish.</param>
        public void AddTo(Command command, bool publishes)
        {
            command.Add(data);
            command.Add(state);
            command.Add(config);
            if (!publishes)
                return;
            command.Add(database);
            command.Add(shards);
            command.Add(grace);
            command.Validators.Add(result =>
            {
                if (result.GetValue(grace) is not (>= 0 and <= 86_400))
                    result.AddError("--grace takes a number of seconds from 0 to 86400.");
                CatalogChoice.CheckShards(result, shards, database);
            });
        }

        /// <summary>Absolute.</summary>
        public string DataFolder(ParseResult parsed) => parsed.GetRequiredValue(data).FullName;

        /// <summary>What a server with the same options would be told.</summary>
        /// <param name="servedDatabase">Goes before what the configuration names; null for none.</param>
        /// <exception cref="ServiceException">UsageError: the configuration cannot be read.</exception>
        public IConfiguration ReadConfiguration(ParseResult parsed, string? servedDatabase)
        {
            try
            {
                return ConfigurationSources
                    .Of(parsed.GetValue(config)?.FullName, DataFolder(parsed))
                    .Read(NullIfEmpty(servedDatabase));
            }
            catch (Exception e) when (ConfigurationSources.Reason(e) is { } reason)
            {
                throw new ServiceException(ErrorKind.UsageError, "The configuration cannot be read: " + reason, e);
            }
        }

        /// <exception cref="ServiceException">The configuration or the list cannot be used.</exception>
        public async Task<ImageArchive> OpenAsync(ParseResult parsed, bool publishes, CancellationToken ct)
        {
            var folder = parsed.GetRequiredValue(data).FullName;
            var owner = publishes ? NullIfEmpty(parsed.GetValue(database)) : null;
            return await ImageArchive.OpenAsync(
                folder,
                parsed.GetValue(state)?.FullName,
                parsed.GetValue(config)?.FullName,
                configuration =>
                    owner is null && CatalogSettings.Read(configuration).IsDatabase
                        ? null
                        : new CatalogPlace(folder, owner)
                        {
                            Shards = publishes ? CatalogChoice.ReadShards(parsed.GetValue(shards), owner) : null,
                            Grace = TimeSpan.FromSeconds(publishes ? parsed.GetValue(grace) : 0),
                        },
                ct
            );
        }
    }

    /// <param name="folder">Data folder.</param>
    /// <param name="state">State folder where it is another.</param>
    /// <param name="configFile">Null for the one in the data folder, if there is one.</param>
    /// <param name="place">Where to publish, by the configuration; null where nobody said as whom.</param>
    /// <exception cref="ServiceException">The configuration or the list cannot be used.</exception>
    public static async Task<ImageArchive> OpenAsync(
        string folder,
        string? state,
        string? configFile,
        Func<IConfiguration, CatalogPlace?> place,
        CancellationToken ct
    )
    {
        try
        {
            var configuration = ConfigurationSources.Of(configFile, folder).Read();
            var stored = StateSettings.Read(configuration);
            var where = StateFolder.Open(
                folder,
                state ?? NullIfEmpty(configuration[StateFolder.Setting]),
                NullIfEmpty(stored.JobsFolder)
            );
            var options = ImageSettings.Read(configuration);
            var published = place(configuration);
            return new ImageArchive(await stored.OpenAsync(where, Tell, ct), options, published)
            {
                Configuration = configuration,
            };
        }
        catch (StateException e)
        {
            throw new ServiceException(ErrorKind.ServiceUnavailable, e.Message, e);
        }
        catch (Exception e) when (ConfigurationSources.Reason(e) is { } reason)
        {
            throw new ServiceException(ErrorKind.UsageError, "The configuration cannot be read: " + reason, e);
        }
    }

    private static void Tell(string problem, Exception? _) => Console.Error.WriteLine("datalab: " + problem);

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
