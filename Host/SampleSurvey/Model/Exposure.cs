// When the camera looked where, through which filter.
using System.Collections.Immutable;

namespace DataLab.Host.SampleSurvey;

/// <summary>One exposure of one field.</summary>
/// <param name="Number">Unique, growing with time.</param>
/// <param name="Mjd">Start, UTC, days.</param>
/// <param name="Seconds">Exposure time.</param>
internal sealed record Exposure(int Number, SurveyField Field, Band Band, double Mjd, double Seconds)
{
    /// <summary>Pointing, ICRS, degrees: the field's centre and a dither of half an arcminute.</summary>
    public double Ra { get; init; }

    /// <inheritdoc cref="Ra"/>
    public double Dec { get; init; }
    public double Airmass { get; init; }

    /// <summary>Full width at half maximum of a star, arcsec.</summary>
    public double Seeing { get; init; }

    /// <summary>Instrumental minus calibrated magnitude.</summary>
    public double ZeroPoint { get; init; }
    public bool Photometric { get; init; }

    public Tangent Tangent => new(Ra, Dec);

    /// <summary>Sky background, adu per pixel.</summary>
    public double Sky => Band.SkyRate * Seconds;

    /// <summary>AB magnitude of a point source measured with 5 sigma in this exposure alone.</summary>
    public double Depth => Band.StackDepth - 0.7 - 1.25 * Math.Log10(Band.LongExposure / Seconds);
}

/// <summary>All exposures of the survey.</summary>
/// <param name="All">By time.</param>
/// <param name="OfField">By <see cref="SurveyField.Index"/>, each by time.</param>
internal sealed record ExposurePlan(
    ImmutableArray<Exposure> All,
    ImmutableArray<ImmutableArray<Exposure>> OfField,
    ImmutableArray<PerBand<int>> Counts
)
{
    public static ExposurePlan Make(SampleSurveyOptions options, ImmutableArray<SurveyField> fields)
    {
        var visits = fields.SelectMany(field => Visits(options.Seed, field)).OrderBy(visit => visit.Mjd);
        var random = RandomStream.For(options.Seed, Purpose.ExposurePlan);
        var number = 180_000;
        var all = visits
            .ThenBy(visit => visit.Field.Id)
            .Select(visit =>
            {
                number += 1 + random.Index(3);
                return visit with { Number = number };
            })
            .ToImmutableArray();
        var ofField = all.ToLookup(exposure => exposure.Field.Index);
        return new ExposurePlan(
            all,
            [.. fields.Select(field => ofField[field.Index].ToImmutableArray())],
            [.. fields.Select(field => Count(ofField[field.Index]))]
        );
    }

    private static IEnumerable<Exposure> Visits(int seed, SurveyField field)
    {
        var random = RandomStream.For(seed, Purpose.ExposureQuality, field.Id);
        var schedule = field.HasDwarf ? DwarfSchedule() : UsualSchedule(56280 + random.Index(900));
        foreach (var (mjd, band, seconds) in schedule)
            yield return new Exposure(0, field, band, Math.Round(mjd, 8), seconds)
            {
                Ra = SkyFrames.RoundedRa(field.Ra + random.Normal(0, 0.008), 6),
                Dec = Math.Round(field.Dec + random.Normal(0, 0.008), 6),
                Airmass = 1 + Math.Abs(random.Normal(0.15, 0.12)),
                Seeing = Math.Abs(random.Normal(1.05, 0.15)) + 0.25,
                Photometric = random.Chance(0.85),
                ZeroPoint = Math.Round(random.Normal(-0.1, 0.05), 4),
            };
    }

    /// <summary>Five deep exposures and three shallow ones per band, over five nights in half a year.</summary>
    private static IEnumerable<(double Mjd, Band Band, double Seconds)> UsualSchedule(int firstNight)
    {
        int[] nights = [0, 0, 1, 180, 181];
        for (var k = 0; k < 40; k++)
        {
            var band = k < 25 ? Band.All[k / 5] : Band.All[k % 5];
            var mjd = firstNight + nights[k % 5] + 0.05 + 0.25 * k / 40;
            yield return (mjd, band, k < 25 ? band.LongExposure : Band.ShortExposure);
        }
    }

    /// <summary>381 exposures in eight nights of two years, most in g, r, i in turn: the time series of the RR Lyrae star.</summary>
    private static IEnumerable<(double Mjd, Band Band, double Seconds)> DwarfSchedule()
    {
        const double end = 0.37; // of the night, days
        (int Night, int Exposures, double Start)[] nights =
        [
            (56371, 14, 0.00),
            (56372, 6, 0.10),
            (56808, 9, 0.05),
            (57099, 13, 0.00),
            (57100, 14, 0.08),
            (57111, 44, 0.15),
            (57112, 139, 0.00),
            (57113, 142, 0.03),
        ];
        // All five bands, then without u, then g, r, i for ever.
        var start = "grizugrizugrizugrizu" + "grizgrizg" + "grizgrizgrizgrizgrizgriz" + "gri";
        var k = 0;
        foreach (var night in nights)
            for (var n = 0; n < night.Exposures; n++, k++)
            {
                var band = Band.Of(k < start.Length ? start[k] : "gri"[(k - start.Length) % 3]);
                var mjd = night.Night + night.Start + (end - night.Start) * (n + 0.5) / night.Exposures;
                yield return (mjd, band, k % 7 == 0 ? Band.ShortExposure : band.LongExposure);
            }
    }

    private static PerBand<int> Count(IEnumerable<Exposure> exposures)
    {
        var counts = new PerBand<int>();
        foreach (var exposure in exposures)
            counts[exposure.Band.Index]++;
        return counts;
    }
}
