using System.Globalization;
using System.Text.RegularExpressions;

namespace DataLab.Conformance.Tests.Twin;

/// <summary>The query is wrong; the message is for the user.</summary>
internal sealed class TwinError(string message) : Exception(message);

/// <summary>As much of ADQL as the judge asks: columns, aliases, literals, three aggregates, TOP, one equality.</summary>
internal static partial class TwinQuery
{
    /// <param name="uploads">Tables of TAP_UPLOAD, by name.</param>
    /// <exception cref="TwinError">The query cannot be answered.</exception>
    public static TwinTable Run(string adql, IReadOnlyDictionary<string, TwinTable> uploads)
    {
        if (Select().Match(adql) is not { Success: true } query)
            throw new TwinError($"This is no query: {adql}");
        var name = query.Groups["table"].Value;
        var table =
            (
                name.StartsWith("TAP_UPLOAD.", StringComparison.OrdinalIgnoreCase)
                    ? uploads.GetValueOrDefault(name[11..])
                    : TwinTables.Find(name)
            ) ?? throw new TwinError($"There is no table {name}.");
        var rows = table.Rows.AsEnumerable();
        if (query.Groups["where"].Success)
        {
            var column = Index(table, query.Groups["where"].Value);
            rows = rows.Where(row => row[column] == query.Groups["value"].Value);
        }
        var items = Item().Matches(query.Groups["items"].Value).Select(match => match.Value.Trim()).ToArray();
        var filtered = rows.ToArray();
        var result =
            items.Any(item => Aggregate().IsMatch(item)) ? Aggregated(table, items, filtered)
            : items is ["*"] ? table with { Rows = filtered }
            : Projected(table, items, filtered);
        return query.Groups["top"].Success
            ? result with
            {
                Rows = [.. result.Rows.Take(int.Parse(query.Groups["top"].Value, CultureInfo.InvariantCulture))],
            }
            : result;
    }

    private static TwinTable Projected(TwinTable table, string[] items, string?[][] rows)
    {
        var picks = items.Select(item => Pick(table, item)).ToArray();
        return new TwinTable(
            "result",
            [.. picks.Select(pick => pick.Column)],
            [.. rows.Select(row => picks.Select(pick => pick.Value(row)).ToArray())]
        );
    }

    private static (TwinColumn Column, Func<string?[], string?> Value) Pick(TwinTable table, string item)
    {
        var alias = Alias().Match(item);
        var text = alias.Success ? item[..alias.Index].Trim() : item;
        var name = alias.Success ? alias.Groups["name"].Value.Trim('"') : null;
        if (text.StartsWith('\''))
            return (new TwinColumn(name ?? "literal", "char", "*"), _ => text.Trim('\''));
        var index = Index(table, text);
        var column = table.Columns[index];
        return (name is null ? column : column with { Name = name }, row => row[index]);
    }

    private static TwinTable Aggregated(TwinTable table, string[] items, string?[][] rows)
    {
        var columns = new List<TwinColumn>();
        var values = new List<string?>();
        foreach (var item in items)
        {
            var match = Aggregate().Match(item);
            var function = match.Groups["f"].Value.ToLowerInvariant();
            if (function == "count")
            {
                columns.Add(new TwinColumn("count_all", "long"));
                values.Add(rows.Length.ToString(CultureInfo.InvariantCulture));
                continue;
            }
            var index = Index(table, match.Groups["c"].Value);
            columns.Add(table.Columns[index] with { Name = $"{function}_{table.Columns[index].Name}" });
            var sorted = rows.Select(row => row[index]).OfType<string>().Order(StringComparer.Ordinal).ToArray();
            values.Add(function == "min" ? sorted.FirstOrDefault() : sorted.LastOrDefault());
        }
        return new TwinTable(
            "result",
            [.. columns],
            [
                [.. values],
            ]
        );
    }

    private static int Index(TwinTable table, string name)
    {
        var index = name.StartsWith('"')
            ? Array.FindIndex(table.Columns, column => column.Name == name.Trim('"'))
            : Array.FindIndex(table.Columns, column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? index : throw new TwinError($"There is no column {name} in {table.Name}.");
    }

    [GeneratedRegex(
        @"^\s*SELECT\s+(?:TOP\s+(?<top>\d+)\s+)?(?<items>.+?)\s+FROM\s+(?<table>[\w.]+)(?:\s+WHERE\s+(?<where>\w+)\s*=\s*'(?<value>[^']*)')?\s*$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline
    )]
    private static partial Regex Select();

    [GeneratedRegex("(?:'[^']*'|\"[^\"]*\"|[^,'\"])+")]
    private static partial Regex Item();

    [GeneratedRegex(@"^(?<f>COUNT|MIN|MAX)\((?<c>\*|\w+)\)$", RegexOptions.IgnoreCase)]
    private static partial Regex Aggregate();

    [GeneratedRegex("\\s+AS\\s+(?<name>\"[^\"]+\"|\\w+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Alias();
}
