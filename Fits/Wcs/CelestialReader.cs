// The celestial part of a header: which axes, which frame, which projection, which distortion.
using System.Globalization;
using DataLab.Fits.Wcs.Distortions;
using DataLab.Fits.Wcs.Projections;

namespace DataLab.Fits.Wcs;

internal sealed class CelestialReader(Header header, AxisTable axes, WcsNotes notes)
{
    /// <returns>Null, with a note, where there are none or they make no sense.</returns>
    public CelestialCoordinates? Read()
    {
        if (Pair() is not { } pair)
            return null;
        var (longitude, latitude) = pair;
        var (type, code) = (axes.Type(longitude)[..4], axes.Type(longitude).Substring(5, 3));
        if (code != axes.Type(latitude).Substring(5, 3))
        {
            notes.Add($"CTYPE names two projections: '{axes.Type(longitude)}' and '{axes.Type(latitude)}'.");
            return null;
        }
        if (!axes.IsSound(longitude) || !axes.IsSound(latitude))
            return null;
        if (Degrees(longitude) is not { } unitX || Degrees(latitude) is not { } unitY)
            return null;
        var sky = (Longitude: axes.Value(longitude) * unitX, Latitude: axes.Value(latitude) * unitY);
        if (!(Math.Abs(sky.Latitude) <= 90.0 + 1e-9) || !(Math.Abs(sky.Longitude) <= 1e6))
        {
            notes.Add(Text($"CRVAL ({sky.Longitude}, {sky.Latitude}) is no position on the sky."));
            return null;
        }
        sky.Latitude = Math.Clamp(sky.Latitude, -90.0, 90.0);
        var (xAxis, yAxis) = PixelAxes(longitude, latitude);
        var sip = xAxis == 0 && yAxis == 1 ? SipDistortion.Read(header, notes, out var broken) : Without(out broken);
        if (broken)
            return null;
        if (sip is null && axes.Type(longitude).EndsWith("-SIP", StringComparison.Ordinal))
            notes.Add("CTYPE says SIP, but there are no polynomials to apply.");
        if (Bend(ref code, longitude, latitude, sip, out var zpx) is not { } bend)
            return null;
        var plane = Plane(longitude, latitude, xAxis, yAxis, unitX, unitY, sip, bend.Distortion);
        if (!plane.IsRegular)
        {
            var (a, b, c, d) = plane.Matrix;
            notes.Add(Text($"The matrix of the celestial axes is singular: {a}, {b}, {c}, {d} degrees per pixel."));
            return null;
        }
        return Assemble(code, type, pair, (xAxis, yAxis), sky, plane, bend.UsesPv ? null : zpx);
    }

    private CelestialCoordinates? Assemble(
        string code,
        string type,
        (int Longitude, int Latitude) pair,
        (int X, int Y) pixels,
        (double Longitude, double Latitude) sky,
        PixelPlane plane,
        double[]? instead
    )
    {
        double? Parameter(int m) =>
            instead is null ? axes.Parameter(pair.Latitude, m)
            : m < instead.Length ? instead[m]
            : null;
        if (ProjectionTable.Make(code, Parameter, sky.Latitude, out var error) is not { } projection)
        {
            notes.Add($"CTYPE '{axes.Type(pair.Longitude)}': {error}.");
            return null;
        }
        double? Pole(int m) => instead is null ? axes.Parameter(pair.Longitude, m) : null;
        var native = (Longitude: Pole(1) ?? 0.0, Latitude: Pole(2) ?? projection.ReferenceLatitude);
        var (offsetX, offsetY) = (0.0, 0.0);
        if (code == "GLS" && (sky.Longitude != 0.0 || sky.Latitude != 0.0))
        {
            // AIPS counts from the reference point itself: x = Δα cos δ, y = Δδ.
            native = (0.0, sky.Latitude);
            offsetY = sky.Latitude;
        }
        else if (Pole(0) is { } wanted && wanted != 0.0 && (Pole(1) ?? Pole(2)) is not null)
        {
            if (
                !(Math.Abs(native.Latitude) <= 90.0)
                || !projection.TryToPlane(Vec3.Of(native.Longitude, native.Latitude), out offsetX, out offsetY)
            )
            {
                notes.Add("PVi_1 and PVi_2 of the longitude name a reference point that is not on the projection.");
                return null;
            }
        }
        var lonPole = Pole(3) ?? axes.Number("LONPOLE");
        var latPole = Pole(4) ?? axes.Number("LATPOLE");
        if (
            Math.Abs(native.Latitude) > 90.0
            || NativeRotation.Of(native, sky, lonPole, latPole, out error) is not { } rotation
        )
        {
            notes.Add(error.Length > 0 ? error : "PVi_2 of the longitude is no latitude.");
            return null;
        }
        return FrameReader.Read(header, type, axes.Alternate, notes) is { } frame
            ? new CelestialCoordinates(plane, projection, (offsetX, offsetY), rotation, frame)
            {
                LongitudeAxis = pair.Longitude,
                LatitudeAxis = pair.Latitude,
                XAxis = pixels.X,
                YAxis = pixels.Y,
                Projection = code,
                ReferenceValue = sky,
            }
            : null;
    }

    private (int Longitude, int Latitude)? Pair()
    {
        for (var i = 0; i < axes.Count; i++)
        {
            if (Partner(axes.Type(i)) is not { } partner)
                continue;
            for (var j = 0; j < axes.Count; j++)
            {
                if (axes.Type(j) is { Length: >= 8 } other && other.StartsWith(partner, StringComparison.Ordinal))
                    return (i, j);
            }
            notes.Add($"CTYPE '{axes.Type(i)}' has no latitude ({partner}) beside it.");
            return null;
        }
        for (var i = 0; i < axes.Count; i++)
        {
            if (axes.Type(i) is "RA" or "DEC" or "GLON" or "GLAT" or "ELON" or "ELAT")
                notes.Add($"CTYPE '{axes.Type(i)}' names no projection; the axis is not read as a celestial one.");
            if (
                axes.Type(i).StartsWith("DEC--", StringComparison.Ordinal)
                || axes.Type(i) is [_, 'L', 'A', 'T', '-', ..]
            )
                notes.Add($"CTYPE '{axes.Type(i)}' has no longitude beside it.");
        }
        return null;
    }

    /// <summary>How the latitude's CTYPE begins that belongs to a longitude's; null for other types.</summary>
    private static string? Partner(string type) =>
        type.Length < 8 || type[4] != '-' ? null
        : type.StartsWith("RA--", StringComparison.Ordinal) ? "DEC--"
        : type.AsSpan(1, 3) is "LON" ? type[0] + "LAT-"
        : type.AsSpan(2, 2) is "LN" ? type[..2] + "LT-"
        : null;

    /// <summary>Degrees in the unit of an axis.</summary>
    private double? Degrees(int axis)
    {
        var unit = axes.Unit(axis);
        double? size = unit?.ToUpperInvariant() switch
        {
            null or "DEG" or "DEGREE" or "DEGREES" => 1.0,
            "ARCMIN" => 1.0 / 60.0,
            "ARCSEC" or "ARCSECS" => 1.0 / 3600.0,
            "MAS" => 1.0 / 3_600_000.0,
            "RAD" or "RADIAN" => 180.0 / Math.PI,
            _ => null,
        };
        if (size is null)
            notes.Add($"CUNIT{axis + 1} '{unit}' is no unit of angle.");
        return size;
    }

    /// <summary>The two pixel axes on which the celestial ones depend; their own where it is not two.</summary>
    private (int X, int Y) PixelAxes(int longitude, int latitude)
    {
        var used = new List<int>();
        for (var j = 0; j < axes.Count; j++)
        {
            if (
                axes.Element(longitude, j, longitude, latitude) != 0.0
                || axes.Element(latitude, j, longitude, latitude) != 0.0
            )
                used.Add(j);
        }
        return used.Count == 2 ? (used[0], used[1]) : (Math.Min(longitude, latitude), Math.Max(longitude, latitude));
    }

    private SipDistortion? Without(out bool broken)
    {
        broken = false;
        if (header.Find("A_ORDER") is not null)
            notes.Add(
                "SIP polynomials are for the first two axes, which are not the celestial ones; they are not applied."
            );
        return null;
    }

    /// <summary>TPV, TNX, ZPX, or SCAMP's TAN with PV; other conventions are noted. And whether PV keeps its meaning of Paper II.</summary>
    private (Distortion? Distortion, bool UsesPv)? Bend(
        ref string code,
        int longitude,
        int latitude,
        SipDistortion? sip,
        out double[] zpx
    )
    {
        zpx = [];
        foreach (var root in (string[])["CPDIS", "CQDIS", "D2IMDIS"])
        {
            for (var i = 1; i <= 2; i++)
            {
                if (header.Find(root, i) is { } card)
                    notes.Add($"{card.Keyword} ({card.ValueText}): this distortion is not applied.");
            }
        }
        if (code is "TNX" or "ZPX")
        {
            if (IrafDistortion.Read(header, longitude + 1, latitude + 1, notes) is not { } iraf)
                return null;
            if (code == "ZPX")
                zpx = iraf.Polynomial.Length > 0 ? iraf.Polynomial : [0, 1];
            return (iraf.IsIdentity ? null : iraf, false);
        }
        if (code is not ("TPV" or "TAN"))
            return (null, true);
        var first = Parameters(longitude);
        var second = Parameters(latitude);
        if (code == "TAN")
        {
            // TAN itself has no parameters of the latitude, and of the longitude but five that place the pole.
            var isScamp =
                second.Skip(4).Any(p => p is not null)
                || first.Skip(5).Any(p => p is not null)
                || (first[1] is not (null or 0.0) && second[1] is not (null or 0.0));
            if (!isScamp)
                return (null, true);
            if (sip is not null && !HasRadial(first) && !HasRadial(second))
            {
                notes.Add(
                    "PV parameters of a TAN projection with SIP are taken as a second writing of the same distortion."
                );
                return (null, false);
            }
            code = "TPV";
        }
        return (new TpvDistortion(first, second), false);
    }

    private double?[] Parameters(int axis) =>
        [.. Enumerable.Range(0, TpvDistortion.Length).Select(m => axes.Parameter(axis, m))];

    private static bool HasRadial(double?[] parameters)
    {
        var last = Array.FindLastIndex(parameters, p => p is not null);
        return TpvDistortion.Radial.Any(m => m < last && parameters[m] is not null);
    }

    private PixelPlane Plane(
        int longitude,
        int latitude,
        int xAxis,
        int yAxis,
        double unitX,
        double unitY,
        SipDistortion? sip,
        Distortion? bend
    )
    {
        double Element(int axis, int pixelAxis) =>
            axes.Element(axis, pixelAxis, longitude, latitude) * (axis == longitude ? unitX : unitY);
        var (offsetX, offsetY) = (0.0, 0.0);
        for (var j = 0; j < axes.Count; j++)
        {
            if (j == xAxis || j == yAxis)
                continue;
            var (a, b) = (Element(longitude, j), Element(latitude, j));
            if (a == 0.0 && b == 0.0)
                continue;
            notes.Add(
                $"Positions depend on axis {j + 1}, too; those of its {(axes.Length(j) <= 1 ? "only pixel" : "CRPIX")} are given."
            );
            if (axes.Length(j) <= 1)
                (offsetX, offsetY) = (offsetX + a * (1.0 - axes.Pixel(j)), offsetY + b * (1.0 - axes.Pixel(j)));
        }
        return new PixelPlane
        {
            Origin = (axes.Pixel(xAxis), axes.Pixel(yAxis)),
            Matrix = (
                Element(longitude, xAxis),
                Element(longitude, yAxis),
                Element(latitude, xAxis),
                Element(latitude, yAxis)
            ),
            Offset = (offsetX, offsetY),
            Sip = sip,
            Bend = bend,
        };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
