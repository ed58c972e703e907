using System.Collections.Immutable;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <summary>A table of a FROM clause under the names it answers to.</summary>
/// <param name="Name">Alias, or the table's own name.</param>
/// <param name="SchemaName">Of a table without alias; null for everything else.</param>
/// <param name="IsOpen">Its columns are not known: every name is one of them.</param>
internal sealed record ScopeTable(Name Name, Name? SchemaName, ScopeColumns Columns, bool IsOpen, string Alias)
{
    /// <param name="qualifier">One to three identifiers; the first of three names the catalogue and is not looked at.</param>
    public bool Matches(ReadOnlySpan<Identifier> qualifier)
    {
        if (!Name.Matches(qualifier[^1]))
            return false;
        return qualifier.Length == 1 || SchemaName?.Matches(qualifier[^2]) == true;
    }
}

/// <summary>Which kind of clause is being read; decides about aggregates.</summary>
internal enum Clause
{
    Select,
    Having,
    OrderBy,
    Where,
    On,
    GroupBy,

    /// <summary>Inside the brackets of an aggregate.</summary>
    Aggregate,
}

/// <summary>The columns that expressions of one SELECT may name, and the enclosing SELECT's behind them.</summary>
internal sealed class Scope(Scope? outer, ImmutableArray<ScopeTable> tables, ImmutableArray<ScopeColumns> columns)
{
    public static readonly Scope Empty = new(null, [], []);

    public Scope? Outer { get; } = outer;

    public ImmutableArray<ScopeTable> Tables { get; } = tables;

    /// <summary>What <c>*</c> stands for, in order: merged columns of NATURAL and USING joins once and first.</summary>
    public ImmutableArray<ScopeColumns> Columns { get; } = columns;

    public bool IsOpen => Tables.Any(table => table.IsOpen);

    public Clause Clause { get; set; } = Clause.Select;

    /// <summary>Set when an aggregate of this SELECT was met.</summary>
    public bool HasAggregates { get; set; }

    /// <summary>The columns a reference may mean, here or in the nearest enclosing scope that has one; several when ambiguous.</summary>
    public List<ScopeColumn> Find(QualifiedName name)
    {
        var found = new List<ScopeColumn>();
        for (var scope = this; scope is not null && found.Count == 0; scope = scope.Outer)
            scope.FindHere(name, found);
        return found;
    }

    /// <summary>The tables a qualifier may mean.</summary>
    public ImmutableArray<ScopeTable> FindTables(ReadOnlySpan<Identifier> qualifier)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            var found = ImmutableArray.CreateBuilder<ScopeTable>();
            foreach (var table in scope.Tables)
                if (table.Matches(qualifier))
                    found.Add(table);
            if (found.Count > 1)
                found.RemoveAll(Inexact(found, qualifier[^1]));
            if (found.Count > 0)
                return found.ToImmutable();
        }
        return [];
    }

    private static Predicate<ScopeTable> Inexact(ImmutableArray<ScopeTable>.Builder found, Identifier reference) =>
        reference.Delimited && found.Any(table => table.Name.IsExact(reference))
            ? table => !table.Name.IsExact(reference)
            : _ => false;

    private void FindHere(QualifiedName name, List<ScopeColumn> found)
    {
        var reference = name.Last;
        if (name.Parts.Length == 1)
            foreach (var columns in Columns)
                columns.Find(reference, found);
        else
            foreach (var table in Tables)
                if (table.Matches(name.Parts.AsSpan()[..^1]))
                    table.Columns.Find(reference, found);
        if (found.Count > 1 && reference.Delimited && found.Exists(column => column.Name.IsExact(reference)))
            found.RemoveAll(column => !column.Name.IsExact(reference));
    }

    /// <summary>Every name in reach, for suggestions.</summary>
    public IEnumerable<ScopeColumn> AllColumns
    {
        get
        {
            for (var scope = this; scope is not null; scope = scope.Outer)
                foreach (var columns in scope.Columns)
                foreach (var column in columns.All)
                    yield return column;
        }
    }

    public IEnumerable<ScopeTable> AllTables
    {
        get
        {
            for (var scope = this; scope is not null; scope = scope.Outer)
                foreach (var table in scope.Tables)
                    yield return table;
        }
    }
}
