using System.Collections.Immutable;
using System.CommandLine;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.ParquetFiles;
using DataLab.Catalog.PostgreSql;
using DataLab.Formats;

namespace DataLab.Host.Commands;

/// <summary><c>datalab publish</c>: serves what is there already, without copying it: tables of a database, or Parquet files.</summary>
internal static class PublishCommand
{
    private static readonly Option<string?> Database = new("--database")
    {
        Description =
            "PostgreSQL database with the tables: a connection string of the role that owns the catalogue; DATALAB_DATABASE in the "
            + "environment names it as well.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("DATALAB_DATABASE"),
        HelpName = "CONNECTION",
    };

    private static readonly Option<string> Schema = new("--schema")
    {
        Description = "Schema of the database; with --parquet, the schema to publish in.",
        Required = true,
        HelpName = "S",
    };

    private static readonly Option<string?> As = new("--as")
    {
        Description = "Name of the schema for users; its own without it.",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Tables = new("--tables")
    {
        Description = "Some tables of the schema, with commas between; all without it.",
        HelpName = "A,B",
    };

    private static readonly Option<FileInfo?> Felis = new("--felis")
    {
        Description =
            "Felis YAML with descriptions, units, UCDs and keys; goes over what the database or the files say.",
        HelpName = "FILE.yaml",
    };

    private static readonly Option<string?> CellColumn = new("--hpx29")
    {
        Description =
            "Column with HEALPix cells of the positions, order 29, NESTED; found under the names hpx29 and _healpix_29 without it.",
        HelpName = "COLUMN",
    };

    private static readonly Option<bool> Remove = new("--remove")
    {
        Description = "Publish no more what was published so; it stays where it is.",
    };

    private static readonly Option<string?> Parquet = new("--parquet")
    {
        Description = "Parquet files, such as 'dir/**/*.parquet', to be served by the embedded engine as one table.",
        HelpName = "FILES",
    };

    private static readonly Option<DirectoryInfo?> Data = new("--data")
    {
        Description = "With --parquet: folder of the archive.",
        HelpName = "DIR",
    };

    private static readonly Option<string?> Table = new("--table")
    {
        Description = "With --parquet: name of the table.",
        HelpName = "T",
    };

    private static readonly Option<string?> Ra = new("--ra")
    {
        Description = "With --parquet: column with right ascension, ICRS, degrees; found by UCD or name without it.",
        HelpName = "COL",
    };

    private static readonly Option<string?> Dec = new("--dec")
    {
        Description = "With --parquet: column with declination, ICRS, degrees.",
        HelpName = "COL",
    };

    public static Command Create()
    {
        var command = new Command("publish", "Serve tables of a database, or Parquet files, where they are.")
        {
            Database,
            Schema,
            As,
            Tables,
            Felis,
            CellColumn,
            Remove,
            Parquet,
            Data,
            Table,
            Ra,
            Dec,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Ra) is null != (result.GetValue(Dec) is null))
                result.AddError("--ra and --dec go together.");
            var isFiles = result.GetValue(Parquet) is not null || result.GetValue(Table) is not null;
            if (isFiles && (result.GetValue(Data) is null || result.GetValue(Table) is null))
                result.AddError("--parquet needs --data and --table.");
            if (!isFiles && string.IsNullOrWhiteSpace(result.GetValue(Database)))
                result.AddError("Say what to publish: --database, or --parquet with --data and --table.");
        });
        command.SetAction(
            (parsed, ct) => parsed.GetValue(Table) is not null ? FilesAsync(parsed, ct) : TablesAsync(parsed, ct)
        );
        return command;
    }

    private static async Task<int> TablesAsync(ParseResult parsed, CancellationToken ct)
    {
        var request = new PublishRequest(parsed.GetValue(Database)!, parsed.GetRequiredValue(Schema))
        {
            As = parsed.GetValue(As),
            Tables = Names(parsed.GetValue(Tables)),
            Metadata = parsed.GetValue(Felis) is { } file ? FelisDocument.Load(file.FullName) : null,
            CellColumn = parsed.GetValue(CellColumn),
        };
        var report = parsed.GetValue(Remove)
            ? await SchemaPublishing.RemoveAsync(request, ct)
            : await SchemaPublishing.RunAsync(request, ct);
        foreach (var note in report.Notes)
            await Console.Error.WriteLineAsync("Note: " + note);
        foreach (var (table, search) in report.Tables)
            await Console.Error.WriteLineAsync(
                $"{table.QualifiedName}: {(table.Rows is { } rows ? $"about {rows} rows" : "rows not counted")}, "
                    + $"{table.Columns.Length} columns, {search}"
            );
        foreach (var name in report.Removed)
            await Console.Error.WriteLineAsync($"{request.PublishedSchema}.{name}: published no more");
        if (!report.Tables.IsEmpty || parsed.GetValue(Remove))
            return CommandLine.Ok;
        await Console.Error.WriteLineAsync($"datalab: no table of schema {request.Schema} could be published.");
        return CommandLine.Failed;
    }

    private static async Task<int> FilesAsync(ParseResult parsed, CancellationToken ct)
    {
        var (schema, table) = (parsed.GetRequiredValue(Schema), parsed.GetValue(Table)!);
        var data = parsed.GetValue(Data)!.FullName;
        if (parsed.GetValue(Remove))
        {
            ParquetPublishing.Remove(data, schema, table);
            await Console.Error.WriteLineAsync($"{schema}.{table}: published no more");
            return CommandLine.Ok;
        }
        if (parsed.GetValue(Parquet) is not { } files)
            throw new ServiceException(ErrorKind.UsageError, "Say which files to publish (--parquet), or --remove.");
        var request = new ParquetRequest(data, schema, table, files)
        {
            Metadata = parsed.GetValue(Felis) is { } felis ? FelisDocument.Load(felis.FullName) : null,
            CellColumn = parsed.GetValue(CellColumn),
            RaColumn = parsed.GetValue(Ra),
            DecColumn = parsed.GetValue(Dec),
        };
        IngestDisplay.Print(await ParquetPublishing.RunAsync(request, ct));
        return CommandLine.Ok;
    }

    private static ImmutableArray<string> Names(string? list) =>
        [.. (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}
