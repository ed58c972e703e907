using DataLab.Adql.Plan;

namespace DataLab.Adql;

/// <summary>Tells whether a plan looks for places on the sky, after all passes.</summary>
internal static class SkySearches
{
    public static bool In(Statement plan) => plan.With.Any(common => In(common.Query)) || In(plan.Query);

    /// <summary>A further query inside of a condition or value counts as one that does.</summary>
    private static bool In(Query query) =>
        query switch
        {
            SetQuery set => In(set.Left) || In(set.Right),
            Select select => select.From.Any(In) || Tree.HasQuery(select) || select.Where is { } where && In(where),
            _ => true,
        };

    private static bool In(Source source) =>
        source switch
        {
            TableSource table => !table.Cells.IsEmpty,
            CommonSource => false,
            QuerySource inner => inner.Lateral || In(inner.Query),
            JoinSource join => In(join.Left) || In(join.Right) || In(join.On) || Tree.HasQuery(join.On),
            _ => true,
        };

    /// <summary>Leaves subqueries aside: whoever asks has looked for them.</summary>
    private static bool In(Condition condition) =>
        condition switch
        {
            RegionSearch or FootprintSearch or PolygonCondition or MocCondition or NearCondition => true,
            IndexedSearch or IndexedMatch => true,
            NotCondition not => In(not.Operand),
            AndCondition and => and.Operands.Any(In),
            OrCondition or => or.Operands.Any(In),
            _ => false,
        };
}
