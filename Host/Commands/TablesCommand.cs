using System.CommandLine;
using System.Globalization;
using DataLab.Catalog;
using DataLab.Formats;
using DataLab.Formats.VoTable;
using Spectre.Console;

namespace DataLab.Host.Commands;

/// <summary><c>datalab tables</c>: what a data folder or database holds; a table for people on a terminal, tab-separated otherwise.</summary>
internal static class TablesCommand
{
    public static Command Create()
    {
        var catalogue = new CatalogChoice();
        var name = new Argument<string?>("TABLE")
        {
            Description = "schema.table: list its columns. Without it, list all tables.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(
            "tables",
            "List the tables of a data folder or database, or the columns of one table."
        )
        {
            name,
        };
        catalogue.AddTo(command);
        command.SetAction(
            async (parsed, ct) =>
            {
                await using var engine = await catalogue.OpenAsync(parsed, ct);
                var catalog = engine.Snapshot;
                if (parsed.GetValue(name) is { } wanted)
                    Print(["column", "type", "unit", "ucd", "description"], Columns(catalog, wanted));
                else
                    Print(["table", "rows", "columns", "description"], Tables(catalog));
                return CommandLine.Ok;
            }
        );
        return command;
    }

    private static IEnumerable<string[]> Tables(CatalogSnapshot catalog) =>
        catalog.Tables.Select(table =>
            new[]
            {
                table.QualifiedName,
                table.Rows?.ToString(CultureInfo.InvariantCulture) ?? "",
                table.Columns.Length.ToString(CultureInfo.InvariantCulture),
                table.Description ?? "",
            }
        );

    private static IEnumerable<string[]> Columns(CatalogSnapshot catalog, string wanted)
    {
        var table =
            catalog.Tables.FirstOrDefault(t => t.QualifiedName.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? throw new ServiceException(
                ErrorKind.NotFound,
                $"There is no table {wanted}; \"datalab tables\" lists what there is."
            );
        return table.Columns.Select(column =>
            new[]
            {
                AdqlName.Write(column.Field.Name),
                VoTableNames.Of(column.Field.DataType)
                    + (column.Field.ArraySize is null ? "" : $"[{column.Field.ArraySize}]"),
                column.Field.Unit ?? "",
                column.Field.Ucd ?? "",
                column.Field.Description ?? "",
            }
        );
    }

    private static void Print(string[] headings, IEnumerable<string[]> rows)
    {
        if (Console.IsOutputRedirected)
        {
            Console.WriteLine(string.Join('\t', headings));
            foreach (var row in rows)
                Console.WriteLine(
                    string.Join('\t', row.Select(cell => cell.ReplaceLineEndings(" ").Replace('\t', ' ')))
                );
            return;
        }
        var table = new Table().Border(TableBorder.Simple);
        foreach (var heading in headings)
            table.AddColumn(heading);
        foreach (var row in rows)
            table.AddRow(row.Select(Markup.Escape).ToArray());
        AnsiConsole.Write(table);
    }
}
