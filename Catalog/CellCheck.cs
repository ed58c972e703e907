using System.Globalization;
using DataLab.Sky;

namespace DataLab.Catalog;

/// <summary>Whether cells that somebody else computed are those of the positions beside them (HEALPix order 29, NESTED).</summary>
internal static class CellCheck
{
    /// <summary>Degrees: how far from its cell a position may be that was rounded otherwise. Covers are wider by twice as much.</summary>
    private const double Rounding = 5e-11;

    private static readonly (double Ra, double Dec)[] Around =
    [
        (1, 0),
        (-1, 0),
        (0, 1),
        (0, -1),
        (1, 1),
        (1, -1),
        (-1, 1),
        (-1, -1),
    ];

    /// <returns>What is wrong with the cell said of a position; null if nothing is.</returns>
    public static string? Wrong(double ra, double dec, long? cell)
    {
        var right = Healpix.Ang2Pix(Healpix.MaxOrder, ra, dec);
        if (right < 0 || right == cell || Beside(ra, dec).Any(other => other == cell))
            return null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the row at {ra:R} {dec:R} has {(cell is null ? "none" : cell)} in place of {right}"
        );
    }

    /// <summary>Whether a position lies in a range of cells, or so near that it was rounded into it.</summary>
    public static bool IsIn(double ra, double dec, HealpixRange range)
    {
        var cell = Healpix.Ang2Pix(Healpix.MaxOrder, ra, dec);
        bool Holds(long one) => range.First <= one && one <= range.Last;
        return cell < 0 || Holds(cell) || Beside(ra, dec).Any(Holds);
    }

    private static IEnumerable<long> Beside(double ra, double dec)
    {
        var east = Rounding / Math.Max(1e-6, Math.Cos(dec * Math.PI / 180));
        return Around.Select(step =>
            Healpix.Ang2Pix(Healpix.MaxOrder, ra + step.Ra * east, Math.Clamp(dec + step.Dec * Rounding, -90, 90))
        );
    }
}
