using System.Text.Json;

namespace DataLab.Formats.Tests.FitsTable;

/// <summary>Compares a table cell by cell with what a script of astropy wrote as JSON: exactly, nulls and units included.</summary>
internal static class AstropyComparison
{
    public static void AssertSame(TableCells ours, string json)
    {
        using var document = JsonDocument.Parse(json);
        var columns = document.RootElement.EnumerateArray().ToArray();
        Assert.That(
            ours.Table.Fields.Select(field => (field.Name, field.Unit)),
            Is.EqualTo(
                columns.Select(column =>
                    (column.GetProperty("name").GetString(), column.GetProperty("unit").GetString())
                )
            )
        );
        for (var c = 0; c < columns.Length; c++)
        {
            var values = columns[c].GetProperty("values").EnumerateArray().ToArray();
            Assert.That(ours.Rows, Has.Count.EqualTo(values.Length));
            for (var row = 0; row < values.Length; row++)
            {
                if (!Same(ours.Rows[row][c], values[row]))
                    Assert.Fail(
                        $"Row {row + 1}, {ours.Table.Fields[c].Name}: astropy has {values[row]}, we have {Show(ours.Rows[row][c])}."
                    );
            }
        }
    }

    private static bool Same(object? ours, JsonElement theirs) =>
        (ours, theirs.ValueKind) switch
        {
            (null, JsonValueKind.Null) => true,
            // astropy keeps a single bit as an array of one.
            (bool, JsonValueKind.Array) when theirs.GetArrayLength() == 1 => Same(ours, theirs[0]),
            (bool b, JsonValueKind.True or JsonValueKind.False) => b == theirs.GetBoolean(),
            (long n, JsonValueKind.Number) => SameInteger(n, theirs.GetRawText()),
            (double x, JsonValueKind.Number) => x.Equals(theirs.GetDouble()),
            (double x, JsonValueKind.String) => theirs.GetString() switch
            {
                "nan" => double.IsNaN(x),
                "inf" => double.IsPositiveInfinity(x),
                "-inf" => double.IsNegativeInfinity(x),
                _ => false,
            },
            (string s, JsonValueKind.String) => s == theirs.GetString(),
            (object?[] list, JsonValueKind.Array) => list.Length == Flat(theirs).Count()
                && list.Zip(Flat(theirs), Same).All(same => same),
            _ => false,
        };

    /// <summary>astropy makes 31.0 of a signed byte.</summary>
    private static bool SameInteger(long ours, string theirs) =>
        (theirs.EndsWith(".0", StringComparison.Ordinal) ? theirs[..^2] : theirs)
        == ours.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Complex numbers are pairs inside arrays there, and simply two elements here.</summary>
    private static IEnumerable<JsonElement> Flat(JsonElement array) =>
        array.EnumerateArray().SelectMany(item => item.ValueKind == JsonValueKind.Array ? Flat(item) : [item]);

    private static string Show(object? value) =>
        value switch
        {
            null => "null",
            object?[] list => $"[{string.Join(", ", list.Select(Show))}]",
            _ => $"{value} ({value.GetType().Name})",
        };
}
