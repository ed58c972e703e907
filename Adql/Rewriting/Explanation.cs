using System.Collections.Immutable;
using System.Globalization;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Rewriting;

/// <summary>Tells from the finished plan how each table is read.</summary>
internal sealed class Explanation : Rewriter
{
    /// <summary>Rows that two cores look at in a second, roughly, measured with the joins of the benchmark on DuckDB.</summary>
    private const double RowsPerSecond = 5e7;

    private readonly List<PlanStep> steps = [];
    private readonly List<Condition> conditions = [];
    private readonly List<TableSource> tables = [];

    public static ImmutableArray<PlanStep> Of(Statement statement)
    {
        var explanation = new Explanation();
        explanation.Rewrite(statement);
        foreach (var table in explanation.tables)
            explanation.steps.Add(explanation.Step(table));
        return [.. explanation.steps];
    }

    protected override Query Rewrite(Query query)
    {
        if (query is Select { Where: { } where })
            conditions.AddRange(Tree.Terms(where));
        return base.Rewrite(query);
    }

    protected override Source Rewrite(Source source)
    {
        switch (source)
        {
            case TableSource table:
                if (!tables.Exists(other => other.Alias == table.Alias))
                    tables.Add(table);
                break;
            case RingSource ring:
                conditions.AddRange(Tree.Terms(ring.Where));
                break;
            case JoinSource join:
                conditions.AddRange(Tree.Terms(join.On));
                break;
            case CellSource { Filter: { } filter }:
                conditions.AddRange(Tree.Terms(filter));
                break;
            case MatchSource match:
                conditions.AddRange(Tree.Terms(match.On));
                Rewrite(match.Inner);
                break;
        }
        return base.Rewrite(source);
    }

    private PlanStep Step(TableSource source)
    {
        var (alias, table) = (source.Alias, source.Table);
        var step = new PlanStep(steps.Count + 1, table, "whole table", table.Rows);
        var search = conditions.OfType<RegionSearch>().FirstOrDefault(search => search.Cell.Source == alias);
        if (search is not null)
        {
            var part = search.Cover.Area / Angle.SphereArea;
            return Timed(
                step with
                {
                    Access = string.Create(
                        CultureInfo.InvariantCulture,
                        $"cells of a region: {search.Cover.Ranges.Length} ranges, {part:0.######%} of the sky{Files(table, search.Cover.Ranges)}"
                    ),
                    Rows = table.Rows is { } all ? (long)Math.Ceiling(all * part) : null,
                }
            );
        }
        if (conditions.OfType<FootprintSearch>().FirstOrDefault(one => one.Key.Source == alias) is { } regions)
            return Timed(
                step with
                {
                    Access = string.Create(
                        CultureInfo.InvariantCulture,
                        $"keys of regions: {regions.Ranges.Length} ranges"
                    ),
                }
            );
        if (conditions.OfType<IndexedSearch>().FirstOrDefault(one => one.Alias == alias) is { } found)
        {
            var part = found.Region.Area / Angle.SphereArea;
            return Timed(
                step with
                {
                    Access = $"{found.Index.Name} index: positions in a region",
                    Rows = table.Rows is { } all ? (long)Math.Ceiling(all * part) : null,
                }
            );
        }
        if (conditions.OfType<IndexedMatch>().FirstOrDefault(match => match.Alias == alias) is { } matched)
            return Timed(step with { Access = $"{matched.Index.Name} index: positions looked for" });
        var isNear = conditions.OfType<NearCondition>().Any(near => near.Cell.Source == alias);
        var isMatched = conditions
            .OfType<CompareCondition>()
            .Any(compare => compare.Left is CellValue cell && Tree.Columns(cell).Any(column => column.Source == alias));
        if (isNear || isMatched)
            return Timed(
                step with
                {
                    Access = isNear ? "cells near uploaded positions" : "cells of positions looked for",
                }
            );
        var indexed = table
            .Columns.Where(column => column.Indexed)
            .FirstOrDefault(column => conditions.Exists(condition => IsLookUp(condition, alias, column)));
        return Timed(
            indexed is null ? step with { IsScan = true } : step with { Access = $"index on {indexed.Name}", Rows = 1 }
        );
    }

    /// <summary>How many files of the table have rows in some cells.</summary>
    private static string Files(Table table, IEnumerable<HealpixRange> ranges)
    {
        if (table.Files.IsEmpty)
            return "";
        var read = table.Files.Count(file => ranges.Any(range => range.First <= file.Last && file.First <= range.Last));
        return string.Create(CultureInfo.InvariantCulture, $", {read} of {table.Files.Length} files");
    }

    private static bool IsLookUp(Condition condition, string alias, Column column) =>
        condition is CompareCondition { Operator: ComparisonOperator.Equal, Left: ColumnValue left } compare
        && left.Source == alias
        && left.EngineName == column.EngineName
        && Constants.IsConstant(compare.Right);

    private static PlanStep Timed(PlanStep step) => step with { Seconds = step.Rows / RowsPerSecond };

    /// <summary>The steps as rows of a result: a query of constants, so that every engine and format can give them.</summary>
    public static Statement Rows(ImmutableArray<PlanStep> steps)
    {
        static Select Row(PlanStep step) =>
            new()
            {
                Columns =
                [
                    Column("step", new WholeConstant(step.Number), AdqlType.Int),
                    Column("table_name", new TextConstant(step.TableName), AdqlType.UnicodeText),
                    Column("access", new TextConstant(step.Access), AdqlType.UnicodeText),
                    Column(
                        "estimated_rows",
                        step.Rows is { } rows ? new WholeConstant(rows) : new NullConstant(),
                        AdqlType.Long
                    ),
                    Column(
                        "estimated_seconds",
                        step.Seconds is { } seconds ? new RealConstant(seconds) : new NullConstant(),
                        AdqlType.Double
                    ),
                ],
            };
        var none = Row(new PlanStep(1, null, "no table is read", 0) { Seconds = 0 });
        Query all = steps.Select(Row).Aggregate((Query?)null, Both) ?? none;
        return new Statement(
            [],
            new Select
            {
                Columns =
                [
                    .. none.Columns.Select(column =>
                        column with
                        {
                            Value = new ColumnValue("\"t1\"", column.EngineName, column.Name.Text, column.Value.Type),
                        }
                    ),
                ],
                From = [new QuerySource("\"t1\"", all)],
                OrderBy = [new Ordering(1, null, false)],
            }
        );
    }

    private static Query Both(Query? first, Query second) =>
        first is null ? second : new SetQuery(SetOperator.Union, true, first, second) { Columns = first.Columns };

    private static OutputColumn Column(string name, Value value, AdqlType type) =>
        new($"\"{name}\"", Name.Published(name), new CastValue(value, type));
}
