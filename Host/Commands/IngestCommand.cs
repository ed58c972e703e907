using System.Collections.Immutable;
using System.CommandLine;
using DataLab.Catalog.Ingest;
using DataLab.Formats;

namespace DataLab.Host.Commands;

/// <summary><c>datalab ingest</c>: takes table files into the archive as one table, whole or not at all.</summary>
internal static class IngestCommand
{
    /// <summary>Bad rows named one by one before only their number is told.</summary>
    private const int BadRowsShown = 20;

    private static readonly Argument<FileInfo[]> Files = new("FILE")
    {
        Description =
            "FITS, VOTable, CSV/TSV, ECSV or Parquet, gzipped or not; several files with the same columns become one table.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<DirectoryInfo> Data = CommandLine.RequiredData();

    private static readonly Option<string> Schema = new("--schema")
    {
        Description = "Schema of the new table.",
        Required = true,
        HelpName = "S",
    };

    private static readonly Option<string> Table = new("--table")
    {
        Description = "Name of the new table.",
        Required = true,
        HelpName = "T",
    };

    private static readonly Option<string?> Database = CatalogChoice.Database(
        "Publish in this PostgreSQL database, as the role that owns the catalogue, instead of in the data folder, which then holds only what is unfinished"
    );

    private static readonly Option<double> Grace = new("--grace")
    {
        Description =
            "In a database: how long a replaced table is kept for queries that know it, in seconds from 0 to 86400.",
        DefaultValueFactory = _ => 65,
        HelpName = "SECONDS",
    };

    private static readonly Option<FileInfo?> Shards = CatalogChoice.Shards(
        "Spread the table over the PostgreSQL servers that this file names, by position"
    );

    private static readonly Option<string?> Description = new("--description")
    {
        Description = "What the table holds, for TAP_SCHEMA.",
        HelpName = "TEXT",
    };

    private static readonly Option<string?> Ra = new("--ra")
    {
        Description = "Column with right ascension, ICRS, degrees; found by UCD or name without it.",
        HelpName = "COL",
    };

    private static readonly Option<string?> Dec = new("--dec")
    {
        Description = "Column with declination, ICRS, degrees.",
        HelpName = "COL",
    };

    private static readonly Option<string?> Id = new("--id")
    {
        Description = "Column that rows are looked up by; it gets an index.",
        HelpName = "COL",
    };

    private static readonly Option<FileInfo?> Metadata = new("--metadata")
    {
        Description = "Felis YAML with descriptions, units, UCDs, types and keys; goes over what the files say.",
        HelpName = "FILE.yaml",
    };

    private static readonly Option<string?> With = new("--with")
    {
        Description =
            "Columns to compute and add, with commas between: htm9, ring256, nest4096, random_id, glon, glat, elon, elat; or all.",
        HelpName = "COLUMNS",
    };

    private static readonly Option<bool> DerivePosition = new("--derive-position")
    {
        Description = "Where the position is sexagesimal text, add the columns ra_deg and dec_deg.",
    };

    private static readonly Option<bool> Replace = new("--replace")
    {
        Description = "Put the new rows in place of a table that is there.",
    };

    private static readonly Option<long> MaxErrors = new("--max-errors")
    {
        Description = "Leave out up to N bad rows and report them, instead of stopping at the first.",
        CustomParser = result => CommandLine.WholeNumber(result, 0, long.MaxValue),
        HelpName = "N",
    };

    private static readonly Option<string?> Delimiter = new("--delimiter")
    {
        Description = "Between the cells of a text file; found out without it.",
        HelpName = "CHAR",
    };

    private static readonly Option<int?> Hdu = new("--hdu")
    {
        Description = "FITS: the HDU with the table, 0 being the primary; the first table without it.",
        CustomParser = result => CommandLine.WholeNumber(result, 0, int.MaxValue),
        HelpName = "N",
    };

    public static Command Create()
    {
        var command = new Command("ingest", "Take table files into a data folder as one table.")
        {
            Files,
            Data,
            Schema,
            Table,
            Database,
            Grace,
            Shards,
            Description,
            Ra,
            Dec,
            Id,
            Metadata,
            DerivePosition,
            With,
            Replace,
            MaxErrors,
            Delimiter,
            Hdu,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Ra) is null != (result.GetValue(Dec) is null))
                result.AddError("--ra and --dec go together.");
            if (result.GetValue(Grace) is not (>= 0 and <= 86_400))
                result.AddError("--grace takes a number of seconds from 0 to 86400.");
            CatalogChoice.CheckShards(result, Shards, Database);
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        long badRows = 0;
        var files = parsed.GetRequiredValue(Files);
        if (files.FirstOrDefault(file => !file.Exists) is { } missing)
            throw new ServiceException(ErrorKind.UsageError, $"There is no file {missing}.");
        var sources = files.Select(file =>
            IngestSource.File(
                file.FullName,
                new TableReadOptions
                {
                    MaxErrors = parsed.GetValue(MaxErrors),
                    Delimiter = parsed.GetValue(Delimiter)?.Replace("\\t", "\t", StringComparison.Ordinal),
                    Hdu = parsed.GetValue(Hdu),
                    OnBadRow = bad => ReportBadRow(file, bad, Interlocked.Increment(ref badRows)),
                }
            )
        );
        var database = string.IsNullOrWhiteSpace(parsed.GetValue(Database)) ? null : parsed.GetValue(Database);
        var request = new IngestRequest(
            parsed.GetRequiredValue(Data).FullName,
            parsed.GetRequiredValue(Schema),
            parsed.GetRequiredValue(Table),
            [.. sources]
        )
        {
            Replace = parsed.GetValue(Replace),
            Database = database,
            Grace = TimeSpan.FromSeconds(parsed.GetValue(Grace)),
            Shards = CatalogChoice.ReadShards(parsed.GetValue(Shards), database),
            RaColumn = parsed.GetValue(Ra),
            DecColumn = parsed.GetValue(Dec),
            IdColumn = parsed.GetValue(Id),
            DerivePosition = parsed.GetValue(DerivePosition),
            With = Added(parsed.GetValue(With)),
            Metadata = ReadMetadata(parsed),
        };
        var report = await IngestDisplay.RunAsync(
            request.Schema + "." + request.Table,
            progress => TableIngest.RunAsync(request, progress, ct)
        );
        IngestDisplay.Print(report);
        if (badRows > 0)
            await Console.Error.WriteLineAsync($"{badRows} bad rows were left out.");
        return CommandLine.Ok;
    }

    private static ImmutableArray<string> Added(string? names) =>
        names is null ? []
        : names == "all" ? IngestRequest.AllAdded
        : [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static void ReportBadRow(FileInfo file, BadRow bad, long count)
    {
        if (count <= BadRowsShown)
            Console.Error.WriteLine(
                $"{file.Name}, line {bad.Line}{(bad.Field is null ? "" : $", column {bad.Field}")}: {bad.Message}"
            );
    }

    /// <summary>The metadata file, with --description in it.</summary>
    private static FelisDocument? ReadMetadata(ParseResult parsed)
    {
        var document = parsed.GetValue(Metadata) is { } file ? FelisDocument.Load(file.FullName) : null;
        if (parsed.GetValue(Description) is not { } description)
            return document;
        var name = parsed.GetRequiredValue(Table);
        var table = document?.Find(name) ?? new FelisTable(name, []);
        return new FelisDocument(
            document?.Name,
            [table with { Name = name, Description = description }],
            document?.Notes ?? []
        )
        {
            Description = document?.Description,
            Utype = document?.Utype,
            Index = document?.Index,
        };
    }
}
