namespace DataLab.Host.SampleSurvey;

/// <summary>Colours of objects: where stars lie in colour-colour and colour-magnitude diagrams. AB magnitudes.</summary>
internal static class StellarLocus
{
    /// <summary>g-r against absolute g magnitude of an old, metal-poor population: giants, turn-off, dwarfs.</summary>
    private static readonly Interpolation OldIsochrone = new(
        (-2.5, 1.03),
        (-2, 0.87),
        (-1, 0.70),
        (0, 0.60),
        (1, 0.54),
        (2, 0.49),
        (2.7, 0.465),
        (3.1, 0.43),
        (3.4, 0.34),
        (3.7, 0.26),
        (4.05, 0.235),
        (4.5, 0.27),
        (5, 0.34),
        (6, 0.48),
        (7, 0.62)
    );

    /// <summary>g-r of an old star of an absolute g magnitude.</summary>
    public static double OldColour(double absoluteG) => OldIsochrone.At(absoluteG);

    /// <summary>Absolute g and g-r of a random star of an old population: mostly faint, 1 in 30 on the horizontal branch.</summary>
    /// <param name="spread">Standard deviation of the colour about the isochrone, mag.</param>
    public static (double AbsoluteG, double Gr) OldStar(ref RandomStream random, double spread)
    {
        var absolute = -2.5 + 9.4 * random.Power(3.2);
        var colour = random.Normal(OldColour(absolute), spread);
        if (!random.Chance(0.035))
            return (absolute, colour);
        colour = random.Uniform(-0.25, 0.35);
        var blueTail = 1.8 * Math.Max(-colour, 0);
        return (0.55 + 0.25 * random.Uniform() + blueTail, colour);
    }

    /// <summary>Magnitudes in all bands of an object of given g and g-r on the stellar locus, with its intrinsic scatter.</summary>
    public static PerBand<double> Magnitudes(double g, double gr, ref RandomStream random)
    {
        gr = Math.Clamp(gr, -0.5, 1.7);
        var ug = Math.Clamp(0.85 + 1.9 * Math.Clamp(gr - 0.15, 0, 1.3), 0.7, 3.0);
        var (ri, iz) = RedColours(gr, random.Normal());
        ri = random.Normal(ri, 0.02);
        iz = random.Normal(iz, 0.015);
        var magnitudes = new PerBand<double>();
        magnitudes[Band.U.Index] = random.Normal(g + ug, 0.05);
        magnitudes[Band.G.Index] = g;
        magnitudes[Band.R.Index] = g - gr;
        magnitudes[Band.I.Index] = g - gr - ri;
        magnitudes[Band.Z.Index] = g - gr - ri - iz;
        return magnitudes;
    }

    /// <summary>r-i and i-z: M dwarfs (g-r above 1.2) keep g-r while r-i grows with their type.</summary>
    private static (double Ri, double Iz) RedColours(double gr, double type)
    {
        if (gr > 1.2)
        {
            var dwarf = 0.9 + Math.Clamp(0.1 + 0.35 * type, -0.4, 1.1);
            return (dwarf, 0.5 * dwarf);
        }
        var ri = 0.36 * gr - 0.05 + 0.12 * Math.Max(gr - 0.9, 0);
        return (ri, 0.5 * ri - 0.02);
    }
}
