// The axes of a header: CTYPE, CUNIT, CRVAL, CRPIX and the matrix, whichever way it is written (FITS 4.0 §8.2).
using System.Globalization;

namespace DataLab.Fits.Wcs;

/// <summary>One description of the coordinates: the primary one or an alternate.</summary>
internal sealed class AxisTable
{
    /// <summary>More axes than these are not looked at.</summary>
    private const int MaxAxes = 32;

    private readonly Header header;
    private readonly WcsNotes notes;
    private readonly MatrixForm form;

    public AxisTable(Header header, string alternate, WcsNotes notes)
    {
        (this.header, this.notes) = (header, notes);
        Alternate = alternate;
        var naxis = header.Find("NAXIS")?.Integer ?? 0;
        var wcsAxes = header.Find("WCSAXES" + alternate)?.Integer ?? 0;
        Count = (int)Math.Clamp(Math.Max(naxis, wcsAxes), 0, MaxAxes);
        for (var i = MaxAxes; i > Count; i--)
        {
            if (header.Find("CTYPE", i, alternate) is not null)
                Count = i;
        }
        form = FormOf();
    }

    private enum MatrixForm
    {
        None,
        Pc,
        Cd,
        Rotation,
    }

    /// <summary>Empty, or the letter of the alternate.</summary>
    public string Alternate { get; }

    public int Count { get; }

    /// <summary>CTYPE of an axis counted from 0, upper case; empty where absent.</summary>
    public string Type(int axis) => (Text("CTYPE", axis) ?? "").ToUpperInvariant();

    public string? Unit(int axis) => Text("CUNIT", axis);

    /// <summary>Pixels along an axis; 1 where the image does not have it.</summary>
    public long Length(int axis) =>
        axis < (header.Find("NAXIS")?.Integer ?? 0) ? header.Find("NAXIS", axis + 1)?.Integer ?? 1 : 1;

    /// <summary>0 where absent.</summary>
    public double Pixel(int axis) => Number("CRPIX", axis) ?? 0.0;

    /// <summary>0 where absent.</summary>
    public double Value(int axis) => Number("CRVAL", axis) ?? 0.0;

    /// <summary>1 where absent.</summary>
    public double Step(int axis) => Number("CDELT", axis) ?? 1.0;

    /// <summary>PVi_m.</summary>
    public double? Parameter(int axis, int m) =>
        notes.Real(header, string.Create(CultureInfo.InvariantCulture, $"PV{axis + 1}_{m}{Alternate}"));

    /// <summary>A keyword without index, of this description.</summary>
    public double? Number(string keyword) => notes.Real(header, keyword + Alternate);

    /// <summary>False if a keyword of the axis stands in the header without a number.</summary>
    public bool IsSound(int axis)
    {
        foreach (var root in (string[])["CRPIX", "CRVAL", "CDELT"])
        {
            if (header.Find(root, axis + 1, Alternate) is not null && Number(root, axis) is null)
                return false;
        }
        return true;
    }

    /// <summary>World units of an axis per pixel of another one.</summary>
    /// <param name="longitude">The celestial axes, for CROTA; -1 where there are none.</param>
    public double Element(int axis, int pixelAxis, int longitude, int latitude)
    {
        switch (form)
        {
            case MatrixForm.Cd:
                return Matrix("CD", axis, pixelAxis) ?? (axis == pixelAxis && !HasRow(axis) ? Step(axis) : 0.0);
            case MatrixForm.Pc:
                return Step(axis) * (Matrix("PC", axis, pixelAxis) ?? (axis == pixelAxis ? 1.0 : 0.0));
            case MatrixForm.Rotation when longitude >= 0 && (axis == longitude || axis == latitude):
                var angle = Number("CROTA", latitude) ?? Number("CROTA", longitude) ?? 0.0;
                var (sin, cos) = Sky.Angle.SinCos(angle);
                return (axis == longitude, pixelAxis == longitude, pixelAxis == latitude) switch
                {
                    (true, true, _) => Step(longitude) * cos,
                    (true, _, true) => -Step(latitude) * sin,
                    (false, true, _) => Step(longitude) * sin,
                    (false, _, true) => Step(latitude) * cos,
                    _ => 0.0,
                };
            default:
                return axis == pixelAxis ? Step(axis) : 0.0;
        }
    }

    /// <summary>An axis that is a line: the pixel axis along which it runs, its units per pixel, and what other axes add.</summary>
    /// <remarks>Those are at their only pixel, or at CRPIX.</remarks>
    public (int PixelAxis, double Step, double Offset) Line(int axis, WcsNotes into)
    {
        var along = axis;
        for (var j = 0; j < Count && Element(axis, along, -1, -1) == 0.0; j++)
            along = Element(axis, j, -1, -1) != 0.0 ? j : along;
        var offset = 0.0;
        for (var j = 0; j < Count; j++)
        {
            if (j == along || Element(axis, j, -1, -1) is not (var element and not 0.0))
                continue;
            into.Add(
                $"Axis {axis + 1} depends on axis {j + 1}, too; its values at {(Length(j) <= 1 ? "the only pixel" : "CRPIX")} of that are given."
            );
            offset += Length(j) <= 1 ? element * (1.0 - Pixel(j)) : 0.0;
        }
        return (along, Element(axis, along, -1, -1), offset);
    }

    /// <summary>CDi_j counts before CROTA, PCi_j before both.</summary>
    private MatrixForm FormOf()
    {
        var (pc, cd, rotation) = (false, false, false);
        for (var i = 0; i < Count; i++)
        {
            rotation |= Alternate.Length == 0 && header.Find("CROTA", i + 1) is not null;
            for (var j = 0; j < Count; j++)
            {
                pc |= Find("PC", i, j) is not null;
                cd |= Find("CD", i, j) is not null;
            }
        }
        if (pc && cd)
            notes.Add("The header has both PCi_j and CDi_j; PCi_j is taken.");
        return pc ? MatrixForm.Pc
            : cd ? MatrixForm.Cd
            : rotation ? MatrixForm.Rotation
            : MatrixForm.None;
    }

    /// <summary>Whether CD has anything of an axis, in its row or its column.</summary>
    private bool HasRow(int axis)
    {
        for (var j = 0; j < Count; j++)
        {
            if (Find("CD", axis, j) is not null || Find("CD", j, axis) is not null)
                return true;
        }
        return false;
    }

    private double? Matrix(string root, int axis, int pixelAxis) =>
        Find(root, axis, pixelAxis) is { } card ? notes.Real(header, card.Keyword) ?? double.NaN : null;

    /// <summary>CD1_2, or CD001002 as files before the standard have it.</summary>
    private Card? Find(string root, int axis, int pixelAxis) =>
        header.Find(string.Create(CultureInfo.InvariantCulture, $"{root}{axis + 1}_{pixelAxis + 1}{Alternate}"))
        ?? header.Find(
            string.Create(CultureInfo.InvariantCulture, $"{root}{axis + 1:000}{pixelAxis + 1:000}{Alternate}")
        );

    private double? Number(string root, int axis) =>
        notes.Real(header, string.Create(CultureInfo.InvariantCulture, $"{root}{axis + 1}{Alternate}"));

    private string? Text(string root, int axis) =>
        header.Find(root, axis + 1, Alternate)?.Text is { } text && !string.IsNullOrWhiteSpace(text)
            ? text.Trim()
            : null;
}

file static class Lookup
{
    public static Card? Find(this Header header, string root, int index, string alternate) =>
        header.Find(string.Create(CultureInfo.InvariantCulture, $"{root}{index}{alternate}"));
}
