using System.Globalization;
using DataLab.Formats;

namespace DataLab.Sia.Search;

/// <summary>A closed range of numbers, possibly open to one or both sides (DALI 1.1 §3.3.4 interval).</summary>
/// <param name="Low">May be -Infinity.</param>
/// <param name="High">May be +Infinity, not below <paramref name="Low"/>.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Reads one number, or two with blanks between; <c>-Inf</c> and <c>+Inf</c> are open ends.</summary>
    /// <exception cref="ServiceException">UsageError.</exception>
    public static Interval Parse(string parameter, string text, string example)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is not (1 or 2))
            throw Wrong("one number, or two with a blank between");
        var (low, high) = (Read(words[0]), Read(words[^1]));
        if (low > high)
            throw Wrong("the lesser number first");
        if (words.Length == 1 && double.IsInfinity(low))
            throw Wrong("two numbers where one of them is open");
        if (double.IsPositiveInfinity(low) || double.IsNegativeInfinity(high))
            throw Wrong("an open end on its own side, -Inf first or +Inf last");
        return new Interval(low, high);

        double Read(string word) => TryNumber(word, out var number) ? number : throw Wrong("numbers");

        ServiceException Wrong(string expected) =>
            Usage.Wrong(parameter, text, $"{expected}, such as {example}, with -Inf or +Inf for an open end");
    }

    /// <summary>A number, or an infinity as DALI spells it; NaN is none.</summary>
    public static bool TryNumber(string word, out double number)
    {
        switch (word.ToUpperInvariant())
        {
            case "-INF":
                number = double.NegativeInfinity;
                return true;
            case "+INF" or "INF":
                number = double.PositiveInfinity;
                return true;
        }
        return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            && double.IsFinite(number);
    }

    /// <summary>The range from column <paramref name="low"/> to <paramref name="high"/> has a value in common with this one; never where one of them is null.</summary>
    public string Overlaps(string low, string high) =>
        "("
        + (double.IsPositiveInfinity(High) ? $"{low} IS NOT NULL" : $"{low} <= {AdqlText.Number(High)}")
        + " AND "
        + (double.IsNegativeInfinity(Low) ? $"{high} IS NOT NULL" : $"{high} >= {AdqlText.Number(Low)}")
        + ")";

    /// <summary>The value of a column is in the interval; never where it is null.</summary>
    public string Holds(string column) =>
        (double.IsFinite(Low), double.IsFinite(High)) switch
        {
            (true, true) when Low == High => $"{column} = {AdqlText.Number(Low)}",
            (true, true) => $"{column} BETWEEN {AdqlText.Number(Low)} AND {AdqlText.Number(High)}",
            (true, false) => $"{column} >= {AdqlText.Number(Low)}",
            (false, true) => $"{column} <= {AdqlText.Number(High)}",
            _ => $"{column} IS NOT NULL",
        };
}
