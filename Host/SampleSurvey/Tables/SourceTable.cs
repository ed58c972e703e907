namespace DataLab.Host.SampleSurvey;

/// <summary>smash_dr1.source: one row a measurement in one exposure, for a sample of the objects.</summary>
internal static class SourceTable
{
    private const Column Found = Column.Principal | Column.Indexed;

    public static SurveyTable Make(Catalogue catalogue)
    {
        var table = new TableBuilder<(int Number, Epoch Epoch)>(
            "source",
            "Measurements of SMASH objects in single exposures: light curves of a sample that has all variable stars.",
            () => Rows(catalogue)
        )
        {
            Index = 2,
            References = [("id", "object", "id"), ("fieldid", "field", "fieldid"), ("expnum", "exposure", "expnum")],
        };
        Identify(table);
        table.Float(
            "x",
            row => row.Epoch.X,
            3,
            "pixel",
            "pos.cartesian.x;instr.det",
            "Image column on the CCD; the centre of the first pixel is 1"
        );
        table.Float(
            "y",
            row => row.Epoch.Y,
            3,
            "pixel",
            "pos.cartesian.y;instr.det",
            "Image row on the CCD; the centre of the first pixel is 1"
        );
        Magnitudes(table);
        Shapes(table);
        table.Double(
            "ra",
            row => row.Epoch.Ra,
            7,
            "deg",
            "pos.eq.ra;meta.main",
            "Right ascension of this measurement, ICRS",
            Found,
            "ICRS"
        );
        table.Double(
            "dec",
            row => row.Epoch.Dec,
            7,
            "deg",
            "pos.eq.dec;meta.main",
            "Declination of this measurement, ICRS",
            Found,
            "ICRS"
        );
        return table.Build();
    }

    private static void Identify(TableBuilder<(int Number, Epoch Epoch)> table)
    {
        table.Text("id", row => row.Epoch.Object.Id, "meta.id.parent", "Identifier in object", Found);
        table.Short("fieldid", row => row.Epoch.Exposure.Field.Id, "meta.id;obs.field", "SMASH field number");
        table.Int("origid", row => row.Number, "meta.record", "Running number of this measurement, from 1");
        table.Int("expnum", row => row.Epoch.Exposure.Number, "meta.id;obs.exposure", "Exposure number", Found);
        table.Short("chip", row => row.Epoch.Ccd.Number, "meta.id;instr.det", "CCD number, 1 to 62");
        table.Double(
            "mjd",
            row => row.Epoch.Exposure.Mjd,
            8,
            "d",
            "time.epoch",
            "Modified Julian Date (UTC) of the start of the exposure",
            Column.Principal
        );
        table.Text(
            "filter",
            row => row.Epoch.Exposure.Band.Letter.ToString(),
            "meta.id;instr.filter",
            "Band: u, g, r, i or z",
            Column.Principal
        );
    }

    private static void Magnitudes(TableBuilder<(int Number, Epoch Epoch)> table)
    {
        table.Float(
            "mag",
            row => row.Epoch.InstrumentalMagnitude,
            6,
            "mag",
            "phot.mag;stat.uncalib",
            "Instrumental magnitude: cmag plus the exposure's zpterm; 99.99 if none"
        );
        table.Float(
            "err",
            row => row.Epoch.Error,
            6,
            "mag",
            "stat.error;phot.mag;stat.uncalib",
            "Standard error of mag; 9.99 if none"
        );
        table.Float(
            "cmag",
            row => row.Epoch.Magnitude,
            6,
            "mag",
            "phot.mag;em.opt",
            "Calibrated magnitude (AB) in the band of filter; 99.99 if none",
            Column.Principal
        );
        table.Float(
            "cerr",
            row => row.Epoch.Error,
            6,
            "mag",
            "stat.error;phot.mag;em.opt",
            "Standard error of cmag; 9.99 if none",
            Column.Principal
        );
    }

    private static void Shapes(TableBuilder<(int Number, Epoch Epoch)> table)
    {
        table.Float(
            "chi",
            row => row.Epoch.Chi,
            4,
            null,
            "stat.fit.goodness",
            "DAOPHOT chi: residuals of the PSF fit over the expected noise, 1 for a good star"
        );
        table.Float(
            "sharp",
            row => row.Epoch.Sharp,
            4,
            null,
            "src.morph.param",
            "DAOPHOT sharp: 0 for a star, positive for something broader"
        );
        table.Short("flag", row => row.Epoch.Flag, "meta.code.qual", "SExtractor flags in this exposure");
        table.Float(
            "prob",
            row => row.Epoch.Object.Shape.Prob,
            4,
            null,
            "src.class.starGalaxy",
            "SExtractor stellaricity: 0 extended, 1 star"
        );
    }

    private static IEnumerable<(int Number, Epoch Epoch)> Rows(Catalogue catalogue)
    {
        var number = 0;
        foreach (var field in catalogue.Fields)
        foreach (var measured in catalogue.FollowedObjects(field))
        foreach (var epoch in Epoch.Of(catalogue, measured))
            yield return (++number, epoch);
    }
}
