namespace DataLab.Bench;

/// <summary>Collects measurements with their bounds; each is told on the error stream as it comes, all are printed at the end.</summary>
internal sealed class Report(int rows)
{
    private readonly List<(string Text, bool Ok)> lines = [];

    /// <summary>Of the table that is measured.</summary>
    public int Rows => rows;

    public bool AllWithinBounds => lines.TrueForAll(line => line.Ok);

    /// <summary>A figure that must not exceed its bound.</summary>
    public void AtMost(string what, double value, double bound, string unit) =>
        Add(what, value, unit, Inv($"<= {bound:0.###}"), value <= bound);

    public void AtLeast(string what, double value, double bound, string unit) =>
        Add(what, value, unit, Inv($">= {bound:0.###}"), value >= bound);

    /// <summary>A figure to know, with no bound.</summary>
    public void Note(string what, double value, string unit) => Add(what, value, unit, "", true);

    /// <summary>All figures together, in their order.</summary>
    public void Print(TextWriter to)
    {
        to.WriteLine(Inv($"{rows:N0} rows, {Environment.ProcessorCount} cores"));
        foreach (var line in lines)
            to.WriteLine(line.Text);
    }

    private void Add(string what, double value, string unit, string bound, bool ok)
    {
        var text = Inv($"{(ok ? "  " : "! ")}{what, -72} {value, 10:0.###} {unit, -8} {bound}");
        Console.Error.WriteLine(text);
        lines.Add((text, ok));
    }

    private static string Inv(FormattableString text) => FormattableString.Invariant(text);
}
