// The quantities a spectral axis can be in, each to and from vacuum wavelength (FITS 4.0 §8.4, Greisen et al. 2006).
namespace DataLab.Fits.Wcs.Spectral;

/// <param name="ToWavelength">Vacuum wavelength, metres, of a value in SI units.</param>
/// <param name="FromWavelength">The way back.</param>
/// <param name="Slope">Metres per unit of the quantity, at a vacuum wavelength.</param>
internal sealed record SpectralQuantity(
    Func<double, double> ToWavelength,
    Func<double, double> FromWavelength,
    Func<double, double> Slope
)
{
    /// <summary>Metres per second, exact.</summary>
    public const double LightSpeed = 299_792_458.0;

    /// <summary>Joule seconds, exact since 2019.</summary>
    public const double Planck = 6.62607015e-34;

    /// <summary>Below this wavelength in air, metres, nobody measures in air: no refraction is taken.</summary>
    private const double ShortestInAir = 1e-7;

    /// <summary>The four letters that begin CTYPE; null where they name none of these quantities.</summary>
    /// <param name="rest">Rest wavelength in vacuum, metres; NaN where unknown, which gives NaN for velocities.</param>
    public static SpectralQuantity? Of(string type, double rest) =>
        type switch
        {
            "FREQ" => Inverse(LightSpeed),
            "ENER" => Inverse(LightSpeed * Planck),
            "WAVN" => Inverse(1.0),
            "WAVE" => new(x => x, w => w, _ => 1.0),
            "AWAV" => new(Vacuum, Air, w => VacuumSlope(Air(w))),
            "VRAD" => new(
                v => rest / (1.0 - v / LightSpeed),
                w => LightSpeed * (w - rest) / w,
                w => w * w / (rest * LightSpeed)
            ),
            "VOPT" => new(
                v => rest * (1.0 + v / LightSpeed),
                w => LightSpeed * (w - rest) / rest,
                _ => rest / LightSpeed
            ),
            "ZOPT" => new(z => rest * (1.0 + z), w => (w - rest) / rest, _ => rest),
            "VELO" => Relativistic(rest, LightSpeed),
            "BETA" => Relativistic(rest, 1.0),
            _ => null,
        };

    /// <summary>Whether values have no meaning without a rest wavelength.</summary>
    public static bool NeedsRest(string type) => type is "VRAD" or "VOPT" or "ZOPT" or "VELO" or "BETA";

    private static SpectralQuantity Inverse(double product) =>
        new(x => product / x, w => product / w, w => -w * w / product);

    private static SpectralQuantity Relativistic(double rest, double light) =>
        new(
            v => rest * Math.Sqrt((1.0 + v / light) / (1.0 - v / light)),
            w => light * (w - rest) * (w + rest) / (w * w + rest * rest),
            w =>
            {
                var beta = (w - rest) * (w + rest) / (w * w + rest * rest);
                return w / (light * (1.0 - beta) * (1.0 + beta));
            }
        );

    /// <summary>Wavelength in vacuum of one in dry air at 1 atm and 0 °C, metres (IUGG 1999; FITS 4.0 §8.4).</summary>
    private static double Vacuum(double air) => air * Index(air);

    private static double Air(double vacuum)
    {
        var air = vacuum;
        for (var i = 0; i < 6; i++)
            air = vacuum / Index(air);
        return air;
    }

    private static double VacuumSlope(double air)
    {
        if (air < ShortestInAir)
            return 1.0;
        var q = 1e-12 / (air * air);
        return 1.0 + 1e-6 * (287.6155 - q * (1.62887 + 3.0 * 0.01360 * q));
    }

    private static double Index(double air)
    {
        if (!(air >= ShortestInAir))
            return 1.0;
        var q = 1e-12 / (air * air); // of the wavelength in micrometres
        return 1.0 + 1e-6 * (287.6155 + q * (1.62887 + 0.01360 * q));
    }
}
