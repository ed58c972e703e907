using System.Collections.Immutable;
using System.CommandLine;
using DataLab.Catalog;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.PostgreSql;
using DataLab.Host.Commands.Images;
using DataLab.Host.SampleSurvey;
using DataLab.Host.Serving;
using DataLab.Sia.ObsCore;

namespace DataLab.Host.Commands;

/// <summary><c>datalab demo</c>: makes a synthetic survey, if it is not there yet, and serves it.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var port = CommandLine.Port();
        var data = CommandLine.Data();
        var rows = new Option<int>("--rows")
        {
            Description = "Objects of a new survey, at least 1000; one that is there stays as it is.",
            DefaultValueFactory = _ => 200_000,
            CustomParser = result => CommandLine.WholeNumber(result, 1000, 100_000_000),
            HelpName = "ROWS",
        };
        var database = CatalogChoice.Database(
            "Publish the survey in this PostgreSQL database, as the role that owns the catalogue, and serve it from there"
        );
        var shards = CatalogChoice.Shards("Spread the survey over the PostgreSQL servers that this file names");
        var noImages = new Option<bool>("--no-images") { Description = "Make no images: 40 MB and some seconds less." };
        var command = new Command("demo", "Make a synthetic survey with some of its images and serve it.")
        {
            port,
            data,
            rows,
            database,
            shards,
            noImages,
        };
        command.Validators.Add(result => CatalogChoice.CheckShards(result, shards, database));
        command.SetAction(
            async (parsed, ct) =>
            {
                var folder = parsed.GetRequiredValue(data).FullName;
                var connection = NullIfEmpty(parsed.GetValue(database));
                var list = CatalogChoice.ReadShards(parsed.GetValue(shards), connection);
                await MakeSurveyAsync(folder, connection, list, parsed.GetValue(rows), ct);
                if (!parsed.GetValue(noImages))
                    await MakeImagesAsync(folder, connection, list, ct);
                var settings = new ServerSettings(folder) { Port = parsed.GetValue(port), Database = connection };
                await using var server = await Server.StartAsync(settings, ct);
                PrintWelcome(server.Url);
                await server.RunAsync(ct);
                return CommandLine.Ok;
            }
        );
        return command;
    }

    /// <summary>Publishes the tables that are missing; an interrupted first start is simply gone on with.</summary>
    private static async Task MakeSurveyAsync(
        string folder,
        string? database,
        ShardList? shards,
        int rows,
        CancellationToken ct
    )
    {
        var present = (await TablesAsync(folder, database, ct))
            .Where(table => table.SchemaName == SyntheticSurvey.SchemaName)
            .Select(table => table.Name)
            .ToHashSet();
        var survey = SyntheticSurvey.Create(new SampleSurveyOptions { Rows = rows });
        var missing = survey
            .Tables.Select(table => table.Metadata.Name)
            .Where(name => !present.Contains(name))
            .ToArray();
        if (missing.Length > 0)
            await Console.Error.WriteLineAsync(
                $"Making a synthetic survey of {rows:N0} objects in {(database is null ? folder : "the database")} ..."
            );
        foreach (var table in missing)
        {
            var request = SurveyPublisher.Request(survey, table, folder) with { Database = database, Shards = shards };
            var report = await IngestDisplay.RunAsync(
                $"{request.Schema}.{table}",
                progress => TableIngest.RunAsync(request, progress, ct)
            );
            IngestDisplay.Print(report);
        }
    }

    /// <summary>Images of the survey that is there, which may be larger or smaller than the one asked for.</summary>
    private static async Task MakeImagesAsync(string folder, string? database, ShardList? shards, CancellationToken ct)
    {
        var tables = await TablesAsync(folder, database, ct);
        var objects = tables.First(table => table.SchemaName == SyntheticSurvey.SchemaName && table.Name == "object");
        var isPublished = tables.Any(table =>
            table.SchemaName == ObsCorePublisher.SchemaName && table.Name == ObsCorePublisher.TableName
        );
        var place = new CatalogPlace(folder, database) { Shards = shards };
        await DemoImages.PublishAsync((int)(objects.Rows ?? 200_000), isPublished, place, ct);
    }

    private static async Task<ImmutableArray<TableMetadata>> TablesAsync(
        string folder,
        string? database,
        CancellationToken ct
    )
    {
        var settings = new CatalogSettings { PostgreSql = database };
        await using var engine = await settings.OpenAsync(new DuckDbOptions { DataFolder = folder }, waits: false, ct);
        return [.. engine.Snapshot.Tables];
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static void PrintWelcome(string url) =>
        Console.WriteLine(
            $"""
            Serving {url}

            This is a synthetic survey in the structure of SMASH DR1; nothing in it was observed. Try:

              TOPCAT:  VO > Table Access Protocol (TAP) Query, TAP URL {url}tap
              STILTS:  stilts tapquery tapurl={url}tap sync=true ofmt=ascii \
                         adql="SELECT TOP 5 id, ra, dec, gmag FROM smash_dr1.object WHERE 1=CONTAINS(POINT('ICRS',ra,dec),CIRCLE('ICRS',185.4254,-31.9853,0.1))"
              Python:  import pyvo; pyvo.dal.TAPService("{url}tap").search("SELECT TOP 5 * FROM smash_dr1.object").to_table()
              Images:  SELECT obs_publisher_did, obs_bandpass, s_region FROM ivoa.ObsCore WHERE prodtype = 'image'
                       {url}previews/image?ID=DID with an obs_publisher_did, {url}moc/smash_dr1 for their coverage
              Aladin:  datalab hips build --collection smash_dr1 --bands i,r,g, then {url}hips/smash_dr1_i_r_g
              curl:    curl -s {url}tap/sync -d LANG=ADQL -d FORMAT=csv -d "QUERY=SELECT COUNT(*) FROM smash_dr1.source"

            {url} says more. Ctrl-C stops the server.
            """
        );
}
