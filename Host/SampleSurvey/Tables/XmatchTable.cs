namespace DataLab.Host.SampleSurvey;

/// <summary>smash_dr1.xmatch: objects with a match in Gaia or AllWISE.</summary>
internal static class XmatchTable
{
    private const Column Found = Column.Principal | Column.Indexed;

    // The four bands of WISE, as UCD1+ divides the infrared (W3 is 7.5-16.5 um, W4 20-26 um), and their wavelengths.
    private static readonly (string UcdWord, string Wavelength)[] WiseBands =
    [
        ("em.IR.3-4um", "3.4"),
        ("em.IR.4-8um", "4.6"),
        ("em.IR.8-15um", "12"),
        ("em.IR.15-30um", "22"),
    ];

    public static SurveyTable Make(Catalogue catalogue)
    {
        var table = new TableBuilder<Row>(
            "xmatch",
            "SMASH objects with a match in Gaia or AllWISE: nearest source within an arcsecond.",
            () => Rows(catalogue)
        )
        {
            Index = 3,
            References = [("id", "object", "id"), ("fieldid", "field", "fieldid")],
        };
        table.Text("id", row => row.Object.Id, "meta.id;meta.main", "Identifier in object", Found);
        table.Short("fieldid", row => row.Object.Truth.Field.Id, "meta.id;obs.field", "SMASH field number");
        Gaia(table);
        Wise(table);
        return table.Build();
    }

    private static void Gaia(TableBuilder<Row> table)
    {
        const string unmatched = "; 0 without a match";
        table.Short(
            "gaia_match",
            row => row.Gaia is null ? 0 : 1,
            "meta.code",
            "1 if matched to Gaia, else 0",
            Column.Principal
        );
        table.Long("gaia_source", row => row.Gaia?.Source ?? 0, "meta.id.cross", $"Gaia source_id{unmatched}");
        table.Double(
            "gaia_ra",
            row => row.Gaia?.Ra ?? 0,
            8,
            "deg",
            "pos.eq.ra",
            $"Right ascension in Gaia, ICRS{unmatched}",
            frame: "ICRS"
        );
        table.Double(
            "gaia_dec",
            row => row.Gaia?.Dec ?? 0,
            8,
            "deg",
            "pos.eq.dec",
            $"Declination in Gaia, ICRS{unmatched}",
            frame: "ICRS"
        );
        table.Float(
            "gaia_gmag",
            row => row.Gaia?.Magnitude ?? Sentinel.Magnitude,
            4,
            "mag",
            "phot.mag;em.opt",
            "Gaia G magnitude; 99.99 without a match",
            Column.Principal
        );
        table.Float(
            "gaia_pmra",
            row => row.Gaia?.PmRa ?? 0,
            3,
            "mas/yr",
            "pos.pm;pos.eq.ra",
            $"Proper motion in right ascension, times cos(dec){unmatched}",
            Column.Principal
        );
        table.Float(
            "gaia_pmdec",
            row => row.Gaia?.PmDec ?? 0,
            3,
            "mas/yr",
            "pos.pm;pos.eq.dec",
            $"Proper motion in declination{unmatched}",
            Column.Principal
        );
        table.Float(
            "gaia_xdist",
            row => row.Gaia?.Distance ?? 0,
            3,
            "arcsec",
            "pos.angDistance",
            $"Distance from the SMASH position to Gaia's{unmatched}"
        );
    }

    private static void Wise(TableBuilder<Row> table)
    {
        const string unmatched = "; 0 without a match";
        table.Short(
            "wise_match",
            row => row.Wise is null ? 0 : 1,
            "meta.code",
            "1 if matched to AllWISE, else 0",
            Column.Principal
        );
        table.Text(
            "wise_id",
            row => row.Wise?.Designation,
            "meta.id.cross",
            "AllWISE designation; null without a match"
        );
        table.Double(
            "wise_ra",
            row => row.Wise?.Ra ?? 0,
            7,
            "deg",
            "pos.eq.ra",
            $"Right ascension in AllWISE, ICRS{unmatched}",
            frame: "ICRS"
        );
        table.Double(
            "wise_dec",
            row => row.Wise?.Dec ?? 0,
            7,
            "deg",
            "pos.eq.dec",
            $"Declination in AllWISE, ICRS{unmatched}",
            frame: "ICRS"
        );
        for (var band = 0; band < WiseBands.Length; band++)
            WiseMagnitude(table, band);
        table.Float(
            "wise_xdist",
            row => row.Wise?.Distance ?? 0,
            3,
            "arcsec",
            "pos.angDistance",
            $"Distance from the SMASH position to AllWISE's{unmatched}"
        );
    }

    private static void WiseMagnitude(TableBuilder<Row> table, int band)
    {
        var (ucd, wavelength) = WiseBands[band];
        var name = $"w{band + 1}";
        table.Float(
            $"wise_{name}mag",
            row => row.Wise?.Magnitude[band] ?? Sentinel.Magnitude,
            3,
            "mag",
            $"phot.mag;{ucd}",
            $"W{band + 1} magnitude (Vega) at {wavelength} um, a limit where the error is 9999; 99.99 without a match"
        );
        table.Float(
            $"wise_{name}err",
            row => row.Wise?.Error[band] ?? Sentinel.Error,
            3,
            "mag",
            $"stat.error;phot.mag;{ucd}",
            $"Standard error of wise_{name}mag; 9999 for an upper limit, 9.99 without a match"
        );
    }

    private static IEnumerable<Row> Rows(Catalogue catalogue)
    {
        foreach (var measured in catalogue.Fields.SelectMany(catalogue.Objects))
        {
            var random = catalogue.Random(Purpose.Matching, measured.Truth);
            var row = new Row(measured, GaiaMatch.Of(measured, ref random), WiseMatch.Of(measured, ref random));
            if (row.Gaia is not null || row.Wise is not null)
                yield return row;
        }
    }

    private sealed record Row(MeasuredObject Object, GaiaMatch? Gaia, WiseMatch? Wise);
}
