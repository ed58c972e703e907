// Makes the objects of the sky: which kind, where, how bright. An object depends on seed, field and running number only.
namespace DataLab.Host.SampleSurvey;

/// <summary>The sky of the survey.</summary>
internal sealed class Population(SampleSurveyOptions options)
{
    private const double GalaxyShare = 0.38;
    private readonly double dropouts = Math.Max(Dropouts.Share, (double)Dropouts.Least / options.Rows);

    /// <summary>Object number <paramref name="run"/> (from 1) of a field.</summary>
    public SkyObject Make(SurveyField field, int run)
    {
        if (field.HasDwarf && run == RrLyrae.Run)
            return PlantedRrLyrae(field);
        var random = RandomStream.For(options.Seed, Purpose.Population, field.Id, run);
        var kind = ChooseKind(field, run, ref random);
        var (ra, dec) = ChoosePlace(field, run, kind, ref random);
        var magnitudes = kind switch
        {
            Kind.MilkyWayStar => MilkyWayStar(ref random),
            Kind.Galaxy => Galaxy(ref random),
            Kind.CloudStar => CloudStar(field, ref random),
            Kind.DwarfStar => DwarfStar(ref random),
            _ => Dropout(kind, ref random),
        };
        var variable = kind == Kind.CloudStar && IsPulsator(magnitudes, ref random);
        var reddening = field.Reddening(ra, dec);
        if (kind != Kind.DwarfStar)
            foreach (var band in Band.All)
                magnitudes[band.Index] += band.Extinction * reddening;
        return new SkyObject(field, run, kind, ra, dec)
        {
            Magnitude = magnitudes,
            Reddening = reddening,
            Period = variable ? Math.Round(random.Uniform(0.45, 0.75), 5) : 0,
            Maximum = variable ? RrLyrae.Maximum + random.Uniform() : 0,
        };
    }

    private Kind ChooseKind(SurveyField field, int run, ref RandomStream random)
    {
        var u = random.Uniform();
        if (field.HasDwarf && run <= Dropouts.NearDwarf)
            return Kind.RDropout;
        // Drop-outs come first on the unit interval, then the dwarf, galaxies, cloud stars; the rest is our own Galaxy.
        if (u < 3 * dropouts)
            return u < dropouts ? Kind.UDropout
                : u < 2 * dropouts ? Kind.GDropout
                : Kind.RDropout;
        u = (u - 3 * dropouts) / (1 - 3 * dropouts);
        if (field.HasDwarf)
        {
            var dwarf = Math.Min(Math.Max(Dwarf.Share, (double)Dwarf.LeastStars / field.Objects), 0.5);
            if (u < dwarf)
                return Kind.DwarfStar;
            u = (u - dwarf) / (1 - dwarf);
        }
        if (u < GalaxyShare)
            return Kind.Galaxy;
        return u < GalaxyShare + (1 - GalaxyShare) * field.CloudShare ? Kind.CloudStar : Kind.MilkyWayStar;
    }

    private static (double Ra, double Dec) ChoosePlace(SurveyField field, int run, Kind kind, ref RandomStream random)
    {
        if (kind == Kind.DwarfStar)
        {
            // Half of an exponential disc's light lies within 1.678 scale lengths.
            return RoundDwarf(Dwarf.HalfLightRadius / 1.678 * random.ExponentialDiscRadius(), random.Uniform());
        }
        if (kind == Kind.RDropout && field.HasDwarf && run <= Dropouts.NearDwarf)
            return RoundDwarf(Dropouts.NearDwarfRadius * Math.Sqrt(random.Uniform()), random.Uniform());
        var (xi, eta) = Mosaic.RandomPlace(ref random);
        return field.Tangent.ToSky(xi, eta);
    }

    private static (double Ra, double Dec) RoundDwarf(double radius, double turns) =>
        new Tangent(Dwarf.Ra, Dwarf.Dec).ToSky(
            radius * Math.Cos(2 * Math.PI * turns),
            radius * Math.Sin(2 * Math.PI * turns)
        );

    /// <summary>Halo and disc: a blue turn-off population and, more and more towards faint magnitudes, M dwarfs.</summary>
    private static PerBand<double> MilkyWayStar(ref RandomStream random)
    {
        var g = 14 + 11.6 * random.Power(2.6);
        var isMDwarf = random.Chance(Math.Clamp((g - 15) / 14, 0.05, 0.7));
        var scatter = random.Normal();
        var gr = isMDwarf ? 1.38 + 0.1 * scatter : 0.28 + 0.22 * Math.Abs(scatter) + 0.02 * (g - 18);
        return StellarLocus.Magnitudes(g, gr, ref random);
    }

    /// <summary>Steep number counts, redder than the halo on average and bluer when faint.</summary>
    private static PerBand<double> Galaxy(ref RandomStream random)
    {
        var g = Math.Min(17 + 9 * random.Power(4.2), 25.9);
        var gr = random.Normal(0.62, 0.32) + 0.1 * Math.Clamp(23 - g, -2, 3);
        return StellarLocus.Magnitudes(g, gr, ref random);
    }

    private static PerBand<double> CloudStar(SurveyField field, ref RandomStream random)
    {
        var (absolute, gr) = StellarLocus.OldStar(ref random, spread: 0.025);
        return StellarLocus.Magnitudes(random.Normal(absolute + field.CloudDistanceModulus, 0.05), gr, ref random);
    }

    /// <summary>A star of the dwarf. Those too faint to be seen are taken from its subgiants and main sequence instead.</summary>
    private static PerBand<double> DwarfStar(ref RandomStream random)
    {
        const double faintest = 25.2;
        var (absolute, gr) = StellarLocus.OldStar(ref random, spread: 0.012);
        var g = absolute + Dwarf.DistanceModulus;
        if (g > faintest)
        {
            g = random.Uniform(faintest - 2.2, faintest);
            gr = StellarLocus.OldColour(g - Dwarf.DistanceModulus);
        }
        return StellarLocus.Magnitudes(g, gr, ref random);
    }

    /// <summary>Bright in z, fading over the break, gone (below every limit) in the bands short of it.</summary>
    private static PerBand<double> Dropout(Kind kind, ref RandomStream random)
    {
        const double gone = 26.8;
        var isR = kind == Kind.RDropout;
        var isG = kind == Kind.GDropout;
        var z = isR ? random.Uniform(20.3, 22.4) : random.Uniform(21.5, 22.8);
        var i = Math.Min(z + (isR ? random.Uniform(0.7, 2.9) : random.Uniform(0.05, 0.5)), 23.4);
        var r = i + (isR ? random.Uniform(1.6, 3) : random.Uniform(0.1, 0.5));
        var g = r + (isG ? random.Uniform(1.6, 3) : random.Uniform(0.2, 0.8));
        var magnitudes = new PerBand<double>();
        magnitudes[Band.U.Index] = Math.Max(g + 3, gone);
        magnitudes[Band.G.Index] = isR || isG ? Math.Max(g, gone) : g;
        magnitudes[Band.R.Index] = isR ? Math.Max(r, gone) : r;
        magnitudes[Band.I.Index] = i;
        magnitudes[Band.Z.Index] = z;
        return magnitudes;
    }

    /// <summary>RR Lyrae stars of the clouds: a few of those in the instability strip.</summary>
    private static bool IsPulsator(in PerBand<double> magnitudes, ref RandomStream random) =>
        random.Chance(0.002) && Math.Abs(magnitudes[Band.G.Index] - magnitudes[Band.R.Index] - 0.25) < 0.2;

    private SkyObject PlantedRrLyrae(SurveyField field)
    {
        var random = RandomStream.For(options.Seed, Purpose.Population, field.Id, RrLyrae.Run);
        return new SkyObject(field, RrLyrae.Run, Kind.DwarfStar, RrLyrae.Ra, RrLyrae.Dec)
        {
            Magnitude = StellarLocus.Magnitudes(RrLyrae.MeanG, RrLyrae.ColourGr, ref random),
            Reddening = field.Reddening(RrLyrae.Ra, RrLyrae.Dec),
            Period = RrLyrae.Period,
            Maximum = RrLyrae.Maximum,
        };
    }
}
