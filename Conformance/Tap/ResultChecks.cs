using System.Text.RegularExpressions;
using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Tap;

/// <summary>What the table of a result looks like (TAP 1.1 §3.1, §3.2).</summary>
internal static partial class ResultChecks
{
    private const string Aliased =
        "SELECT TOP 1 table_type AS kind, table_name, table_type AS second_kind FROM TAP_SCHEMA.tables";
    private const string Unnamed = "SELECT COUNT(*), MIN(table_name), MAX(table_name) FROM TAP_SCHEMA.tables";

    public static readonly Check[] All =
    [
        Must(
            "TAP-1.1-3.1-a",
            "The resource of the results holds the INFO with the status.",
            async subject =>
            {
                var document = await subject.DocumentAsync(Queries.One);
                Require(
                    document.StatusBefore.Count == 1,
                    document.Exchange,
                    "one INFO QUERY_STATUS before TABLE",
                    document.StatusText
                );
            }
        ),
        Must(
            "TAP-1.1-3.2-a",
            "An ADQL query gives one table.",
            async subject =>
            {
                var document = await subject.DocumentAsync(Queries.One);
                Require(document.Tables.Count == 1, document.Exchange, "one TABLE", $"{document.Tables.Count} of them");
            }
        ),
        Must(
            "TAP-1.1-3.2-b",
            "Columns come as many and in the order of the SELECT clause, named as there.",
            async subject =>
            {
                var document = await subject.DocumentAsync(Aliased);
                var names = document.Table.Fields.Select(field => field.Name).ToArray();
                Require(
                    names.SequenceEqual(["kind", "table_name", "second_kind"], StringComparer.OrdinalIgnoreCase),
                    document.Exchange,
                    "FIELDs kind, table_name, second_kind",
                    string.Join(", ", names)
                );
            }
        ),
        Must(
            "TAP-1.1-3.2-c",
            "A delimited alias is the name of its FIELD, letter by letter.",
            async subject =>
            {
                var document = await subject.DocumentAsync(
                    "SELECT TOP 1 table_name AS \"Name of It\" FROM TAP_SCHEMA.tables"
                );
                var name = document.Table.Fields is [var field, ..] ? field.Name : null;
                Require(name == "Name of It", document.Exchange, "FIELD name=\"Name of It\"", $"name=\"{name}\"");
            }
        ),
        Must("TAP-1.1-3.2-d", "FIELDs have the datatype and xtype that TAP_SCHEMA gives the columns.", TypesAgree),
        Must("TAP-1.1-3.2-e", "FIELDs have the array shape that TAP_SCHEMA gives the columns.", ShapesAgree),
        Must(
            "TAP-1.1-3.2-f",
            "Columns without a name in the query get names that differ.",
            async subject =>
            {
                var document = await subject.DocumentAsync(Unnamed);
                var names = document.Table.Fields.Select(field => field.Name).ToArray();
                Require(
                    names.Length == 3
                        && names.All(name => name.Length > 0)
                        && names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == 3,
                    document.Exchange,
                    "three FIELDs with names that differ",
                    string.Join(", ", names)
                );
            }
        ),
        Should(
            "TAP-1.1-3.2-g",
            "Such names are valid ADQL identifiers.",
            async subject =>
            {
                var document = await subject.DocumentAsync(Unnamed);
                RequireNone(
                    document.Exchange,
                    document.Table.Fields.Select(field => field.Name).Where(name => !Identifier().IsMatch(name)),
                    "names of letters, digits and underscores that start with a letter"
                );
            }
        ),
    ];

    private static async Task TypesAgree(Subject subject)
    {
        foreach (var (document, field, column) in await FieldsAsync(subject))
            Require(
                field.Datatype == column.Datatype && (field.XType ?? "") == (column.XType ?? ""),
                document.Exchange,
                $"FIELD {column.Name} with datatype {column.Datatype}{Of(" and xtype ", column.XType)}",
                $"datatype {field.Datatype}{Of(" and xtype ", field.XType)}"
            );
    }

    private static async Task ShapesAgree(Subject subject)
    {
        foreach (var (document, field, column) in await FieldsAsync(subject))
            Require(
                Shape(field.ArraySize) == Shape(column.ArraySize),
                document.Exchange,
                $"FIELD {column.Name} with arraysize {column.ArraySize ?? "missing"}",
                $"arraysize {field.ArraySize ?? "missing"}"
            );
    }

    /// <summary>A bounded length and an unbounded one are both variable; 1 is a scalar.</summary>
    private static string Shape(string? arraySize)
    {
        if (arraySize is null or "" or "1")
            return "";
        var last = arraySize.LastIndexOf('x') + 1;
        return arraySize.EndsWith('*') ? arraySize[..last] + "*" : arraySize;
    }

    /// <summary>FIELDs of sample tables with their columns in TAP_SCHEMA.</summary>
    private static async Task<List<(VoTableDocument, VoField, SchemaColumn)>> FieldsAsync(Subject subject)
    {
        var schema = await TapSchema.ReadAsync(subject);
        var pairs = new List<(VoTableDocument, VoField, SchemaColumn)>();
        foreach (var table in schema.SampleTables)
        {
            var document = await subject.DocumentAsync($"SELECT TOP 1 * FROM {table}", ("MAXREC", "0"));
            var columns = schema.ColumnsOf(table).ToArray();
            foreach (var field in document.Table.Fields)
                if (columns.FirstOrDefault(column => column.Is(field.Name)) is { } column)
                    pairs.Add((document, field, column));
        }
        if (pairs.Count == 0)
            throw NotTested("no column of a result is in TAP_SCHEMA.columns");
        return pairs;
    }

    private static string Of(string lead, string? value) => value is null ? "" : lead + value;

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*$")]
    private static partial Regex Identifier();
}
