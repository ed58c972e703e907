using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace DataLab.Sky;

/// <summary>Coverage maps as text: MOC 2.0 §4.3.2 ASCII, DALI 1.2 xtype moc: <c>4/30-33,38 5/1024</c>.</summary>
/// <remarks>Cells are numbered NESTED. A range a-b has both ends; a last order without cells tells how fine the map is.</remarks>
public static class MocText
{
    /// <summary>Reads a map, in time proportional to the text; a range is never written out as cells.</summary>
    /// <param name="error">What is wrong, at which character, and what is expected.</param>
    public static bool TryRead(
        ReadOnlySpan<char> text,
        [NotNullWhen(true)] out Moc? moc,
        [NotNullWhen(false)] out string? error
    )
    {
        moc = null;
        error = null;
        var ranges = new List<HealpixRange>();
        var (order, finest) = (-1, 0);
        var at = 0;
        // A map of the sky may be marked so where maps of sky and time occur together.
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        if (at < text.Length && text[at] is 's' or 'S')
        {
            at++;
        }

        while (true)
        {
            while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] == ','))
            {
                at++;
            }

            if (at == text.Length)
            {
                break;
            }

            var start = at;
            if (Number(text, ref at) is not { } first)
            {
                error = Fault(text, start, "a number of an order or of a cell");
                return false;
            }

            if (at < text.Length && text[at] == '/')
            {
                at++;
                if (first > Healpix.MaxOrder)
                {
                    error = Fault(text, start, "an order from 0 to 29");
                    return false;
                }

                (order, finest) = ((int)first, Math.Max(finest, (int)first));
                continue;
            }

            if (order < 0)
            {
                error = Fault(text, start, "an order and a slash before the cells, as in 4/30-33,38 5/1024");
                return false;
            }

            var last = first;
            if (at < text.Length && text[at] == '-')
            {
                at++;
                if (Number(text, ref at) is not { } end || end < first)
                {
                    error = Fault(text, start, "a range of cells, the lesser first");
                    return false;
                }

                last = end;
            }

            if (last >= Healpix.PixelCount(order))
            {
                error = Fault(text, start, $"cells from 0 to {Healpix.PixelCount(order) - 1} at order {order}");
                return false;
            }

            ranges.Add(new HealpixRange(Healpix.Range(order, first).First, Healpix.Range(order, last).Last));
        }

        if (order < 0)
        {
            error = "The coverage map is empty; expected orders and cells, as in 4/30-33,38 5/1024";
            return false;
        }

        moc = Moc.Of(ranges, finest);
        return true;
    }

    /// <summary>The shortest list of cells, in the order of sizes.</summary>
    public static string Write(Moc moc)
    {
        ArgumentNullException.ThrowIfNull(moc);
        var orders = new StringBuilder?[Healpix.MaxOrder + 1];
        foreach (var group in Runs(moc))
        {
            var text = orders[group.Order] ??= new StringBuilder();
            text.Append(text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{group.First}");
            if (group.Last > group.First)
            {
                text.Append(group.Last == group.First + 1 ? ',' : '-')
                    .Append(CultureInfo.InvariantCulture, $"{group.Last}");
            }
        }

        var parts = Enumerable
            .Range(0, orders.Length)
            .Where(order => orders[order] is not null || order == moc.Order)
            .Select(order => string.Create(CultureInfo.InvariantCulture, $"{order}/{orders[order]}"));
        return string.Join(" ", parts);
    }

    /// <summary>Cells of the same order that follow each other, sorted within an order.</summary>
    private static IEnumerable<(int Order, long First, long Last)> Runs(Moc moc)
    {
        var open = new (long First, long Last)?[Healpix.MaxOrder + 1];
        foreach (var (order, cell) in moc.Cells)
        {
            if (open[order] is var (first, last))
            {
                if (last + 1 == cell)
                {
                    open[order] = (first, cell);
                    continue;
                }

                yield return (order, first, last);
            }

            open[order] = (cell, cell);
        }

        for (var order = 0; order < open.Length; order++)
        {
            if (open[order] is var (first, last))
            {
                yield return (order, first, last);
            }
        }
    }

    private static long? Number(ReadOnlySpan<char> text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return long.TryParse(text[start..at], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }

    private static string Fault(ReadOnlySpan<char> text, int at, string expected)
    {
        var piece = text[at..Math.Min(text.Length, at + 20)].Trim();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The coverage map has \"{piece}\" at character {at + 1}; expected {expected}"
        );
    }
}
