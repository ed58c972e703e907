using System.Collections.Immutable;
using DataLab.Adql.Syntax;

namespace DataLab.Differential.Tests.Evaluation;

/// <summary>The rows an expression is computed for: one of a SELECT, its group and its fellows, and those of enclosing queries.</summary>
internal sealed class Frame(Frame? outer, object?[] row)
{
    public Frame? Outer => outer;

    public object?[] Row => row;

    /// <summary>In a grouped query: the rows of the group; <see cref="Row"/> is one of them.</summary>
    public IReadOnlyList<object?[]>? Group { get; init; }

    /// <summary>All rows of the SELECT, which windows look at.</summary>
    public IReadOnlyList<Frame> Fellows { get; set; } = [];
}

/// <summary>An expression ready to be computed.</summary>
internal sealed record Term(Domain Domain, Func<Frame, object?> Of)
{
    /// <summary>The value of a literal; null for all else.</summary>
    public object? Literal { get; init; }

    public static Term Constant(Domain domain, object? value) => new(domain, _ => value) { Literal = value };

    /// <summary>A whole number is an INTEGER where it fits one.</summary>
    public static Term Whole(long value) =>
        Constant(value is >= int.MinValue and <= int.MaxValue ? Domain.Int : Domain.Long, value);
}

/// <summary>A name as declared; see the rule of names in Adql/README.md.</summary>
internal sealed record Title(string Text, bool Delimited)
{
    public static Title Of(Identifier name) => new(name.Text, name.Delimited);

    public bool Matches(Identifier name) =>
        !name.Delimited
            ? name.Text.Equals(Text, StringComparison.OrdinalIgnoreCase)
            : name.Text == Text || !Delimited && name.Text.Equals(Text.ToLowerInvariant(), StringComparison.Ordinal);
}

internal sealed record Visible(Title Title, Domain Domain, Func<object?[], object?> Of);

internal sealed record VisibleTable(Title Title, Title? Schema, ImmutableArray<Visible> Columns);

/// <summary>What expressions of one SELECT may name.</summary>
internal sealed class Scope(Scope? outer, ImmutableArray<VisibleTable> tables, ImmutableArray<Visible> columns)
{
    public ImmutableArray<VisibleTable> Tables => tables;

    public ImmutableArray<Visible> Columns => columns;

    public bool HasAggregates { get; set; }

    public VisibleTable Table(QualifiedName name) =>
        tables.First(table =>
            table.Title.Matches(name.Last) && (name.Parts.Length == 1 || table.Schema?.Matches(name.Parts[^2]) == true)
        );

    /// <returns>Null when there is no such column here or outside.</returns>
    public Term? Find(QualifiedName name)
    {
        var found = name.Parts.Length == 1 ? columns.Where(column => column.Title.Matches(name.Last)) : Qualified(name);
        var list = found.ToList();
        var exact = list.Where(column => column.Title.Text == name.Last.Text).ToList();
        if (list.Count > 1 && name.Last.Delimited && exact.Count > 0)
            list = exact;
        if (list.Count > 1)
            throw new InvalidOperationException($"{name} is ambiguous");
        if (list is [var column])
            return new Term(column.Domain, frame => column.Of(frame.Row));
        return outer?.Find(name) is { } term ? new Term(term.Domain, frame => term.Of(frame.Outer!)) : null;
    }

    private IEnumerable<Visible> Qualified(QualifiedName name)
    {
        var table = new QualifiedName(name.Parts[..^1]);
        return tables
            .Where(t =>
                t.Title.Matches(table.Last) && (table.Parts.Length == 1 || t.Schema?.Matches(table.Parts[^2]) == true)
            )
            .SelectMany(t => t.Columns)
            .Where(column => column.Title.Matches(name.Last));
    }
}

/// <summary>A query ready to be run.</summary>
/// <param name="Run">Rows in order, each with what it was sorted by.</param>
internal sealed record Relation(ImmutableArray<(Title Title, Domain Domain)> Columns, Func<Frame?, List<SortedRow>> Run)
{
    public List<object?[]> Rows(Frame? outer) => [.. Run(outer).Select(row => row.Values)];
}

internal sealed record SortedRow(object?[] Values, object?[] Keys);

/// <summary>A table with its rows.</summary>
internal sealed record SmallTable(
    string Schema,
    string Name,
    ImmutableArray<(string Name, Domain Domain)> Columns,
    IReadOnlyList<object?[]> Rows
);
