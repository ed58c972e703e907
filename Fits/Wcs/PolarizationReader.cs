// CTYPE = STOKES (FITS 4.0 §8.5).
using System.Collections.Immutable;
using System.Globalization;

namespace DataLab.Fits.Wcs;

internal static class PolarizationReader
{
    private const int MaxStates = 100;

    /// <summary>FITS 4.0 table 29: from -8 to 4.</summary>
    private static readonly string?[] Names =
    [
        "YX",
        "XY",
        "YY",
        "XX",
        "LR",
        "RL",
        "LL",
        "RR",
        null,
        "I",
        "Q",
        "U",
        "V",
    ];

    public static PolarizationAxis? Read(AxisTable axes, WcsNotes notes)
    {
        for (var i = 0; i < axes.Count; i++)
        {
            if (axes.Type(i) != "STOKES" || !axes.IsSound(i))
                continue;
            var line = axes.Line(i, notes);
            var length = axes.Length(line.PixelAxis);
            if (length is < 1 or > MaxStates)
            {
                notes.Add($"An axis of {length} polarization states is not read; at most {MaxStates} are.");
                return null;
            }
            var states = ImmutableArray.CreateBuilder<string?>((int)length);
            for (var pixel = 1; pixel <= length; pixel++)
            {
                var code = axes.Value(i) + line.Offset + line.Step * (pixel - axes.Pixel(line.PixelAxis));
                var whole = Math.Round(code);
                var name = Math.Abs(code - whole) < 1e-3 && whole is >= -8 and <= 4 ? Names[(int)whole + 8] : null;
                if (name is null)
                    notes.Add(
                        string.Create(CultureInfo.InvariantCulture, $"The polarization code {code} is none of FITS.")
                    );
                states.Add(name);
            }
            return new PolarizationAxis(line.PixelAxis, states.DrainToImmutable());
        }
        return null;
    }
}
