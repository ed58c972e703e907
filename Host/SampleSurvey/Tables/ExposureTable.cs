using System.Globalization;

namespace DataLab.Host.SampleSurvey;

/// <summary>smash_dr1.exposure: one row an exposure.</summary>
internal static class ExposureTable
{
    private const Column Found = Column.Principal | Column.Indexed;

    public static SurveyTable Make(Catalogue catalogue)
    {
        var table = new TableBuilder<Exposure>(
            "exposure",
            "Exposures of SMASH: when, where, through which filter, under which conditions.",
            () => catalogue.Exposures.All
        )
        {
            Index = 4,
            Rows = catalogue.Exposures.All.Length,
            References = [("fieldid", "field", "fieldid")],
        };
        table.Int("expnum", row => row.Number, "meta.id;meta.main", "Exposure number, growing with time", Found);
        table.Short("fieldid", row => row.Field.Id, "meta.id;obs.field", "SMASH field number", Column.Principal);
        table.Text(
            "photred_field",
            row => ShortName(row.Field),
            "meta.id.part;obs.field",
            "Short name of the field within its night's reduction"
        );
        table.Short("nchips", _ => Mosaic.Working.Length, "meta.number;instr.det", "CCDs with data");
        table.Double("ra", row => row.Ra, 6, "deg", "pos.eq.ra;meta.main", "Pointing, ICRS", Found, "ICRS");
        table.Double("dec", row => row.Dec, 6, "deg", "pos.eq.dec;meta.main", "Pointing, ICRS", Found, "ICRS");
        Times(table);
        Conditions(table);
        return table.Build();
    }

    /// <summary>F1 … F9: PHOTRED numbers the fields of a night.</summary>
    public static string ShortName(SurveyField field) => FormattableString.Invariant($"F{field.Id % 9 + 1}");

    /// <summary>UTC date and time of an MJD, ISO 8601 to the millisecond (DALI 1.1 §3.1.2 timestamp).</summary>
    /// <remarks>A whole second has no fraction, as the engine writes it, else the column could not be stored as instants.</remarks>
    public static string ToIso(double mjd)
    {
        var instant = new DateTime(1858, 11, 17, 0, 0, 0, DateTimeKind.Utc).AddMilliseconds(
            Math.Round(mjd * 86_400_000)
        );
        var form = instant.Millisecond == 0 ? "yyyy-MM-ddTHH:mm:ss" : "yyyy-MM-ddTHH:mm:ss.fff";
        return instant.ToString(form, CultureInfo.InvariantCulture);
    }

    private static void Times(TableBuilder<Exposure> table)
    {
        table.Double(
            "mjd",
            row => row.Mjd,
            8,
            "d",
            "time.start;obs.exposure",
            "Modified Julian Date (UTC) of the start of the exposure",
            Column.Principal
        );
        table.Text(
            "dateobs",
            row => ToIso(row.Mjd),
            "time.start;obs.exposure",
            "Date and time (UTC) of the start of the exposure",
            Column.Principal,
            xtype: "timestamp"
        );
        table.Text(
            "filter",
            row => row.Band.Letter.ToString(),
            "meta.id;instr.filter",
            "Band: u, g, r, i or z",
            Column.Principal
        );
        table.Float(
            "exptime",
            row => row.Seconds,
            1,
            "s",
            "time.duration;obs.exposure",
            "Exposure time",
            Column.Principal
        );
    }

    private static void Conditions(TableBuilder<Exposure> table)
    {
        table.Float("airmass", row => row.Airmass, 3, null, "obs.airMass", "Airmass at the start of the exposure");
        table.Float(
            "fwhm",
            row => row.Seeing / Mosaic.PixelScale,
            2,
            "pixel",
            "instr.det.psf",
            "Full width at half maximum of stars"
        );
        table.Float(
            "seeing",
            row => row.Seeing,
            3,
            "arcsec",
            "instr.obsty.seeing",
            "Full width at half maximum of stars",
            Column.Principal
        );
        table.Float("skymode", row => row.Sky, 2, "adu", "instr.skyLevel", "Most frequent sky value of a pixel");
        table.Short("calibrated", _ => 1, "meta.code.status", "1 if the exposure has a photometric calibration");
        table.Short(
            "photometric",
            row => row.Photometric ? 1 : 0,
            "meta.code.qual",
            "1 if the sky was clear enough for absolute photometry, else 0"
        );
        table.Float(
            "zpterm",
            row => row.ZeroPoint,
            4,
            "mag",
            "phot.mag;arith.zp",
            "Zero point: instrumental minus calibrated magnitude"
        );
    }
}
