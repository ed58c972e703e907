using System.Collections.Immutable;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Rewriting;

/// <summary>Small spread tables that a subquery reads anew for each row around it are brought together once, in a common query.</summary>
/// <remarks>Each reading of the parts is a question to every server; so many rows are gone through in less time than that.</remarks>
internal sealed class SpreadCopies : Rewriter
{
    private const long MostRows = 10_000;

    private readonly ImmutableArray<CommonQuery>.Builder copies = ImmutableArray.CreateBuilder<CommonQuery>();
    private readonly UsedColumns uses;
    private bool isRepeated;

    private SpreadCopies(UsedColumns uses) => this.uses = uses;

    /// <param name="tables">All that the statement names.</param>
    public static Statement Run(Statement statement, ImmutableArray<Table> tables)
    {
        if (!tables.Any(IsSmall))
            return statement;
        var pass = new SpreadCopies(UsedColumns.Of(statement));
        var rewritten = pass.Rewrite(statement);
        return pass.copies.Count == 0 ? statement : rewritten with { With = [.. pass.copies, .. rewritten.With] };
    }

    private static bool IsSmall(Table table) => table is { Parts.IsEmpty: false, Rows: <= MostRows };

    protected override Value Rewrite(Value value) =>
        value is ScalarQueryValue scalar ? scalar with { Query = Subquery(scalar.Query) } : base.Rewrite(value);

    protected override Condition Rewrite(Condition condition) =>
        condition switch
        {
            ExistsCondition exists => exists with { Query = Subquery(exists.Query) },
            InQueryCondition list => list with { Value = Rewrite(list.Value), Query = Subquery(list.Query) },
            RegionSearch search => search with { Exact = Rewrite(search.Exact) },
            _ => base.Rewrite(condition),
        };

    private Query Subquery(Query query)
    {
        var around = isRepeated;
        isRepeated |= UsedColumns.IsCorrelated(query);
        try
        {
            return Rewrite(query);
        }
        finally
        {
            isRepeated = around;
        }
    }

    protected override Query Rewrite(Query query)
    {
        var same = base.Rewrite(query);
        return same is Select select && isRepeated ? select with { From = select.From.Each(Copied) } : same;
    }

    private Source Copied(Source source) =>
        source switch
        {
            JoinSource join => join with { Left = Copied(join.Left), Right = Copied(join.Right) },
            TableSource { Cells.IsEmpty: true } table when IsSmall(table.Table) => Copy(table),
            _ => source,
        };

    private CommonSource Copy(TableSource table)
    {
        var name = $"\"copy of {table.Alias.Trim('"')}\"";
        var columns = uses.Of(table.Alias);
        copies.Add(
            new CommonQuery(
                name,
                new Select
                {
                    Columns =
                    [
                        .. columns.Select(column => new OutputColumn(
                            column.EngineName,
                            new Name(column.Name, false),
                            column
                        )),
                        // A query has a column, also where only its rows are asked for.
                        .. columns.Count == 0
                            ? [new OutputColumn("\"one\"", new Name("one", false), new WholeConstant(1))]
                            : Array.Empty<OutputColumn>(),
                    ],
                    From = [table],
                }
            )
            {
                IsKept = true,
            }
        );
        return new CommonSource(table.Alias, name);
    }
}
