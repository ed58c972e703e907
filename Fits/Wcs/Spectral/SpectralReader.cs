// The spectral part of a header: which axis, in which quantity, regular in which other one.
using System.Globalization;
using DataLab.Fits.Wcs.Spectral;

namespace DataLab.Fits.Wcs;

internal static class SpectralReader
{
    /// <summary>Codes of frames after the quantity, as AIPS wrote them.</summary>
    private static readonly HashSet<string> OldFrames = ["LSR", "LSK", "LSD", "HEL", "OBS", "GEO", "TOP", "BAR", "GAL"];

    public static SpectralAxis? Read(AxisTable axes, WcsNotes notes)
    {
        for (var i = 0; i < axes.Count; i++)
        {
            var type = axes.Type(i);
            var name = type.Length >= 4 ? type[..4] : "";
            if ((type.Length == 4 || (type.Length > 4 && type[4] == '-')) && (IsQuantity(name) || name == "FELO"))
                return Read(axes, i, type, name, notes);
        }
        return null;
    }

    private static SpectralAxis? Read(AxisTable axes, int axis, string type, string name, WcsNotes notes)
    {
        var code = type.Length > 5 ? type[5..].TrimEnd() : "";
        if (OldFrames.Contains(code) || name == "FELO")
        {
            // AIPS: felocities are optical velocities of channels that are regular in frequency.
            (name, code) =
                name == "FELO" ? ("VOPT", "F2W")
                : name == "VELO" && axes.Number("VELREF") > 256 ? ("VRAD", "")
                : (name, "");
        }
        var rest = Rest(axes);
        var (quantity, regular) = (SpectralQuantity.Of(name, rest), Regular(name, code, rest));
        if (quantity is null || regular is null)
        {
            notes.Add($"CTYPE '{type}': the algorithm {code} is not read for {name}.");
            return null;
        }
        if (double.IsNaN(rest) && (SpectralQuantity.NeedsRest(name) || code.StartsWith('V')))
        {
            notes.Add($"CTYPE '{type}' needs RESTFRQ or RESTWAV, greater than 0.");
            return null;
        }
        if (SpectralUnits.Size(name, axes.Unit(axis)) is not { } unit)
        {
            notes.Add($"CUNIT{axis + 1} '{axes.Unit(axis)}' is no unit of {name}.");
            return null;
        }
        if (!axes.IsSound(axis))
            return null;
        var line = axes.Line(axis, notes);
        var reference = (axes.Value(axis) + line.Offset) * unit;
        var meaning = (quantity, code.Length == 0 || code == "LOG" ? quantity : regular, code == "LOG");
        var result = new SpectralAxis(
            line.PixelAxis,
            type,
            meaning,
            line.Step * unit,
            axes.Pixel(line.PixelAxis),
            reference
        );
        if (result.IsUsable)
            return result;
        notes.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"CTYPE '{type}' with CRVAL {axes.Value(axis)} and a step of {line.Step} gives no wavelengths."
            )
        );
        return null;
    }

    private static bool IsQuantity(string name) => SpectralQuantity.Of(name, 1.0) is not null;

    /// <summary>Of X2P: the quantity X; P must be what the quantity of the axis is reckoned from.</summary>
    private static SpectralQuantity? Regular(string name, string code, double rest)
    {
        var basis = name switch
        {
            "FREQ" or "ENER" or "WAVN" or "VRAD" => 'F',
            "WAVE" or "VOPT" or "ZOPT" => 'W',
            "AWAV" => 'A',
            _ => 'V',
        };
        if (code.Length == 0 || code == "LOG")
            return SpectralQuantity.Of(name, rest);
        return code.Length != 3 || code[1] != '2' || code[2] != basis
            ? null
            : code[0] switch
            {
                'F' => SpectralQuantity.Of("FREQ", rest),
                'W' => SpectralQuantity.Of("WAVE", rest),
                'A' => SpectralQuantity.Of("AWAV", rest),
                'V' => SpectralQuantity.Of("VELO", rest),
                _ => null,
            };
    }

    /// <summary>Metres in vacuum; NaN where the header does not tell.</summary>
    private static double Rest(AxisTable axes) =>
        axes.Number("RESTWAV") is { } wavelength and > 0 ? wavelength
        : (axes.Number("RESTFRQ") ?? axes.Number("RESTFREQ")) is { } frequency and > 0
            ? SpectralQuantity.LightSpeed / frequency
        : double.NaN;
}
