using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Tap;

/// <summary>References between the tables of TAP_SCHEMA, and the foreign keys that it lists (TAP 1.1 §4.4).</summary>
internal static class SchemaKeyChecks
{
    private static readonly (string From, string FromColumn, string Target, string TargetColumn)[] Own =
    [
        ("tables", "schema_name", "schemas", "schema_name"),
        ("columns", "table_name", "tables", "table_name"),
        ("keys", "from_table", "tables", "table_name"),
        ("keys", "target_table", "tables", "table_name"),
        ("key_columns", "key_id", "keys", "key_id"),
    ];

    public static readonly Check[] All =
    [
        Must("TAP-1.1-4.4-d", "key_id is unique in TAP_SCHEMA.keys.", KeysAreUnique),
        Should(
            "TAP-1.1-4.4-e",
            "TAP_SCHEMA keeps its own foreign keys: every reference leads to a row.",
            ReferencesLead
        ),
        Should("TAP-1.1-4.4-f", "TAP_SCHEMA.keys lists TAP_SCHEMA's own five foreign keys.", OwnKeysAreListed),
        Must("TAP-1.1-4.4-g", "Columns of foreign keys are in TAP_SCHEMA.columns.", KeyColumnsExist),
        Must("TAP-1.1-4.4-h", "Every key has at least one pair of columns.", KeysHaveColumns),
    ];

    private static async Task KeysAreUnique(Subject subject)
    {
        var document = await TapSchema.DocumentAsync(subject, "keys");
        RequireNone(
            document.Exchange,
            document
                .Table.Column("key_id")
                .GroupBy(id => id)
                .Where(group => group.Count() > 1)
                .Select(group => $"{group.Key}"),
            "each key_id once"
        );
    }

    private static async Task ReferencesLead(Subject subject)
    {
        var schema = await TapSchema.ReadAsync(subject);
        foreach (var (from, fromColumn, target, targetColumn) in Own)
        {
            if (!schema.IsWhole(target))
                throw NotTested($"TAP_SCHEMA.{target} has more rows than the judge reads");
            var known = schema.Table(target).Column(targetColumn).ToHashSet();
            RequireNone(
                schema.Document(from).Exchange,
                schema
                    .Table(from)
                    .Column(fromColumn)
                    .Distinct()
                    .Where(value => !known.Contains(value))
                    .Select(value => $"{fromColumn} {value}"),
                $"values of TAP_SCHEMA.{target}.{targetColumn}"
            );
        }
    }

    private static async Task OwnKeysAreListed(Subject subject)
    {
        var schema = await TapSchema.ReadAsync(subject);
        var listed = Listed(schema)
            .Select(key => $"{key.From}.{key.FromColumn} -> {key.Target}.{key.TargetColumn}")
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        RequireNone(
            schema.Document("keys").Exchange,
            Own.Select(key => $"TAP_SCHEMA.{key.From}.{key.FromColumn} -> TAP_SCHEMA.{key.Target}.{key.TargetColumn}")
                .Where(key => !listed.Contains(key)),
            "a key and its pair of columns for each"
        );
    }

    private static async Task KeyColumnsExist(Subject subject)
    {
        var schema = await TapSchema.ReadAsync(subject);
        if (!schema.IsWhole("columns"))
            throw NotTested("TAP_SCHEMA.columns has more rows than the judge reads");
        var keys = Listed(schema).ToArray();
        if (keys.Length == 0)
            throw NotApplicable("no foreign key is listed");
        var columns = schema
            .Columns.Select(column => $"{column.Table}.{column.Name}")
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        RequireNone(
            schema.Document("key_columns").Exchange,
            keys.SelectMany(key => new[] { $"{key.From}.{key.FromColumn}", $"{key.Target}.{key.TargetColumn}" })
                .Where(name => !columns.Contains(name))
                .Distinct(),
            "columns of TAP_SCHEMA.columns"
        );
    }

    private static async Task KeysHaveColumns(Subject subject)
    {
        var schema = await TapSchema.ReadAsync(subject);
        var paired = schema.Table("key_columns").Column("key_id").ToHashSet();
        RequireNone(
            schema.Document("keys").Exchange,
            schema.Table("keys").Column("key_id").Where(id => !paired.Contains(id)).Select(id => $"key {id}"),
            "rows of TAP_SCHEMA.key_columns for each key"
        );
    }

    private static IEnumerable<(string? From, string? FromColumn, string? Target, string? TargetColumn)> Listed(
        TapSchema schema
    )
    {
        var keys = schema.Table("keys");
        var pairs = schema.Table("key_columns");
        return from key in keys.Rows
            join pair in pairs.Rows on Cell(keys, key, "key_id") equals Cell(pairs, pair, "key_id")
            select (
                Cell(keys, key, "from_table"),
                Cell(pairs, pair, "from_column"),
                Cell(keys, key, "target_table"),
                Cell(pairs, pair, "target_column")
            );
    }

    private static string? Cell(VoTableData table, string?[] row, string column) =>
        table.Index(column) is >= 0 and var index ? row[index] : null;
}
