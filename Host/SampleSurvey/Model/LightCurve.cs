namespace DataLab.Host.SampleSurvey;

/// <summary>Light curve of an RR Lyrae star of type ab: a steep rise, a slow fall.</summary>
internal static class LightCurve
{
    /// <summary>Magnitudes above the mean in units of the amplitude, against phase from maximum light.</summary>
    private static readonly Interpolation Shape = new(
        (0, -0.45),
        (0.12, -0.28),
        (0.35, 0.12),
        (0.6, 0.4),
        (0.8, 0.46),
        (0.9, 0.2),
        (1, -0.45)
    );

    /// <summary>True magnitude of an object in a band at a time.</summary>
    /// <param name="mjd">Days.</param>
    public static double Magnitude(in SkyObject star, Band band, double mjd)
    {
        var mean = star.Magnitude[band.Index];
        if (!star.IsVariable)
            return mean;
        var cycles = (mjd - star.Maximum) / star.Period;
        return mean + band.PulsationAmplitude * Shape.At(cycles - Math.Floor(cycles));
    }
}
