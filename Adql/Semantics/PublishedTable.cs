using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using DataLab.Adql.Plan;

namespace DataLab.Adql.Semantics;

/// <summary>A table as queries look for it: worked out once for all of them, since tables live long and have up to thousands of columns.</summary>
internal sealed class PublishedTable
{
    private sealed record PublishedColumn(Column Column, Name Name, AdqlType Type, Metadata Metadata);

    /// <summary>Kept as long as the tables are.</summary>
    private static readonly ConditionalWeakTable<Table, PublishedTable> Known = [];

    private readonly ImmutableArray<PublishedColumn> columns;

    /// <summary>Places in <see cref="columns"/>, ignoring case.</summary>
    private readonly Dictionary<string, int[]> byName;

    private PublishedTable(Table table)
    {
        columns =
        [
            .. table.Columns.Select(column => new PublishedColumn(
                column,
                Name.Published(column.Name),
                AdqlType.Of(column.Type),
                Metadata.Of(column)
            )),
        ];
        Name = Name.Published(table.Name);
        SchemaName = Name.Published(table.SchemaName);
        byName = Enumerable
            .Range(0, columns.Length)
            .GroupBy(i => columns[i].Name.Text, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.OrdinalIgnoreCase);
    }

    public static PublishedTable Of(Table table) => Known.GetValue(table, made => new PublishedTable(made));

    public Name Name { get; }

    public Name SchemaName { get; }

    public int Count => columns.Length;

    /// <summary>Places of the columns with a name, ignoring case.</summary>
    public int[] Places(string name) => byName.GetValueOrDefault(name, []);

    /// <param name="alias">Of the table in a query.</param>
    public ScopeColumn Column(int place, string alias)
    {
        var (column, name, type, metadata) = columns[place];
        return new ScopeColumn(
            name,
            new ColumnValue(alias, column.EngineName, column.Name, type) { Metadata = metadata }
        );
    }
}
