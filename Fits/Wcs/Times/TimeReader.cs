// An axis of time in a header: CTYPE, MJDREF, TIMESYS, TIMEUNIT (FITS 4.0 §9).
namespace DataLab.Fits.Wcs;

internal static class TimeReader
{
    public static TimeAxis? Read(Header header, AxisTable axes, WcsNotes notes)
    {
        for (var i = 0; i < axes.Count; i++)
        {
            var type = axes.Type(i);
            var bracket = type.IndexOf('(', StringComparison.Ordinal);
            var name = (bracket > 0 ? type[..bracket] : type).Trim();
            if (name is "TIME-TAB" or "TIME-LOG")
                notes.Add($"CTYPE '{type}' is no linear axis of time; it is not read.");
            if (name != "TIME" && !TimeScales.IsKnown(name))
                continue;
            var unit = axes.Unit(i) ?? header.Find("TIMEUNIT")?.Text ?? "s";
            if (TimeScales.Days(unit) is not { } days)
            {
                notes.Add($"'{unit}' is no unit of time.");
                return null;
            }
            var line = axes.Line(i, notes);
            if (!axes.IsSound(i) || Reference(header, notes) is not { } reference)
                return null;
            if (!(line.Step != 0.0) || !double.IsFinite(line.Step))
            {
                notes.Add("The axis of time has a step of 0 or none.");
                return null;
            }
            var system = header.Find("TIMESYS")?.Text is { Length: > 0 } text ? text.Trim().ToUpperInvariant() : "UTC";
            var shift = notes.Real(header, "TIMEOFFS") ?? 0.0;
            var offsetDays = shift * (TimeScales.Days(header.Find("TIMEUNIT")?.Text ?? "s") ?? 0.0);
            return new TimeAxis(
                line.PixelAxis,
                name == "TIME" ? system : name,
                axes.Pixel(line.PixelAxis),
                reference + offsetDays + (axes.Value(i) + line.Offset) * days,
                line.Step * days
            );
        }
        return null;
    }

    /// <summary>MJDREF, JDREF (each also in two parts) or DATEREF; 0 where absent (FITS 4.0 §9.2.2). Null where it is nonsense.</summary>
    private static double? Reference(Header header, WcsNotes notes)
    {
        foreach (var (root, zero) in ((string, double)[])[("MJDREF", 0.0), ("JDREF", 2400000.5)])
        {
            if (header.Find(root + "I") is not null || header.Find(root + "F") is not null)
                return (notes.Real(header, root + "I") ?? 0.0) - zero + (notes.Real(header, root + "F") ?? 0.0);
            if (header.Find(root) is not null)
                return notes.Real(header, root) - zero;
        }
        if (header.Find("DATEREF")?.Text is not { } date)
            return 0.0;
        if (FitsDate.TryParse(date, out var mjd, out _))
            return mjd;
        notes.Add($"DATEREF '{date}' is no date.");
        return null;
    }
}
