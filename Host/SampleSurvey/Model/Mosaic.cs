// The camera: 62 CCDs in twelve rows, as DECam's, of which two have failed.
using System.Collections.Immutable;

namespace DataLab.Host.SampleSurvey;

/// <summary>A CCD of the mosaic.</summary>
/// <param name="Number">1 … 62.</param>
/// <param name="Xi">Centre east of the pointing, degrees on the tangent plane.</param>
/// <param name="Eta">Centre north of the pointing, degrees on the tangent plane.</param>
internal sealed record Ccd(int Number, double Xi, double Eta)
{
    /// <summary>Electrons per adu.</summary>
    public double Gain => 3.9 + 0.2 * Math.Sin((Number - 1) * 1.7);

    /// <summary>Readout noise, electrons.</summary>
    public double ReadNoise => 6.2 + 0.6 * Math.Cos((Number - 1) * 2.1);
}

/// <summary>How the CCDs lie on the sky. Image columns (x) run north to south on the sky, rows (y) east to west.</summary>
internal static class Mosaic
{
    /// <summary>Arcseconds per pixel.</summary>
    public const double PixelScale = 0.2637;

    /// <summary>Image columns of a trimmed CCD, along declination.</summary>
    public const int Columns = 2046;

    /// <summary>Image rows of a trimmed CCD, along right ascension.</summary>
    public const int Rows = 4094;

    private const double PixelDegrees = PixelScale / 3600;

    // Distance of neighbouring centres: a whole CCD and the gap (201 and 153 pixels).
    private const double PitchXi = (4096 + 201) * PixelDegrees;
    private const double PitchEta = (2048 + 153) * PixelDegrees;

    private static readonly int[] CcdsInRow = [3, 4, 5, 6, 6, 7, 7, 6, 6, 5, 4, 3];
    private static readonly int[] FirstInRow = MakeFirstInRow();
    private static readonly int[] Failed = [2, 61];

    /// <summary>All places of the mosaic, CCD number n at n - 1.</summary>
    private static readonly Ccd[] Places = MakePlaces();

    /// <summary>The 60 CCDs that work, by number.</summary>
    public static readonly ImmutableArray<Ccd> Working = [.. Places.Where(ccd => !Failed.Contains(ccd.Number))];

    /// <summary>A place in the cell of a random working CCD; dithers have filled the gaps.</summary>
    /// <returns>Degrees east and north of the pointing.</returns>
    public static (double Xi, double Eta) RandomPlace(ref RandomStream random)
    {
        var ccd = Working[random.Index(Working.Length)];
        return (ccd.Xi + (random.Uniform() - 0.5) * PitchXi, ccd.Eta + (random.Uniform() - 0.5) * PitchEta);
    }

    /// <summary>The working CCD nearest to a place on the tangent plane, and the pixel there.</summary>
    /// <remarks>
    /// The gaps are closed: the cell of a CCD, which is the CCD with half of the gaps round it, is spread over its pixels,
    /// so that every measurement has one. Pixel coordinates start at 1 (FITS).
    /// </remarks>
    public static (Ccd Ccd, double X, double Y) Nearest(double xi, double eta)
    {
        var row = Math.Clamp((int)Math.Floor(eta / PitchEta + 6), 0, 11);
        var count = CcdsInRow[row];
        var place = FirstInRow[row] + Math.Clamp((int)Math.Floor(xi / PitchXi + count / 2.0), 0, count - 1);
        var ccd = Places[place];
        if (Failed.Contains(ccd.Number))
            ccd = Places[xi < ccd.Xi ? place - 1 : place + 1];
        var x = (Columns + 1) / 2.0 - (eta - ccd.Eta) / PitchEta * Columns;
        var y = (Rows + 1) / 2.0 - (xi - ccd.Xi) / PitchXi * Rows;
        return (ccd, Math.Clamp(x, 1, Columns), Math.Clamp(y, 1, Rows));
    }

    /// <summary>The corners of a CCD on the tangent plane: south-west, south-east, north-east, north-west.</summary>
    public static (double Xi, double Eta) Corner(Ccd ccd, int corner)
    {
        var east = corner is 1 or 2 ? 0.5 : -0.5;
        var north = corner is 2 or 3 ? 0.5 : -0.5;
        return (ccd.Xi + east * Rows * PixelDegrees, ccd.Eta + north * Columns * PixelDegrees);
    }

    private static int[] MakeFirstInRow()
    {
        var first = new int[CcdsInRow.Length];
        for (var row = 1; row < first.Length; row++)
            first[row] = first[row - 1] + CcdsInRow[row - 1];
        return first;
    }

    private static Ccd[] MakePlaces()
    {
        var places = new List<Ccd>();
        for (var row = 0; row < CcdsInRow.Length; row++)
        for (var column = 0; column < CcdsInRow[row]; column++)
            places.Add(
                new Ccd(places.Count + 1, (column - (CcdsInRow[row] - 1) / 2.0) * PitchXi, (row - 5.5) * PitchEta)
            );
        return [.. places];
    }
}
