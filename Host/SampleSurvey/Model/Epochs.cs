namespace DataLab.Host.SampleSurvey;

/// <summary>A measurement of an object in one exposure.</summary>
/// <param name="Magnitude">Calibrated, mag, or <see cref="Sentinel.Magnitude"/>.</param>
/// <param name="Error">Mag, or <see cref="Sentinel.Error"/>.</param>
/// <param name="Ra">ICRS, degrees.</param>
/// <param name="Dec">ICRS, degrees.</param>
internal sealed record Epoch(
    MeasuredObject Object,
    Exposure Exposure,
    double Magnitude,
    double Error,
    double Ra,
    double Dec
)
{
    public Ccd Ccd { get; init; } = Mosaic.Working[0];

    /// <summary>Pixel on the CCD, from 1.</summary>
    public double X { get; init; }

    /// <inheritdoc cref="X"/>
    public double Y { get; init; }
    public double Chi { get; init; }
    public double Sharp { get; init; }
    public short Flag { get; init; }

    /// <summary>As the survey's software gives it, before the zero point is taken off.</summary>
    public double InstrumentalMagnitude => Magnitude < 90 ? Magnitude + Exposure.ZeroPoint : Sentinel.Magnitude;

    /// <summary>The measurements of an object, by time: in each band as many exposures as it was detected in.</summary>
    public static IEnumerable<Epoch> Of(Catalogue catalogue, MeasuredObject measured)
    {
        var truth = measured.Truth;
        var random = catalogue.Random(Purpose.Epochs, truth);
        var untaken = catalogue.Exposures.Counts[truth.Field.Index];
        var wanted = measured.Found.Count;
        foreach (var exposure in catalogue.Exposures.OfField[truth.Field.Index])
        {
            // Selection sampling (Knuth, TAOCP 2, §3.4.2, algorithm S): each subset of exposures is as likely.
            var b = exposure.Band.Index;
            var isTaken = random.Uniform() * untaken[b]-- < wanted[b];
            if (!isTaken)
                continue;
            wanted[b]--;
            yield return Measure(measured, exposure, ref random);
        }
    }

    private static Epoch Measure(MeasuredObject measured, Exposure exposure, ref RandomStream random)
    {
        var magnitude = LightCurve.Magnitude(measured.Truth, exposure.Band, exposure.Mjd);
        var error = Math.Round(Photometry.EpochError(magnitude, exposure.Depth), 6);
        var isLost = random.Chance(0.01);
        var noise = random.Normal() * Math.Min(error, 0.5);
        var (east, north) = (random.Normal(0, 0.03 / 3600), random.Normal(0, 0.03 / 3600));
        var ra = SkyFrames.RoundedRa(measured.Ra + east / Math.Cos(measured.Dec * Math.PI / 180), 7);
        var dec = measured.Dec + north;
        var (xi, eta) = exposure.Tangent.ToPlane(ra, dec);
        var (ccd, x, y) = Mosaic.Nearest(xi, eta);
        return new Epoch(
            measured,
            exposure,
            isLost ? Sentinel.Magnitude : Math.Round(magnitude + noise, 6),
            isLost ? Sentinel.Error : error,
            ra,
            dec
        )
        {
            Ccd = ccd,
            X = x,
            Y = y,
            Chi = Math.Abs(random.Normal(1, 0.15)),
            Sharp = measured.Shape.Sharp + random.Normal(0, 0.1),
            Flag = random.Uniform() switch
            {
                < 0.92 => 0,
                < 0.98 => 2,
                _ => 3,
            },
        };
    }
}
