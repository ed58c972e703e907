// The native pole: how the sphere of a projection lies on the sky (Calabretta and Greisen 2002, §2.4).
using System.Globalization;
using DataLab.Sky;

namespace DataLab.Fits.Wcs;

internal static class NativeRotation
{
    private const double Tolerance = 1e-10;

    /// <summary>The rotation from native to celestial directions.</summary>
    /// <param name="native">φ0 and θ0, native coordinates of the reference point, degrees.</param>
    /// <param name="sky">Its celestial coordinates: CRVAL.</param>
    /// <param name="lonPole">LONPOLE, native longitude of the celestial pole; null for the default.</param>
    /// <param name="latPole">LATPOLE, which of two possible latitudes of the native pole is meant.</param>
    /// <param name="error">Why there is none, as a sentence.</param>
    public static Matrix3? Of(
        (double Longitude, double Latitude) native,
        (double Longitude, double Latitude) sky,
        double? lonPole,
        double? latPole,
        out string error
    )
    {
        error = "";
        var phiPole = lonPole ?? native.Longitude + (sky.Latitude < native.Latitude ? 180.0 : 0.0);
        double pole;
        double longitude;
        if (native.Latitude == 90.0)
        {
            (longitude, pole) = sky;
        }
        else if (
            Latitude(native, sky, phiPole, latPole ?? 90.0) is { } latitude
            && Longitude(native, sky, phiPole, latitude) is { } found
        )
        {
            (longitude, pole) = (found, latitude);
        }
        else
        {
            error = string.Create(
                CultureInfo.InvariantCulture,
                $"CRVAL ({sky.Longitude}, {sky.Latitude}) with LONPOLE {phiPole} leaves no place for the native pole."
            );
            return null;
        }
        var (sin, cos) = Angle.SinCos(pole);
        var tilt = new Matrix3(new(-sin, 0, cos), new(0, -1, 0), new(cos, 0, sin));
        return Matrix3.AroundZ(phiPole).Then(tilt).Then(Matrix3.AroundZ(-longitude));
    }

    /// <summary>Paper II eq. 8: of the two solutions the one that exists, or the one nearer to LATPOLE.</summary>
    private static double? Latitude(
        (double Longitude, double Latitude) native,
        (double Longitude, double Latitude) sky,
        double phiPole,
        double latPole
    )
    {
        var (sinTheta, cosTheta) = Angle.SinCos(native.Latitude);
        var x = cosTheta * Angle.SinCos(phiPole - native.Longitude).Cos;
        var length = Math.Sqrt(x * x + sinTheta * sinTheta);
        if (length == 0.0)
            return sky.Latitude == 0.0 ? Math.Clamp(latPole, -90.0, 90.0) : null;
        // The arc cosine of sin δ / length by its tangent, which loses nothing where δ is near a pole.
        var (sinDelta, cosDelta) = Angle.SinCos(sky.Latitude);
        var aside = Math.Abs(cosTheta * Angle.SinCos(phiPole - native.Longitude).Sin);
        if (Math.Abs(sinDelta) > length * (1.0 + 1e-12))
            return null;
        var rest = Math.Sqrt(Math.Max(0.0, (cosDelta - aside) * (cosDelta + aside)));
        var u = Angle.ToDegrees(Math.Atan2(sinTheta, x));
        var v = Angle.ToDegrees(Math.Atan2(rest, sinDelta));
        var (first, second) = (Within180(u + v), Within180(u - v));
        var preferred = Math.Abs(latPole - first) < Math.Abs(latPole - second) ? first : second;
        var chosen =
            Math.Abs(preferred) < 90.0 + Tolerance ? preferred
            : preferred == first ? second
            : first;
        return Math.Abs(chosen) < 90.0 + Tolerance ? Math.Clamp(chosen, -90.0, 90.0) : null;
    }

    /// <summary>Paper II eq. 9 and 10, and the special cases beside them.</summary>
    private static double? Longitude(
        (double Longitude, double Latitude) native,
        (double Longitude, double Latitude) sky,
        double phiPole,
        double pole
    )
    {
        var (sinDelta, cosDelta) = Angle.SinCos(sky.Latitude);
        var (sinTheta, cosTheta) = Angle.SinCos(native.Latitude);
        var turn = phiPole - native.Longitude;
        var z = Angle.SinCos(pole).Cos * cosDelta;
        if (Math.Abs(z) < Tolerance)
        {
            return Math.Abs(cosDelta) < Tolerance ? sky.Longitude
                : pole > 0.0 ? sky.Longitude + turn - 180.0
                : sky.Longitude - turn;
        }
        var x = (sinTheta - Angle.SinCos(pole).Sin * sinDelta) / z;
        var y = Angle.SinCos(turn).Sin * cosTheta / cosDelta;
        return x == 0.0 && y == 0.0 ? null : sky.Longitude - Angle.ToDegrees(Math.Atan2(y, x));
    }

    private static double Within180(double angle) => Math.IEEERemainder(angle, 360.0);
}
