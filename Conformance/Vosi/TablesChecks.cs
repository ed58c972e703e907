using System.Xml.Linq;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Vosi;

/// <summary>The tables resource with its children (VOSI 1.1 §3.3).</summary>
internal static class TablesChecks
{
    /// <summary>Children documents that are looked at.</summary>
    private const int Sample = 3;

    /// <summary>Elements of a table in the order of VODataService; description of utype and nrows differ by edition.</summary>
    private static readonly string[] TableOrder =
    [
        "name",
        "title",
        "description",
        "utype",
        "nrows",
        "column",
        "foreignKey",
    ];

    public static readonly Check[] All =
    [
        Must(
            "VOSI-1.1-3.3-a",
            "The root of /tables is tableset in the namespace of VOSITables 1.0.",
            async subject =>
            {
                var tables = await subject.TablesAsync();
                Require(
                    tables.Root.Name == XName.Get("tableset", TableSet.Namespace),
                    tables.Exchange,
                    $"root element tableset in {TableSet.Namespace}",
                    $"root element {tables.Root.Name.LocalName} in \"{tables.Root.Name.NamespaceName}\""
                );
            }
        ),
        Must("VOSI-1.1-3.3-b", "Each table of the tableset has a document of its own under its name.", ChildrenExist),
        Must(
            "VOSI-1.1-3.3-c",
            "The document of one table is a table of that name with its columns.",
            ChildrenAreComplete
        ),
        Must(
            "VOSI-1.1-3.3-d",
            "detail=min and detail=max are understood and answered with the tableset.",
            async subject =>
            {
                var names = Names(await subject.TablesAsync());
                foreach (var detail in new[] { "min", "max" })
                {
                    var tables = await subject.TablesAsync(("detail", detail));
                    Require(
                        Names(tables).SetEquals(names),
                        tables.Exchange,
                        $"the same {names.Count} tables as without detail",
                        $"{Names(tables).Count} tables"
                    );
                }
            }
        ),
        Should(
            "VOSI-1.1-3.3-e",
            "detail=min leaves columns and foreign keys out.",
            async subject =>
            {
                var tables = await subject.TablesAsync(("detail", "min"));
                Require(
                    !tables.Root.All("column").Any() && !tables.Root.All("foreignKey").Any(),
                    tables.Exchange,
                    "tables without column and foreignKey",
                    $"{tables.Root.All("column").Count()} columns"
                );
            }
        ),
        Must("VOSI-1.1-3.3-f", "Every schema, table and column has a name; names of tables are unique.", NamesAreThere),
        Must("VOSI-1.1-3.3-g", "Elements of a table come in the order of VODataService.", TableElementsInOrder),
        Must(
            "VOSI-1.1-3.3-h",
            "A table that does not exist is answered with 404.",
            async subject =>
            {
                await subject.TablesAsync();
                var answer = await subject.Get(subject.Resource("tables/no_such_schema.no_such_table"));
                RequireStatus(answer, 404, "there is no such table");
            }
        ),
        Must("VOSI-1.1-3.3-i", "Foreign keys lead to tables and columns that the tableset has.", ForeignKeysLead),
    ];

    private static HashSet<string> Names(TableSet tables) => [.. tables.Tables.Select(table => table.Name)];

    /// <summary>The first, the middle and the last table with their documents.</summary>
    private static async Task<IReadOnlyList<(DeclaredTable Table, Exchange Answer)>> ChildrenAsync(Subject subject)
    {
        var tables = (await subject.TablesAsync()).Tables;
        if (tables.Count == 0)
            throw NotTested("the tableset has no tables");
        var children = new List<(DeclaredTable, Exchange)>();
        foreach (var index in new[] { 0, tables.Count / 2, tables.Count - 1 }.Distinct().Take(Sample))
        {
            var url = subject.Resource("tables/" + Uri.EscapeDataString(tables[index].Name));
            children.Add((tables[index], await subject.Get(url)));
        }
        return children;
    }

    private static async Task ChildrenExist(Subject subject)
    {
        foreach (var (table, answer) in await ChildrenAsync(subject))
            RequireStatus(answer, 200, $"the description of {table.Name}");
    }

    private static async Task ChildrenAreComplete(Subject subject)
    {
        foreach (var (table, answer) in await ChildrenAsync(subject))
        {
            if (answer.Status != 200)
                throw NotTested("tables have no documents (see VOSI-1.1-3.3-b)");
            var root = SafeXml.Root(answer);
            Require(
                root.Name == XName.Get("table", TableSet.Namespace),
                answer,
                $"root element table in {TableSet.Namespace}",
                $"root element {root.Name.LocalName} in \"{root.Name.NamespaceName}\""
            );
            var child = DeclaredTable.Of(root);
            Require(child.Name == table.Name, answer, $"name {table.Name}", $"name {child.Name}");
            Require(child.Columns.Count > 0, answer, "the columns of the table", "no column");
        }
    }

    private static async Task NamesAreThere(Subject subject)
    {
        var tables = await subject.TablesAsync(("detail", "max"));
        var nameless = tables
            .Root.Descendants()
            .Where(element => element.Name.LocalName is "schema" or "table" or "column")
            .Where(element => string.IsNullOrEmpty(element.ChildText("name")))
            .Select(element => $"a {element.Name.LocalName} without name");
        var twice = tables
            .Tables.GroupBy(table => table.Name, StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key} appears {group.Count()} times");
        RequireNone(tables.Exchange, nameless.Concat(twice), "a name for each, tables named once");
    }

    private static async Task TableElementsInOrder(Subject subject)
    {
        var tables = await subject.TablesAsync(("detail", "max"));
        RequireNone(
            tables.Exchange,
            from table in tables.Tables
            let places = table
                .Element.Elements()
                .Select(child => Array.IndexOf(TableOrder, child.Name.LocalName))
                .ToArray()
            where places.Any(place => place < 0) || !places.SequenceEqual(places.Order())
            select table.Name,
            "elements " + string.Join(", ", TableOrder)
        );
    }

    private static async Task ForeignKeysLead(Subject subject)
    {
        var tables = await subject.TablesAsync(("detail", "max"));
        if (!tables.Root.All("foreignKey").Any())
            throw NotApplicable("no foreign key is declared");
        var columns = tables
            .Tables.GroupBy(table => table.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                group => group.Key,
                group =>
                    group
                        .SelectMany(table => table.Columns)
                        .Select(c => c.Name)
                        .ToHashSet(StringComparer.OrdinalIgnoreCase),
                StringComparer.OrdinalIgnoreCase
            );
        RequireNone(
            tables.Exchange,
            from table in tables.Tables
            from key in table.Element.Children("foreignKey")
            let target = key.ChildText("targetTable") ?? ""
            let known = columns.GetValueOrDefault(target)
            where
                known is null
                || key.Children("fkColumn")
                    .Any(pair =>
                        !columns[table.Name].Contains(pair.ChildText("fromColumn") ?? "")
                        || !known.Contains(pair.ChildText("targetColumn") ?? "")
                    )
            select $"{table.Name} to {target}",
            "targetTable, fromColumn and targetColumn that exist"
        );
    }
}
