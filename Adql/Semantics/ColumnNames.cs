using System.Globalization;
using DataLab.Adql.Grammar;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <summary>Names of result columns (ADQL 2.1 §2.2 leaves unnamed expressions to the service).</summary>
/// <remarks>
/// An alias or a plain column is called what the query calls it. Other expressions get legal names that need no quotes:
/// <c>COUNT(*)</c> → <c>count_all</c>, <c>MAX(ra)</c> → <c>max_ra</c>, other function calls → <c>power_3</c> and everything
/// else → <c>expr_3</c>, with the position in the list. A name taken before gets <c>_2</c>, <c>_3</c>, … behind it.
/// </remarks>
internal static class ColumnNames
{
    /// <param name="position">1-based, in the select list.</param>
    public static Name For(DerivedColumn item, int position)
    {
        if (item.Alias is { } alias)
            return Name.Of(alias);
        switch (item.Value)
        {
            case ColumnReference column:
                return Name.Of(column.Name.Last);
            case FunctionCall call:
                var function = call.Name.Text.ToLowerInvariant();
                if (call.Star)
                    return new Name(function + "_all", false);
                var name = call.Arguments is [ColumnReference argument]
                    ? function + "_" + argument.Name.Last.Text
                    : null;
                return name is not null && ReservedWords.IsRegularIdentifier(name)
                    ? new Name(name, false)
                    : Numbered(function, position);
            case CastExpression { Operand: ColumnReference operand }:
                return Name.Of(operand.Name.Last);
            default:
                return Numbered("expr", position);
        }
    }

    private static Name Numbered(string stem, int position) =>
        new(stem + "_" + position.ToString(CultureInfo.InvariantCulture), false);

    /// <summary>The names with later duplicates numbered; case is ignored, as formats and engines do.</summary>
    public static List<string> Unique(IEnumerable<string> names)
    {
        var all = names.ToList();
        var taken = new HashSet<string>(all.Count, StringComparer.OrdinalIgnoreCase);
        HashSet<string>? wanted = null;
        // Where the numbers of a name go on: thousands of one name are not all counted again for each.
        var next = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < all.Count; i++)
        {
            if (taken.Add(all[i]))
                continue;
            wanted ??= all.ToHashSet(StringComparer.OrdinalIgnoreCase);
            var number = next.GetValueOrDefault(all[i], 2);
            string name;
            do name = all[i] + "_" + (number++).ToString(CultureInfo.InvariantCulture);
            while (wanted.Contains(name) || !taken.Add(name));
            next[all[i]] = number;
            all[i] = name;
        }
        return all;
    }
}
