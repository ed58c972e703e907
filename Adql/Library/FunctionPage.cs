using System.Text;

namespace DataLab.Adql.Library;

/// <summary>docs/functions.md, made from the table of functions.</summary>
internal static class FunctionPage
{
    public static string Write()
    {
        var page = new StringBuilder();
        page.Append("# Functions beyond ADQL\n\n");
        page.Append(
            "Made from the table in `Adql/Library`; do not edit. `DATALAB_ACCEPT=1` rewrites it in the tests of Adql.\n\n"
        );
        page.Append("A function is NULL if an argument is, and outside its domain, unless its line says more. ");
        page.Append("Aggregates leave NULL out of account. Examples of aggregates are of these rows:\n\n");
        page.Append("| x | y | name |\n|---|---|---|\n");
        foreach (var (x, y, name) in UserFunctions.Sample)
            page.Append(FormattableString.Invariant($"| {x} | {y} | {name ?? "NULL"} |\n"));
        page.Append("\n`ivo_simbadpoint` of the catalogue is not here: queries never wait for other services.\n");
        foreach (var group in UserFunctions.All.GroupBy(function => function.Group))
        {
            page.Append($"\n## {group.Key}\n\n");
            page.Append("| function | meaning | example | gives |\n|---|---|---|---|\n");
            foreach (var function in group)
                page.Append(
                    $"| `{function.Signature}` | {Cell(function.Description)}{Remarks(function)} | `{Cell(function.Example)}` | `{Cell(function.Gives)}` |\n"
                );
        }
        return page.ToString();
    }

    private static string Remarks(UserFunction function) =>
        !function.IsAggregate
            ? ""
            : " Aggregate"
                + (function.TakesDistinct ? ", takes DISTINCT" : "")
                + (function.TakesOver ? ", takes OVER" : "")
                + ".";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
