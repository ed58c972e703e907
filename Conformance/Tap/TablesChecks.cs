using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Tap;

/// <summary>/tables says what TAP_SCHEMA says (TAP 1.1 §2.5).</summary>
internal static class TablesChecks
{
    public static readonly Check[] All =
    [
        Must(
            "TAP-1.1-2.5-a",
            "Where there is no /tables, that URL answers 404.",
            async subject => RequireStatus(await subject.TablesAnswer(), [200, 404], "the tables, or none")
        ),
        Must("TAP-1.1-2.5-b", "/tables and TAP_SCHEMA list the same tables.", SameTables),
        Must("TAP-1.1-2.5-c", "/tables and TAP_SCHEMA list the same columns.", SameColumns),
        Must("TAP-1.1-2.5-d", "/tables and TAP_SCHEMA give columns the same types.", SameTypes),
        Must("TAP-1.1-2.5-e", "/tables and TAP_SCHEMA give columns the same unit, ucd and utype.", SameMeaning),
        Must("TAP-1.1-2.5-f", "/tables and TAP_SCHEMA list the same foreign keys.", SameKeys),
        Should(
            "TAP-1.1-2.5-g",
            "Types in /tables are of VOTable (VOTableType).",
            async subject =>
            {
                foreach (var (table, _) in await PairsAsync(subject))
                    RequireNone(
                        (await subject.TablesAsync(("detail", "max"))).Exchange,
                        table
                            .Columns.Where(c => c.TypeName != "VOTableType")
                            .Select(c => $"{table.Name}.{c.Name} has type {c.TypeName}"),
                        "xsi:type vs:VOTableType"
                    );
            }
        ),
    ];

    private static async Task SameTables(Subject subject)
    {
        var tables = await subject.TablesAsync();
        var schema = await TapSchema.ReadAsync(subject);
        if (!schema.IsWhole("tables"))
            throw NotTested("TAP_SCHEMA.tables has more rows than the judge reads");
        var there = tables.Tables.Select(table => table.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var here = schema.TableNames.ToHashSet(StringComparer.OrdinalIgnoreCase);
        RequireNone(
            tables.Exchange,
            here.Except(there, StringComparer.OrdinalIgnoreCase)
                .Select(name => $"{name} only in TAP_SCHEMA")
                .Concat(there.Except(here, StringComparer.OrdinalIgnoreCase).Select(name => $"{name} only in /tables")),
            "the same tables"
        );
    }

    /// <summary>Sample tables as /tables has them, with their columns of TAP_SCHEMA.</summary>
    private static async Task<List<(DeclaredTable Table, SchemaColumn[] Columns)>> PairsAsync(Subject subject)
    {
        var tables = await subject.TablesAsync(("detail", "max"));
        var schema = await TapSchema.ReadAsync(subject);
        var pairs = new List<(DeclaredTable, SchemaColumn[])>();
        foreach (var name in schema.SampleTables)
        {
            var table = tables.Tables.FirstOrDefault(t => t.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (table is { Columns.Count: 0 })
            {
                var child = await subject.Get(subject.Resource("tables/" + Uri.EscapeDataString(table.Name)));
                table = child.Status == 200 ? DeclaredTable.Of(SafeXml.Root(child)) : null;
            }
            if (table is not null)
                pairs.Add((table, [.. schema.ColumnsOf(name)]));
        }
        return pairs.Count > 0 ? pairs : throw NotTested("/tables describes none of the sample tables");
    }

    private static async Task SameColumns(Subject subject)
    {
        var answer = (await subject.TablesAsync(("detail", "max"))).Exchange;
        foreach (var (table, columns) in await PairsAsync(subject))
            RequireNone(
                answer,
                columns
                    .Where(column => !table.Columns.Any(other => Same(column, other)))
                    .Select(column => $"{table.Name}.{column.Name} only in TAP_SCHEMA")
                    .Concat(
                        table
                            .Columns.Where(other => !columns.Any(column => Same(column, other)))
                            .Select(other => $"{table.Name}.{other.Name} only in /tables")
                    ),
                "the same columns"
            );
    }

    private static async Task SameTypes(Subject subject)
    {
        var answer = (await subject.TablesAsync(("detail", "max"))).Exchange;
        foreach (var (table, columns) in await PairsAsync(subject))
            RequireNone(
                answer,
                from column in columns
                let other = table.Columns.FirstOrDefault(other => Same(column, other))
                where other is { TypeName: "VOTableType" }
                where
                    other.Datatype != column.Datatype
                    || Size(other.ArraySize) != Size(column.ArraySize)
                    || (other.XType ?? "") != (column.XType ?? "")
                select $"{table.Name}.{column.Name}: {other.Datatype}[{other.ArraySize}] {other.XType} and {column.Datatype}[{column.ArraySize}] {column.XType}",
                "the same datatype, arraysize and xtype"
            );
    }

    private static async Task SameMeaning(Subject subject)
    {
        var answer = (await subject.TablesAsync(("detail", "max"))).Exchange;
        var document = await TapSchema.DocumentAsync(subject, "columns");
        foreach (var (table, _) in await PairsAsync(subject))
        foreach (var row in document.Table.Rows)
        {
            if (!table.Name.Equals(Cell(document.Table, row, "table_name"), StringComparison.OrdinalIgnoreCase))
                continue;
            var name = Cell(document.Table, row, "column_name") ?? "";
            var other = table.Columns.FirstOrDefault(c => SameName(name, c.Name));
            foreach (var what in new[] { "unit", "ucd", "utype" })
            {
                var here = Cell(document.Table, row, what) ?? "";
                var there = other?.Element.ChildText(what) ?? "";
                Require(
                    other is null || here == there,
                    answer,
                    $"{what} \"{here}\" of {table.Name}.{name}, as in TAP_SCHEMA",
                    $"\"{there}\""
                );
            }
        }
    }

    private static async Task SameKeys(Subject subject)
    {
        var tables = await subject.TablesAsync(("detail", "max"));
        if (!tables.Tables.Any(table => table.Columns.Count > 0))
            throw NotTested("/tables tells no details");
        var schema = await TapSchema.ReadAsync(subject);
        var keys = schema.Table("keys");
        var here = keys.Rows.Select(row => $"{Cell(keys, row, "from_table")} -> {Cell(keys, row, "target_table")}");
        var there =
            from table in tables.Tables
            from key in table.Element.Children("foreignKey")
            select $"{table.Name} -> {key.ChildText("targetTable")}";
        var (wanted, given) = (Sorted(here), Sorted(there));
        Require(
            wanted.SequenceEqual(given, StringComparer.OrdinalIgnoreCase),
            tables.Exchange,
            $"the {wanted.Length} foreign keys of TAP_SCHEMA.keys",
            $"{given.Length}: {Some(wanted.Except(given, StringComparer.OrdinalIgnoreCase).Concat(given.Except(wanted, StringComparer.OrdinalIgnoreCase)).ToArray())}"
        );
    }

    private static string[] Sorted(IEnumerable<string> keys) => keys.Order(StringComparer.OrdinalIgnoreCase).ToArray();

    private static bool Same(SchemaColumn column, DeclaredColumn other) => SameName(column.Name, other.Name);

    private static bool SameName(string one, string other) =>
        one.Trim('"').Equals(other.Trim('"'), StringComparison.OrdinalIgnoreCase);

    /// <summary>VODataService writes a scalar as no arraysize or as 1.</summary>
    private static string Size(string? arraySize) => arraySize is "1" or null ? "" : arraySize;

    private static string? Cell(VoTableData table, string?[] row, string column) =>
        table.Index(column) is >= 0 and var index ? row[index] : null;
}
