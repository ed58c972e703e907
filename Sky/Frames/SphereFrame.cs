using System.Diagnostics.CodeAnalysis;

namespace DataLab.Sky;

/// <summary>A reference frame of positions on the sky; barycentric, without epoch: frames differ by a rotation.</summary>
/// <remarks>Names of the IVOA vocabulary "refframe". FK4 is not among <see cref="All"/>: its aberration terms are no rotation.</remarks>
public sealed class SphereFrame
{
    private const double Arcseconds = 3600.0;
    private const double Milliarcseconds = 3_600_000.0;

    private SphereFrame(string name, FrameRotation fromIcrs) => (Name, FromIcrs) = (name, fromIcrs);

    public static SphereFrame Icrs { get; } = new("ICRS", FrameRotation.Identity);

    /// <summary>Mean equator and equinox J2000.0 of the FK5 catalogue, 32 mas from ICRS (USNO Circular 179 §3.5).</summary>
    public static SphereFrame Fk5 { get; } =
        new(
            "FK5",
            FrameRotation
                .AroundZ(-22.9 / Milliarcseconds)
                .Then(FrameRotation.AroundY(9.1 / Milliarcseconds))
                .Then(FrameRotation.AroundX(19.9 / Milliarcseconds))
        );

    /// <summary>IAU 1958 galactic coordinates, defined on FK4 B1950 and carried over to FK5 J2000, as in astropy.</summary>
    public static SphereFrame Galactic { get; } =
        new(
            "GALACTIC",
            Fk5.FromIcrs.Then(FrameRotation.AroundZ(192.8594812065348))
                .Then(FrameRotation.AroundY(90.0 - 27.12825118085622))
                .Then(FrameRotation.AroundZ(180.0 - 122.9319185680026))
        );

    /// <summary>Mean ecliptic and equinox J2000.0, IAU 2006 precession with frame bias (obliquity 84381.406").</summary>
    /// <remarks>The Fukushima-Williams angles of Wallace and Capitaine 2006 (A&amp;A 459, 981) at J2000.0.</remarks>
    public static SphereFrame Ecliptic { get; } =
        new(
            "ECLIPTIC",
            FrameRotation
                .AroundZ(-0.052928 / Arcseconds)
                .Then(FrameRotation.AroundX(84381.412819 / Arcseconds))
                .Then(FrameRotation.AroundZ(0.041775 / Arcseconds))
        );

    /// <summary>FK4 with equinox B1950.0 as a mere rotation, fixed by the IAU 1958 galactic pole and node that FK4 defines.</summary>
    /// <remarks>Without aberration terms, as UDF catalogue 1.2 asks: off by up to 0.34". For that reason not in <see cref="All"/>.</remarks>
    public static SphereFrame Fk4 { get; } =
        new(
            "FK4",
            Galactic.FromIcrs.Then(
                FrameRotation
                    .AroundZ(192.25)
                    .Then(FrameRotation.AroundY(90.0 - 27.4))
                    .Then(FrameRotation.AroundZ(180.0 - 123.0))
                    .Inverse
            )
        );

    /// <summary>The frames known here.</summary>
    public static IReadOnlyList<SphereFrame> All { get; } = [Icrs, Fk5, Galactic, Ecliptic];

    /// <summary>Upper-case name in the vocabulary "refframe".</summary>
    public string Name { get; }

    /// <summary>Takes ICRS coordinates to this frame's.</summary>
    public FrameRotation FromIcrs { get; }

    /// <summary>Takes this frame's coordinates to another's.</summary>
    public FrameRotation To(SphereFrame other) => FromIcrs.Inverse.Then(other.FromIcrs);

    /// <summary>Finds a frame by its name, upper or lower case.</summary>
    public static bool TryParse(string name, [NotNullWhen(true)] out SphereFrame? frame)
    {
        frame = All.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));
        return frame is not null;
    }

    public override string ToString() => Name;
}
