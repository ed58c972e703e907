using System.Collections.Immutable;
using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <summary>A column that an expression may name.</summary>
internal sealed record ScopeColumn(Name Name, Value Value);

/// <summary>Columns in the order of <c>*</c>: those of a table, made one by one as a query names them, or a list.</summary>
internal sealed class ScopeColumns
{
    private readonly PublishedTable? published;
    private readonly string alias;

    /// <summary>Those of a table once all are wanted.</summary>
    private ImmutableArray<ScopeColumn> all;

    /// <param name="alias">Of the table in the query.</param>
    public ScopeColumns(PublishedTable published, string alias) => (this.published, this.alias) = (published, alias);

    public ScopeColumns(IEnumerable<ScopeColumn> list) => (alias, all) = ("", [.. list]);

    public ImmutableArray<ScopeColumn> All
    {
        get
        {
            if (all.IsDefault)
                all = [.. Enumerable.Range(0, published!.Count).Select(place => published.Column(place, alias))];
            return all;
        }
    }

    /// <summary>Adds the columns that a reference may mean.</summary>
    public void Find(Identifier reference, List<ScopeColumn> found)
    {
        if (published is null)
        {
            foreach (var column in all)
                if (column.Name.Matches(reference))
                    found.Add(column);
            return;
        }
        foreach (var place in published.Places(reference.Text))
        {
            var column = all.IsDefault ? published.Column(place, alias) : all[place];
            if (column.Name.Matches(reference))
                found.Add(column);
        }
    }
}
