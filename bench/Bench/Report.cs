using System.Globalization;

namespace DataLab.Bench;

/// <summary>Collects measurements and prints them with their bounds.</summary>
internal sealed class Report(int rows)
{
    private readonly List<(string What, double Value, string Unit, string Bound, bool Ok)> lines = [];

    /// <summary>Of the table that is measured.</summary>
    public int Rows => rows;

    public bool AllWithinBounds => lines.TrueForAll(line => line.Ok);

    /// <summary>A figure that must not exceed its bound.</summary>
    public void AtMost(string what, double value, double bound, string unit) =>
        lines.Add(
            (what, value, unit, string.Create(CultureInfo.InvariantCulture, $"<= {bound:0.###}"), value <= bound)
        );

    public void AtLeast(string what, double value, double bound, string unit) =>
        lines.Add(
            (what, value, unit, string.Create(CultureInfo.InvariantCulture, $">= {bound:0.###}"), value >= bound)
        );

    /// <summary>A figure to know, with no bound.</summary>
    public void Note(string what, double value, string unit) => lines.Add((what, value, unit, "", true));

    public void Print(TextWriter to)
    {
        to.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows, {Environment.ProcessorCount} cores")
        );
        foreach (var (what, value, unit, bound, ok) in lines)
            to.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(ok ? "  " : "! ")}{what, -58} {value, 10:0.###} {unit, -8} {bound}"
                )
            );
    }
}
