// Cross-matches of the survey's objects with two all-sky catalogues.
using System.Globalization;
using DataLab.Sky;

namespace DataLab.Host.SampleSurvey;

/// <summary>A match with Gaia.</summary>
/// <param name="Source">Gaia's source_id: its upper bits are the order-12 HEALPix of the position.</param>
/// <param name="Ra">ICRS, degrees.</param>
/// <param name="Dec">ICRS, degrees.</param>
/// <param name="PmRa">Proper motion in right ascension times cos(dec), mas/yr.</param>
/// <param name="PmDec">Proper motion in declination, mas/yr.</param>
/// <param name="Distance">From the survey's position, arcsec.</param>
internal sealed record GaiaMatch(
    long Source,
    double Ra,
    double Dec,
    double Magnitude,
    double PmRa,
    double PmDec,
    double Distance
)
{
    /// <summary>G magnitude Gaia would have, from g and r.</summary>
    public static double MagnitudeOf(in StackPhotometry stack)
    {
        var (g, r) = (stack.Magnitude[Band.G.Index], stack.Magnitude[Band.R.Index]);
        return g < 90 ? g - 0.15 * Math.Clamp(g - r, 0, 2) : Sentinel.Magnitude;
    }

    /// <summary>The match of an object; null for galaxies, for what is fainter than G = 20.8, and for 3 stars of 100.</summary>
    public static GaiaMatch? Of(MeasuredObject measured, ref RandomStream random)
    {
        var truth = measured.Truth;
        var magnitude = MagnitudeOf(measured.Stack);
        var (east, north) = (random.Normal(0, 0.05), random.Normal(0, 0.05));
        var isMissed = random.Chance(0.03);
        var (pmRa, pmDec) = ProperMotion(truth, ref random);
        if (truth.IsExtended || isMissed || magnitude > 20.8)
            return null;
        var (ra, dec) = SkyMatch.Shift(measured, east, north, decimals: 8);
        var source = (Healpix.Ang2Pix(12, measured.Ra, measured.Dec) << 35) + truth.Run * 512L + truth.Field.Id;
        return new GaiaMatch(source, ra, dec, magnitude, pmRa, pmDec, Math.Sqrt(east * east + north * north));
    }

    /// <summary>Clouds and dwarf move as a whole; the Milky Way's stars have a wide range, a few run.</summary>
    private static (double Ra, double Dec) ProperMotion(in SkyObject truth, ref RandomStream random)
    {
        var turns = random.Uniform();
        var (a, b) = (random.Normal(), random.Normal());
        var isFast = random.Chance(HighProperMotion.Share);
        var size = random.Uniform();
        if (truth.Kind == Kind.CloudStar)
            return truth.Field.CloudDistanceModulus < 18.7
                ? (1.9 + 0.2 * a, 0.3 + 0.2 * b)
                : (0.8 + 0.2 * a, -1.2 + 0.2 * b);
        if (truth.Kind != Kind.MilkyWayStar)
            return (0.3 * a, 0.3 * b);
        // Ordinary stars follow half a Cauchy distribution, median 2.2 mas/yr, cut at 100.
        var total = isFast
            ? HighProperMotion.Least * Math.Pow(HighProperMotion.Largest / HighProperMotion.Least, size)
            : Math.Min(2.2 * Math.Tan(Math.PI / 2 * size), 100);
        return (total * Math.Cos(2 * Math.PI * turns), total * Math.Sin(2 * Math.PI * turns));
    }
}

/// <summary>A match with AllWISE.</summary>
/// <param name="Designation">AllWISE's name, from its position.</param>
/// <param name="Magnitude">Vega magnitude in W1 … W4, or the limit where <paramref name="Error"/> is 9999.</param>
/// <param name="Distance">From the survey's position, arcsec.</param>
internal sealed record WiseMatch(
    string Designation,
    double Ra,
    double Dec,
    double[] Magnitude,
    double[] Error,
    double Distance
)
{
    // Colour W1 - Wn of stars, how much redder galaxies are, and the 1-sigma limit of each band, mag.
    private static readonly double[] StellarColour = [0, 0.05, 0.2, 0.2];
    private const double GalaxyExcess = 0.3;
    private static readonly double[] Limit = [17.6, 16.7, 12.3, 8.8];

    /// <summary>The match of an object; null where W1 is fainter than 17.5, and for 1 of 5 others (blended in WISE's beam).</summary>
    public static WiseMatch? Of(MeasuredObject measured, ref RandomStream random)
    {
        var truth = measured.Truth;
        var w1 = W1(truth, ref random);
        var isBlended = random.Chance(0.2) && truth.Kind != Kind.RDropout;
        if (w1 > 17.5 || isBlended)
            return null;
        var (east, north) = (random.Normal(0, 0.2), random.Normal(0, 0.2));
        var (ra, dec) = SkyMatch.Shift(measured, east, north, decimals: 7);
        var (magnitude, error) = (new double[4], new double[4]);
        for (var band = 0; band < 4; band++)
        {
            var isGalaxy = truth.IsExtended || truth.Kind == Kind.RDropout;
            var m = random.Normal(w1 - StellarColour[band] - (isGalaxy ? GalaxyExcess : 0), 0.05);
            var sigma = 0.025 + 0.217 * Photometry.FluxRatio(m - Limit[band]);
            magnitude[band] = Math.Min(m, Limit[band] + 0.3);
            error[band] = sigma < 0.4 ? sigma : Sentinel.UpperLimit;
        }
        return new WiseMatch(
            SkyMatch.WiseName(ra, dec),
            ra,
            dec,
            magnitude,
            error,
            Math.Sqrt(east * east + north * north)
        );
    }

    /// <summary>W1, Vega mag: from z and g-i; drop-outs in r are obscured and bright in the infrared.</summary>
    private static double W1(in SkyObject truth, ref RandomStream random)
    {
        var m = truth.Magnitude;
        var (red, excess) = (random.Uniform(3, 5.5), random.Normal(2.2, 0.6));
        if (truth.Kind == Kind.RDropout)
            return m[Band.Z.Index] - red;
        var gi = Math.Clamp(m[Band.G.Index] - m[Band.I.Index], -0.2, 3);
        return m[Band.Z.Index] - 0.8 - 1.08 * gi - (truth.IsExtended ? excess : 0);
    }
}

/// <summary>Positions and names of matches.</summary>
internal static class SkyMatch
{
    /// <summary>The measured position moved by some arcseconds on the sky, rounded.</summary>
    public static (double Ra, double Dec) Shift(MeasuredObject measured, double east, double north, int decimals) =>
        (
            SkyFrames.RoundedRa(measured.Ra + east / 3600 / Math.Cos(measured.Dec * Math.PI / 180), decimals),
            Math.Round(measured.Dec + north / 3600, decimals)
        );

    /// <summary>JHHMMSS.ss±DDMMSS.s, cut, not rounded, as AllWISE does.</summary>
    public static string WiseName(double ra, double dec)
    {
        var time = (long)Math.Floor(ra / 15 * 360_000);
        var arc = (long)Math.Floor(Math.Abs(dec) * 36_000);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"J{time / 360_000:00}{time / 6000 % 60:00}{time / 100 % 60:00}.{time % 100:00}"
                + $"{(dec < 0 ? '-' : '+')}{arc / 36_000:00}{arc / 600 % 60:00}{arc / 10 % 60:00}.{arc % 10}"
        );
    }
}
