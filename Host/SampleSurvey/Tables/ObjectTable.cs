using DataLab.Sky;

namespace DataLab.Host.SampleSurvey;

/// <summary>smash_dr1.object: one row an object, averaged over all exposures.</summary>
internal static class ObjectTable
{
    private const Column Found = Column.Principal | Column.Indexed;

    public static SurveyTable Make(Catalogue catalogue)
    {
        var table = new TableBuilder<Row>(
            "object",
            "Average properties of the objects detected in SMASH fields: positions, u, g, r, i, z magnitudes, shapes.",
            () => catalogue.Fields.SelectMany(catalogue.Objects).Select(measured => new Row(measured))
        )
        {
            Index = 1,
            Rows = catalogue.Fields.Sum(field => (long)field.Objects),
            References = [("fieldid", "field", "fieldid")],
        };
        table.Text(
            "id",
            row => row.Object.Id,
            "meta.id;meta.main",
            "Unique identifier: field number, a point, and a running number in the field",
            Found
        );
        table.Short("fieldid", row => row.Field.Id, "meta.id.parent;obs.field", "SMASH field number", Found);
        Positions(table);
        table.Int(
            "ndet",
            row => row.Object.Found.Total,
            "meta.number;obs",
            "Measurements in single exposures, all bands",
            Column.Principal
        );
        table.Short(
            "depthflag",
            row => row.Object.DepthFlag,
            "meta.code",
            "Exposures in which the object was seen: 1 shallow ones, 2 deep ones, 3 both",
            Column.Principal
        );
        foreach (var band in Band.All)
            Magnitudes(table, band);
        foreach (var (blue, red) in new[] { (Band.U, Band.G), (Band.G, Band.R), (Band.G, Band.I), (Band.I, Band.Z) })
            Colour(table, blue, red);
        Shapes(table);
        return table.Build();
    }

    private static void Positions(TableBuilder<Row> table)
    {
        table.Double("ra", o => o.Ra, 7, "deg", "pos.eq.ra;meta.main", "Right ascension, ICRS", Found, "ICRS");
        table.Double("dec", o => o.Dec, 7, "deg", "pos.eq.dec;meta.main", "Declination, ICRS", Found, "ICRS");
        table.Double(
            "glon",
            o => o.Galactic.Lon,
            6,
            "deg",
            "pos.galactic.lon",
            "Galactic longitude",
            frame: "GALACTIC"
        );
        table.Double("glat", o => o.Galactic.Lat, 6, "deg", "pos.galactic.lat", "Galactic latitude", frame: "GALACTIC");
        table.Double(
            "elon",
            row => row.Ecliptic.Lon,
            6,
            "deg",
            "pos.ecliptic.lon",
            "Ecliptic longitude, equinox J2000.0",
            frame: "ECLIPTIC"
        );
        table.Double(
            "elat",
            row => row.Ecliptic.Lat,
            6,
            "deg",
            "pos.ecliptic.lat",
            "Ecliptic latitude, equinox J2000.0",
            frame: "ECLIPTIC"
        );
        table.Int(
            "htm9",
            row => (int)Htm.Index(9, row.Direction.ToUnitVector()),
            "pos.HTM",
            "Hierarchical Triangular Mesh index of (ra, dec), depth 9",
            Column.Indexed
        );
        table.Int(
            "ring256",
            row => (int)Healpix.Nest2Ring(8, row.Nest4096 >> 8),
            "pos.healpix",
            "HEALPix index of (ra, dec), nside 256, RING scheme",
            Column.Indexed
        );
        table.Int(
            "nest4096",
            row => (int)row.Nest4096,
            "pos.healpix",
            "HEALPix index of (ra, dec), nside 4096, NESTED scheme",
            Column.Indexed
        );
        table.Float(
            "random_id",
            row => row.Object.RandomId,
            5,
            null,
            "stat.value",
            "Random number, uniform in 0 to 100, for drawing samples",
            Column.Indexed
        );
        table.Float(
            "raerr",
            row => row.PositionError,
            4,
            "arcsec",
            "stat.error;pos.eq.ra",
            "Standard error of right ascension, times cos(dec)"
        );
        table.Float("decerr", row => row.PositionError, 4, "arcsec", "stat.error;pos.eq.dec", "Standard error of dec");
    }

    private static void Magnitudes(TableBuilder<Row> table, Band band)
    {
        var (b, name, ucd) = (band.Index, band.Letter, band.UcdWord);
        table.Float(
            $"{name}mag",
            row => row.Object.Stack.Magnitude[b],
            4,
            "mag",
            $"phot.mag;{ucd}",
            $"Calibrated {name} magnitude (AB), weighted mean; 99.99 if not detected",
            Column.Principal
        );
        table.Float(
            $"{name}err",
            row => row.Object.Stack.Error[b],
            4,
            "mag",
            $"stat.error;phot.mag;{ucd}",
            $"Standard error of the {name} magnitude; 9.99 if not detected",
            Column.Principal
        );
        table.Float(
            $"{name}scatter",
            row => row.Object.Stack.Scatter[b],
            4,
            "mag",
            $"stat.stdev;phot.mag;{ucd}",
            $"Scatter (rms) of the single {name} measurements; 99.99 if fewer than two"
        );
        table.Short(
            $"ndet{name}",
            row => row.Object.Found.Count[b],
            $"meta.number;obs;{ucd}",
            $"Measurements in single {name} exposures"
        );
    }

    private static void Colour(TableBuilder<Row> table, Band blue, Band red) =>
        table.Float(
            $"{blue.Letter}_{red.Letter}",
            row =>
                (row.Object.Stack.Magnitude[blue.Index], row.Object.Stack.Magnitude[red.Index]) switch
                {
                    (< 90, < 90) pair => pair.Item1 - pair.Item2,
                    _ => Sentinel.Magnitude,
                },
            4,
            "mag",
            $"phot.color;{blue.UcdWord};{red.UcdWord}",
            $"Colour {blue.Letter} - {red.Letter}; 99.99 if not detected in both bands"
        );

    private static void Shapes(TableBuilder<Row> table)
    {
        table.Float(
            "chi",
            row => row.Object.Shape.Chi,
            4,
            null,
            "stat.fit.goodness",
            "Mean DAOPHOT chi: residuals of the PSF fit over the expected noise, 1 for a good star"
        );
        table.Float(
            "sharp",
            row => row.Object.Shape.Sharp,
            4,
            null,
            "src.morph.param",
            "Mean DAOPHOT sharp: 0 for a star, positive for something broader",
            Column.Principal
        );
        table.Short("flag", row => row.Object.Flag, "meta.code.qual", "SExtractor flags of all images, or-ed");
        table.Float(
            "prob",
            row => row.Object.Shape.Prob,
            4,
            null,
            "src.class.starGalaxy",
            "Mean SExtractor stellaricity: 0 extended, 1 star",
            Column.Principal
        );
        table.Float(
            "ebv",
            row => row.Object.Truth.Reddening,
            4,
            "mag",
            "phot.color.excess",
            "Reddening E(B-V) of the model dust map; magnitudes are not corrected for it"
        );
    }

    /// <summary>An object with everything that follows from its position.</summary>
    private sealed class Row(MeasuredObject measured)
    {
        public MeasuredObject Object => measured;
        public SurveyField Field => measured.Truth.Field;
        public double Ra => measured.Ra;
        public double Dec => measured.Dec;
        public Direction Direction { get; } = Direction.Of(measured.Ra, measured.Dec);
        public (double Lon, double Lat) Galactic { get; } = SkyFrames.Galactic(Direction.Of(measured.Ra, measured.Dec));
        public (double Lon, double Lat) Ecliptic { get; } = SkyFrames.Ecliptic(Direction.Of(measured.Ra, measured.Dec));
        public long Nest4096 { get; } = Healpix.Ang2Pix(12, measured.Ra, measured.Dec);

        /// <summary>Arcsec, grows with the cube of the softness.</summary>
        public double PositionError { get; } = 0.02 + 0.1 * Math.Pow(Shape.Softness(measured.Stack.Reference), 3);
    }
}
