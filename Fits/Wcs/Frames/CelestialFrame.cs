using DataLab.Sky;

namespace DataLab.Fits.Wcs;

/// <summary>The frame of celestial axes (FITS 4.0 §8.3) and its way to ICRS.</summary>
/// <remarks>A rotation; FK4 has besides the terms of elliptic aberration that its catalogue positions contain.</remarks>
public sealed class CelestialFrame
{
    private readonly Matrix3 toIcrs;
    private readonly Matrix3 fromIcrs;
    private readonly Vec3 aberration;

    internal CelestialFrame(string name, double? equinox, Matrix3 toIcrs, Matrix3 fromIcrs, Vec3 aberration = default)
    {
        (Name, Equinox) = (name, equinox);
        (this.toIcrs, this.fromIcrs, this.aberration) = (toIcrs, fromIcrs, aberration);
        IsIcrs = name == "ICRS";
        IsRotation = aberration == default;
    }

    /// <summary>ICRS, FK5, FK4, FK4-NO-E, GALACTIC, SUPERGALACTIC or ECLIPTIC.</summary>
    public string Name { get; }

    /// <summary>Equinox in years, Besselian for FK4, else Julian; null where the frame has none.</summary>
    public double? Equinox { get; }

    /// <summary>ICRS degrees of a position in this frame.</summary>
    /// <param name="longitude">Degrees.</param>
    /// <param name="latitude">Degrees, in [-90, 90].</param>
    public Point ToIcrs(double longitude, double latitude)
    {
        var icrs = ToIcrs(Vec3.Of(longitude, latitude));
        return new Point(icrs.Longitude, icrs.Latitude);
    }

    /// <summary>Longitude in [0, 360) and latitude in this frame, degrees.</summary>
    public (double Longitude, double Latitude) FromIcrs(Point icrs)
    {
        var own = FromIcrs(Vec3.Of(icrs.Ra, icrs.Dec));
        return (Angle.Longitude(own.Longitude), own.Latitude);
    }

    internal bool IsIcrs { get; }

    /// <summary>Whether <see cref="Rotation"/> says all.</summary>
    internal bool IsRotation { get; }

    /// <summary>From this frame to ICRS, but for aberration.</summary>
    internal Matrix3 Rotation => toIcrs;

    internal Vec3 ToIcrs(Vec3 own)
    {
        if (IsIcrs)
            return own;
        if (!IsRotation)
            own = own - aberration + Vec3.Dot(aberration, own) * own;
        return toIcrs.Apply(own).Normalised();
    }

    internal Vec3 FromIcrs(Vec3 icrs)
    {
        if (IsIcrs)
            return icrs;
        var rotated = fromIcrs.Apply(icrs).Normalised();
        if (IsRotation)
            return rotated;
        // The terms are 1e-6, so that each round gains six digits.
        var own = rotated;
        for (var i = 0; i < 4; i++)
        {
            var product = Vec3.Dot(aberration, own);
            var length = (own - aberration + product * own).Length;
            own = (length * rotated + aberration).Normalised();
        }
        return own;
    }
}
