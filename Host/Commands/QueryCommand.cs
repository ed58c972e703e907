using System.CommandLine;
using System.IO.Pipelines;
using DataLab.Catalog;
using DataLab.Formats;
using DataLab.Tap;

namespace DataLab.Host.Commands;

/// <summary><c>datalab query</c>: one ADQL query straight on a data folder or database, without a server; the table goes to stdout.</summary>
internal static class QueryCommand
{
    public static Command Create()
    {
        var adql = new Argument<string>("ADQL")
        {
            Description = "The query, for example \"SELECT TOP 5 * FROM smash_dr1.object\".",
        };
        var catalogue = new CatalogChoice();
        var format = new Option<string>("--format")
        {
            Description = "csv, tsv, votable, votable/td, fits, parquet, arrow, json, html, text, or a media type.",
            DefaultValueFactory = _ => "csv",
            HelpName = "FORMAT",
        };
        var maxRec = new Option<long?>("--maxrec")
        {
            Description = "At most so many rows; all without it.",
            CustomParser = result => CommandLine.WholeNumber(result, 0, long.MaxValue),
            HelpName = "ROWS",
        };
        var command = new Command("query", "Run one ADQL query on a data folder or database and print the table.")
        {
            adql,
            format,
            maxRec,
        };
        catalogue.AddTo(command);
        command.SetAction(
            async (parsed, ct) =>
            {
                var formats = new TableFormats();
                var name = parsed.GetValue(format)!;
                var chosen =
                    formats.Find(name)
                    ?? throw new ServiceException(
                        ErrorKind.UsageError,
                        $"Unknown format \"{name}\"; there are {string.Join(", ", formats.Names)}."
                    );
                var request = new TapRequest(
                    parsed.GetRequiredValue(adql),
                    "ADQL",
                    chosen,
                    parsed.GetValue(maxRec) ?? long.MaxValue,
                    null
                );
                await using var engine = await catalogue.OpenAsync(parsed, ct);
                var tap = new TapService(engine, new TapOptions { HardMaxRec = long.MaxValue });
                var run = new TapRun(QueryPurpose.Interactive, TimeSpan.Zero);
                await using var rows = await tap.OpenAsync(request, run, ct);
                await using var stdout = Console.OpenStandardOutput();
                var pipe = PipeWriter.Create(stdout);
                await chosen.WriteAsync(rows, pipe, ct);
                await pipe.CompleteAsync();
                if (rows.Overflowed && rows.OverflowReason is { } reason)
                    await Console.Error.WriteLineAsync(reason);
                return CommandLine.Ok;
            }
        );
        return command;
    }
}
