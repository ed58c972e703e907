// TNX and ZPX of IRAF: surfaces of Chebyshev, Legendre or simple polynomials in the strings WATi_nnn, added to the
// intermediate coordinates in degrees before the projection.
using System.Globalization;
using System.Text;

namespace DataLab.Fits.Wcs.Distortions;

internal sealed class IrafDistortion : Distortion
{
    private const int MaxCards = 999;
    private const int StringLength = 68; // of a card: IRAF breaks its text there, blanks included

    private readonly IrafSurface? first;
    private readonly IrafSurface? second;

    private IrafDistortion(IrafSurface? first, IrafSurface? second, double[] polynomial)
    {
        (this.first, this.second) = (first, second);
        Polynomial = polynomial;
    }

    /// <summary>projp0, projp1 ... of ZPX; empty where there are none.</summary>
    public double[] Polynomial { get; }

    public bool IsIdentity => first is null && second is null;

    public override Bend Apply(double x, double y)
    {
        var (u, ux, uy) = first?.Value(x, y) ?? (0, 0, 0);
        var (v, vx, vy) = second?.Value(x, y) ?? (0, 0, 0);
        return new Bend(x + u, y + v, 1.0 + ux, uy, vx, 1.0 + vy);
    }

    /// <param name="longitude">Number of the longitude axis, from 1.</param>
    /// <returns>Null where the strings do not say what they should; a note tells.</returns>
    public static IrafDistortion? Read(Header header, int longitude, int latitude, WcsNotes notes)
    {
        var (texts, surfaces) = (new[] { Join(header, longitude), Join(header, latitude) }, new IrafSurface?[2]);
        for (var i = 0; i < 2; i++)
        {
            var (axis, name) = i == 0 ? (longitude, "lngcor") : (latitude, "latcor");
            if (texts[i].Length == 0)
            {
                notes.Add($"WAT{axis}_001 is missing; the projection needs it.");
                return null;
            }
            if (Value(texts[i], name) is not { } numbers)
                continue;
            surfaces[i] = IrafSurface.Parse(numbers, out var error);
            if (surfaces[i] is null)
            {
                notes.Add($"{name} in WAT{axis}_nnn {error}.");
                return null;
            }
        }
        return new IrafDistortion(surfaces[0], surfaces[1], Coefficients(texts[0] + " " + texts[1]));
    }

    private static string Join(Header header, int axis)
    {
        var text = new StringBuilder();
        for (var i = 1; i <= MaxCards; i++)
        {
            if (header.Find(string.Create(CultureInfo.InvariantCulture, $"WAT{axis}_{i:000}"))?.Text is not { } part)
                break;
            if (i > 1)
                text.Append(' ', Math.Max(0, (i - 1) * StringLength - text.Length)); // the blanks the card has lost
            text.Append(part);
        }
        return text.ToString();
    }

    /// <summary>The text after NAME =, with or without quotes; null where the name does not occur.</summary>
    private static string? Value(string text, string name)
    {
        for (var at = 0; (at = text.IndexOf(name, at, StringComparison.OrdinalIgnoreCase)) >= 0; at += name.Length)
        {
            var rest = text.AsSpan(at + name.Length).TrimStart(' ');
            if ((at > 0 && text[at - 1] != ' ') || rest.IsEmpty || rest[0] != '=')
                continue;
            rest = rest[1..].TrimStart(' ');
            if (rest.IsEmpty || rest[0] != '"')
                return rest.IndexOf(' ') is var blank and >= 0 ? rest[..blank].ToString() : rest.ToString();
            var end = rest[1..].IndexOf('"');
            return (end < 0 ? rest[1..] : rest.Slice(1, end)).ToString();
        }
        return null;
    }

    private static double[] Coefficients(string text)
    {
        var found = new double[10];
        for (var m = 0; m < found.Length; m++)
        {
            var value = Value(text, string.Create(CultureInfo.InvariantCulture, $"projp{m}"));
            found[m] = value is not null && IrafSurface.TryNumber(value, out var number) ? number : 0.0;
        }
        return found[..(Array.FindLastIndex(found, c => c != 0.0) + 1)];
    }
}
