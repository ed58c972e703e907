using System.Globalization;
using System.Text.RegularExpressions;
using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Tap;

/// <summary>What the rows of TAP_SCHEMA say (TAP 1.1 §4.1 to §4.3).</summary>
internal static partial class SchemaContentChecks
{
    public static readonly Check[] All =
    [
        Must(
            "TAP-1.1-4.1-c",
            "Names of schemas are unique.",
            subject => UniqueAsync(subject, "schemas", "schema_name")
        ),
        Must("TAP-1.1-4.2-c", "Names of tables are unique.", subject => UniqueAsync(subject, "tables", "table_name")),
        Must(
            "TAP-1.1-4.2-d",
            "table_type is table or view.",
            async subject =>
            {
                var document = await TapSchema.DocumentAsync(subject, "tables");
                RequireNone(
                    document.Exchange,
                    document
                        .Table.Column("table_type")
                        .Where(type => type is not ("table" or "view"))
                        .Select(type => $"\"{type}\"")
                        .Distinct(),
                    "table or view"
                );
            }
        ),
        Must("TAP-1.1-4.2-e", "table_name is what a query writes after FROM.", NamesCanBeQueried),
        Must("TAP-1.1-4.3-d", "A table has each column once.", ColumnsAreUnique),
        Must(
            "TAP-1.1-4.3-e",
            "datatype is a datatype of VOTable.",
            subject =>
                EachColumnAsync(
                    subject,
                    c => c.Datatype is null || VoField.Datatypes.Contains(c.Datatype),
                    c => c.Datatype,
                    "boolean, short, int, long, float, double, char, unicodeChar and so on"
                )
        ),
        Must(
            "TAP-1.1-4.3-f",
            "arraysize is written as in VOTable.",
            subject =>
                EachColumnAsync(
                    subject,
                    c => c.ArraySize is null || ArraySize().IsMatch(c.ArraySize),
                    c => c.ArraySize,
                    "null, a number, * or sizes joined by x"
                )
        ),
        Must(
            "TAP-1.1-4.3-g",
            "\"size\" is the number of arraysize, null without it and for arrays of several dimensions.",
            subject =>
                EachColumnAsync(
                    subject,
                    SizeFits,
                    c => $"arraysize {c.ArraySize ?? "null"}, \"size\" {c.Size ?? "null"}",
                    "\"size\" equal to arraysize without its *"
                )
        ),
        Must(
            "TAP-1.1-4.3-h",
            "indexed, principal and std are 0 or 1.",
            subject =>
                EachColumnAsync(
                    subject,
                    c => IsFlag(c.Indexed) && IsFlag(c.Principal) && IsFlag(c.Std),
                    c => $"indexed {c.Indexed}, principal {c.Principal}, std {c.Std}",
                    "0 or 1"
                )
        ),
        Must(
            "TAP-1.1-4.3-i",
            "A column name that is no regular identifier has its quotes.",
            subject =>
                EachColumnAsync(
                    subject,
                    c => Identifier().IsMatch(c.Name) || Delimited().IsMatch(c.Name),
                    c => c.Name,
                    "letters, digits and underscores, or \"a delimited name\""
                )
        ),
        Must("TAP-1.1-4.3-j", "Every column can be selected by its name.", ColumnsCanBeSelected),
        Should(
            "TAP-1.1-4.3-k",
            "Columns that a standard defines, as those of TAP_SCHEMA, have std 1.",
            async subject =>
            {
                var schema = await TapSchema.ReadAsync(subject);
                RequireNone(
                    schema.Document("columns").Exchange,
                    schema
                        .ColumnsOf("TAP_SCHEMA.schemas")
                        .Where(c => c.Name is "schema_name" or "utype" or "description" && c.Std == "0")
                        .Select(c => $"TAP_SCHEMA.schemas.{c.Name}"),
                    "std 1"
                );
            }
        ),
    ];

    private static bool IsFlag(string? value) => value is "0" or "1";

    private static bool SizeFits(SchemaColumn column)
    {
        if (column.ArraySize is null || column.ArraySize.Contains('x', StringComparison.Ordinal))
            return column.Size is null;
        return int.TryParse(
            column.ArraySize.TrimEnd('*'),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var length
        )
            ? column.Size == length.ToString(CultureInfo.InvariantCulture)
            : column.Size is null;
    }

    private static async Task EachColumnAsync(
        Subject subject,
        Func<SchemaColumn, bool> fits,
        Func<SchemaColumn, string?> show,
        string expected
    )
    {
        var schema = await TapSchema.ReadAsync(subject);
        RequireNone(
            schema.Document("columns").Exchange,
            schema
                .Columns.Where(column => !fits(column))
                .Select(column => $"{column.Table}.{column.Name}: {show(column)}"),
            expected
        );
    }

    private static async Task UniqueAsync(Subject subject, string table, string column)
    {
        var document = await TapSchema.DocumentAsync(subject, table);
        RequireNone(
            document.Exchange,
            document
                .Table.Column(column)
                .GroupBy(name => name)
                .Where(g => g.Count() > 1)
                .Select(g => $"{g.Key} {g.Count()} times"),
            $"each {column} once"
        );
    }

    private static async Task ColumnsAreUnique(Subject subject)
    {
        var schema = await TapSchema.ReadAsync(subject);
        RequireNone(
            schema.Document("columns").Exchange,
            schema
                .Columns.GroupBy(column => (column.Table, column.Name))
                .Where(group => group.Count() > 1)
                .Select(group => $"{group.Key.Table}.{group.Key.Name} {group.Count()} times"),
            "each pair of table_name and column_name once"
        );
    }

    private static async Task NamesCanBeQueried(Subject subject)
    {
        var schema = await TapSchema.ReadAsync(subject);
        foreach (var table in schema.SampleTables)
            Queries.RequireTable(
                await subject.QueryAsync($"SELECT TOP 1 * FROM {table}", ("MAXREC", "0")),
                $"{table} is a table of TAP_SCHEMA"
            );
    }

    private static async Task ColumnsCanBeSelected(Subject subject)
    {
        var schema = await TapSchema.ReadAsync(subject);
        foreach (var table in schema.SampleTables)
        {
            var columns = schema.ColumnsOf(table).ToArray();
            if (columns.Length == 0)
                continue;
            var list = string.Join(", ", columns.Select(column => Quoted(table, column.Name)));
            var answer = await subject.QueryAsync($"SELECT TOP 1 {list} FROM {table}", ("MAXREC", "1"));
            var fields = Queries.RequireTable(answer, $"the columns of {table} as TAP_SCHEMA lists them").Fields;
            Require(fields.Count == columns.Length, answer, $"{columns.Length} FIELDs", $"{fields.Count} FIELDs");
        }
    }

    /// <summary>"size" is a reserved word that TAP_SCHEMA may list without its quotes.</summary>
    private static string Quoted(string table, string column) =>
        column == "size" && table.Contains("TAP_SCHEMA", StringComparison.OrdinalIgnoreCase) ? "\"size\"" : column;

    [GeneratedRegex(@"^(\d+x)*(\d+\*?|\*)$")]
    private static partial Regex ArraySize();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*$")]
    private static partial Regex Identifier();

    [GeneratedRegex("^\"([^\"]|\"\")+\"$")]
    private static partial Regex Delimited();
}
