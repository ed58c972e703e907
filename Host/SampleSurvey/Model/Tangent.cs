namespace DataLab.Host.SampleSurvey;

/// <summary>The gnomonic (TAN) projection about one point: small patches of sky as a plane.</summary>
/// <remarks>Calabretta and Greisen 2002, A&amp;A 395, 1077, §5.1.3. Plane coordinates are degrees, xi to the east, eta to the north.</remarks>
internal readonly struct Tangent(double ra, double dec)
{
    private const double Degree = Math.PI / 180;
    private readonly double sin = Math.Sin(dec * Degree);
    private readonly double cos = Math.Cos(dec * Degree);

    /// <summary>Plane to sky.</summary>
    /// <returns>ICRS, degrees; right ascension in [0, 360).</returns>
    public (double Ra, double Dec) ToSky(double xi, double eta)
    {
        var (x, y) = (xi * Degree, eta * Degree);
        var below = cos - y * sin;
        return (
            SkyFrames.Positive(ra + Math.Atan2(x, below) / Degree),
            Math.Atan2(sin + y * cos, Math.Sqrt(x * x + below * below)) / Degree
        );
    }

    /// <summary>Sky to plane, for positions less than 90 degrees away.</summary>
    public (double Xi, double Eta) ToPlane(double pointRa, double pointDec)
    {
        var (sinDec, cosDec) = Math.SinCos(pointDec * Degree);
        var (sinRa, cosRa) = Math.SinCos((pointRa - ra) * Degree);
        var below = sin * sinDec + cos * cosDec * cosRa;
        return (cosDec * sinRa / below / Degree, (cos * sinDec - sin * cosDec * cosRa) / below / Degree);
    }
}
