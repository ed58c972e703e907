using System.Globalization;
using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Tap;

/// <summary>Every value of an uploaded table comes back as it went (TAP 1.1 §2.7.6, §3.5).</summary>
internal static class UploadValueChecks
{
    private const string Name = "judge_table";
    private const string Everything = "SELECT * FROM TAP_UPLOAD." + Name;

    private static readonly string[] Serializations = ["TABLEDATA", "BINARY", "BINARY2"];

    public static readonly Check[] All =
    [
        Must(
            "TAP-1.1-3.5-a",
            "Numbers come back, whole and floating, in every width.",
            subject => ReturnsAsync(subject, UploadSamples.Numbers, Serializations)
        ),
        Must(
            "TAP-1.1-3.5-b",
            "Booleans and unsigned bytes come back.",
            subject => ReturnsAsync(subject, UploadSamples.Flags, Serializations)
        ),
        Must(
            "TAP-1.1-3.5-c",
            "Text comes back, with characters of XML and beyond ASCII.",
            subject => ReturnsAsync(subject, UploadSamples.Texts, Serializations)
        ),
        Must("TAP-1.1-3.5-d", "Timestamps come back as timestamps.", TimesReturn),
        Must(
            "TAP-1.1-3.5-e",
            "Arrays come back, of fixed and of varying length.",
            subject => ReturnsAsync(subject, UploadSamples.Arrays, Serializations)
        ),
        Must("TAP-1.1-3.5-f", "Points, circles and polygons of DALI come back with their xtype.", ShapesReturn),
        Must(
            "TAP-1.1-3.5-g",
            "Nulls come back as nulls.",
            subject => ReturnsAsync(subject, UploadSamples.Nulls, "TABLEDATA", "BINARY2")
        ),
        Must("TAP-1.1-3.5-h", "FIELDs of an uploaded table come back with their names and types.", TypesReturn),
    ];

    private static async Task ReturnsAsync(Subject subject, UploadTable table, params string[] serializations)
    {
        foreach (var serialization in serializations)
            Uploads.RequireSame(await Uploads.AskAsync(subject, Everything, table.Form(Name, serialization)), table);
    }

    private static async Task TimesReturn(Subject subject)
    {
        var answer = await Uploads.AskAsync(subject, Everything, UploadSamples.Times.Form(Name));
        Uploads.RequireSame(answer, UploadSamples.Times, WithoutTrailingZeros);
        RequireXType(answer, "d_time", "timestamp");
    }

    /// <summary>Fractions of seconds may have more zeros than they came with.</summary>
    private static string? WithoutTrailingZeros(string? value) =>
        value is not null
        && value.Contains('.', StringComparison.Ordinal)
        && value.Contains('T', StringComparison.Ordinal)
            ? value.TrimEnd('Z').TrimEnd('0').TrimEnd('.')
            : value;

    private static async Task ShapesReturn(Subject subject)
    {
        var answer = await Uploads.AskAsync(subject, Everything, UploadSamples.Shapes.Form(Name));
        Uploads.RequireSame(answer, UploadSamples.Shapes);
        foreach (var shape in new[] { "point", "circle", "polygon" })
            RequireXType(answer, "d_" + shape, shape);
    }

    private static void RequireXType(Http.Exchange answer, string column, string xtype)
    {
        var table = VoTableDocument.Read(answer).Table;
        var field = table.Index(column) is >= 0 and var index ? table.Fields[index] : null;
        Require(
            field?.XType == xtype,
            answer,
            $"FIELD {column} with xtype {xtype}",
            $"xtype {field?.XType ?? "missing"}"
        );
    }

    private static async Task TypesReturn(Subject subject)
    {
        foreach (var table in new[] { UploadSamples.Numbers, UploadSamples.Texts, UploadSamples.Arrays })
        {
            var answer = await Uploads.AskAsync(subject, Everything, table.Form(Name));
            var fields = Queries.RequireTable(answer, "the uploaded table").Fields;
            foreach (var (field, column) in fields.Zip(table.Columns))
                Require(
                    field.Name == column.Name
                        && field.Datatype == column.Datatype
                        && Shape(field.ArraySize) == Shape(column.ArraySize),
                    answer,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"FIELD {column.Name} {column.Datatype}[{column.ArraySize}]"
                    ),
                    field.ToString()
                );
        }
    }

    private static string Shape(string? arraySize) =>
        arraySize is null or "1" ? ""
        : arraySize.EndsWith('*') ? "*"
        : arraySize;
}
