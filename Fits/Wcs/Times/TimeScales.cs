// Units and scales of time (FITS 4.0 §9.2.1, §9.3), and the way from the atomic scales to UTC.
namespace DataLab.Fits.Wcs;

internal static class TimeScales
{
    /// <summary>TAI - UTC at 1972-01-01, seconds, and MJD of the days on which it grew by one.</summary>
    private const double FirstOffset = 10.0;
    private const double FirstDay = 41317.0;

    private static readonly double[] LeapDays =
    [
        41499,
        41683,
        42048,
        42413,
        42778,
        43144,
        43509,
        43874,
        44239,
        44786,
        45151,
        45516,
        46247,
        47161,
        47892,
        48257,
        48804,
        49169,
        49534,
        50083,
        50630,
        51179,
        53736,
        54832,
        56109,
        57204,
        57754,
    ];

    public static bool IsKnown(string name) =>
        name
            is "UTC"
                or "UT"
                or "GMT"
                or "TAI"
                or "IAT"
                or "TT"
                or "TDT"
                or "ET"
                or "TDB"
                or "TCG"
                or "TCB"
                or "UT1"
                or "GPS"
                or "LOCAL";

    /// <summary>Days in a unit of time; null where it is none.</summary>
    public static double? Days(string unit) =>
        unit.Trim() switch
        {
            "s" or "S" or "sec" or "second" or "seconds" => 1.0 / 86400.0,
            "ms" => 1e-3 / 86400.0,
            "us" => 1e-6 / 86400.0,
            "ns" => 1e-9 / 86400.0,
            "ks" => 1e3 / 86400.0,
            "min" => 1.0 / 1440.0,
            "h" or "hr" => 1.0 / 24.0,
            "d" or "D" or "day" or "days" => 1.0,
            "a" or "yr" => 365.25,
            "cy" => 36525.0,
            "ta" => 365.24219,
            "Ba" => 365.2421988,
            _ => null,
        };

    /// <summary>MJD (UTC) of one in another scale; null for scales that are not converted (TCG, TCB, LOCAL).</summary>
    /// <remarks>TDB is taken as TT (2 ms), UT1 as UTC (0.9 s).</remarks>
    public static double? ToUtc(double mjd, string scale)
    {
        var aheadOfAtomic = scale switch
        {
            "TAI" or "IAT" => 0.0,
            "TT" or "TDT" or "ET" or "TDB" => 32.184,
            "GPS" => -19.0,
            _ => double.NaN,
        };
        if (double.IsNaN(aheadOfAtomic))
            return scale is "UTC" or "UT" or "GMT" or "UT1" ? mjd : null;
        var atomic = mjd - aheadOfAtomic / 86400.0;
        if (atomic < FirstDay)
            return atomic - FirstOffset / 86400.0;
        var offset = FirstOffset;
        foreach (var day in LeapDays)
        {
            if (atomic - offset / 86400.0 < day)
                break;
            offset += 1.0;
        }
        return atomic - offset / 86400.0;
    }
}
