using System.Globalization;
using System.Text;
using DataLab.Adql.Plan;

namespace DataLab.Adql.Dialects;

/// <summary>SQL text as it grows: what goes in is either ours, or quoted here.</summary>
/// <param name="typedNumbers">Doubles as quoted texts of that type, for engines that take digits for decimals.</param>
internal sealed class SqlWriter(bool typedNumbers = false)
{
    /// <summary>Characters; coordinates are written several times, and nested ones would double the text at each level.</summary>
    private const int MaxLength = 16_000_000;

    private readonly StringBuilder text = new(512);

    /// <summary>Rings of nearest rows written so far, by alias.</summary>
    public Dictionary<string, RingSource> Rings { get; } = [];

    /// <summary>Aliases of sources written so far whose rows have their order-29 cell in place of keys of all orders.</summary>
    public HashSet<string> Levelled { get; } = [];

    /// <summary>How many queries, one in the other, are being written.</summary>
    public int Level { get; set; }

    /// <summary>The level of the query whose FROM has a table, by alias.</summary>
    public Dictionary<string, int> Levels { get; } = [];

    /// <summary>Parts of tables, by alias, where these have some (<see cref="Semantics.PositionColumns.Part"/>).</summary>
    public Dictionary<string, (string First, string Last)> Parts { get; } = [];

    /// <summary>Aliases of tables written so far whose rows lie on several servers.</summary>
    public HashSet<string> Spread { get; } = [];

    /// <summary>Aliases of sources that give their cells as one row with an array, not as rows.</summary>
    public HashSet<string> Gathered { get; } = [];

    /// <summary>Rows repeated for the cells around them, written so far, by alias.</summary>
    public Dictionary<string, CellSource> Repeated { get; } = [];

    /// <summary>Tables whose rows the outer join keeps whose condition is being written.</summary>
    public HashSet<string> Kept { get; } = [];

    /// <summary>SQL that is known to be harmless: words, operators, names made or quoted by us.</summary>
    /// <exception cref="SqlTooLongException">The text outgrows what an engine would read.</exception>
    public SqlWriter Append(string sql)
    {
        if (text.Length + sql.Length > MaxLength)
            throw new SqlTooLongException();
        text.Append(sql);
        return this;
    }

    public SqlWriter Identifier(string name) =>
        Append("\"").Append(name.Replace("\"", "\"\"", StringComparison.Ordinal)).Append("\"");

    public SqlWriter Text(string value) =>
        Append("'").Append(value.Replace("'", "''", StringComparison.Ordinal)).Append("'");

    /// <summary>A double, never a decimal: engines compare <c>real</c> with decimals in ways of their own. In brackets when negative.</summary>
    public SqlWriter Number(double value)
    {
        var digits = value.ToString("R", CultureInfo.InvariantCulture);
        if (typedNumbers)
            return Append($"'{digits}'::float8");
        if (!digits.Contains('E', StringComparison.Ordinal))
            digits += "e0";
        return Append(value < 0 || double.IsNegative(value) ? "(" + digits + ")" : digits);
    }

    /// <summary>A whole number, in brackets when negative: two minus signs would begin a comment.</summary>
    public SqlWriter Number(long value)
    {
        var digits = value.ToString(CultureInfo.InvariantCulture);
        if (typedNumbers && value == long.MinValue)
            return Append($"'{digits}'::int8");
        return Append(value < 0 ? "(" + digits + ")" : digits);
    }

    /// <summary>Writes items with <paramref name="separator"/> between them.</summary>
    public SqlWriter Join<T>(string separator, IEnumerable<T> items, Action<T> write)
    {
        var first = true;
        foreach (var item in items)
        {
            if (!first)
                Append(separator);
            first = false;
            write(item);
        }
        return this;
    }

    public override string ToString() => text.ToString();
}

/// <summary>The SQL of a query would be longer than an engine should be given.</summary>
internal sealed class SqlTooLongException : Exception;
