using System.Globalization;

namespace DataLab.Host.SampleSurvey;

/// <summary>smash_dr1.field: one row a field.</summary>
internal static class FieldTable
{
    private const Column Found = Column.Principal | Column.Indexed;

    /// <summary>Magnitudes from the 5-sigma depth to where 95 % of objects are found.</summary>
    private const double CompletenessOffset = -0.6;

    public static SurveyTable Make(Catalogue catalogue)
    {
        var table = new TableBuilder<SurveyField>(
            "field",
            "SMASH fields: place, exposures and depth in each band, numbers of objects and measurements.",
            () => catalogue.Fields
        )
        {
            Index = 6,
            Rows = catalogue.Fields.Length,
        };
        table.Short("fieldid", field => field.Id, "meta.id;meta.main", "SMASH field number", Found);
        table.Text("name", field => field.Name, "meta.id;obs.field", "Name: Field and the number", Column.Principal);
        Positions(table);
        foreach (var band in Band.All)
            Depths(table, catalogue, band);
        Totals(table, catalogue);
        table.Text(
            "s_region",
            field => string.Create(CultureInfo.InvariantCulture, $"CIRCLE ICRS {field.Ra:F5} {field.Dec:F5} 1.1"),
            "pos.outline;obs.field",
            "Footprint of the field as STC-S: a circle of 1.1 degrees",
            Column.Principal
        );
        return table.Build();
    }

    private static void Positions(TableBuilder<SurveyField> table)
    {
        table.Double("ra", field => field.Ra, 6, "deg", "pos.eq.ra;meta.main", "Centre, ICRS", Found, "ICRS");
        table.Double("dec", field => field.Dec, 6, "deg", "pos.eq.dec;meta.main", "Centre, ICRS", Found, "ICRS");
        table.Double(
            "glon",
            field => SkyFrames.Galactic(Direction.Of(field.Ra, field.Dec)).Lon,
            5,
            "deg",
            "pos.galactic.lon",
            "Galactic longitude",
            frame: "GALACTIC"
        );
        table.Double(
            "glat",
            field => SkyFrames.Galactic(Direction.Of(field.Ra, field.Dec)).Lat,
            5,
            "deg",
            "pos.galactic.lat",
            "Galactic latitude",
            frame: "GALACTIC"
        );
        table.Double(
            "elon",
            field => SkyFrames.Ecliptic(Direction.Of(field.Ra, field.Dec)).Lon,
            5,
            "deg",
            "pos.ecliptic.lon",
            "Ecliptic longitude, equinox J2000.0",
            frame: "ECLIPTIC"
        );
        table.Double(
            "elat",
            field => SkyFrames.Ecliptic(Direction.Of(field.Ra, field.Dec)).Lat,
            5,
            "deg",
            "pos.ecliptic.lat",
            "Ecliptic latitude, equinox J2000.0",
            frame: "ECLIPTIC"
        );
    }

    private static void Depths(TableBuilder<SurveyField> table, Catalogue catalogue, Band band)
    {
        table.Short(
            $"n{band.Letter}exp",
            field => catalogue.Exposures.Counts[field.Index][band.Index],
            $"meta.number;obs.exposure;{band.UcdWord}",
            $"Exposures in {band.Letter}"
        );
        table.Float(
            $"{band.Letter}depth95",
            field => band.StackDepth + field.DepthOffset[band.Index] + CompletenessOffset,
            3,
            "mag",
            $"phot.mag;stat.max;{band.UcdWord}",
            $"{band.Letter} magnitude (AB) at which 95 % of point sources are found"
        );
    }

    private static void Totals(TableBuilder<SurveyField> table, Catalogue catalogue)
    {
        table.Int(
            "nexp",
            field => catalogue.Exposures.OfField[field.Index].Length,
            "meta.number;obs.exposure",
            "Exposures in all bands",
            Column.Principal
        );
        table.Int(
            "nchips",
            field => catalogue.Exposures.OfField[field.Index].Length * Mosaic.Working.Length,
            "meta.number;instr.det",
            "CCD images: rows of chip in this field"
        );
        table.Int("nobj", field => field.Objects, "meta.number;src", "Rows of object in this field", Column.Principal);
        table.Long(
            "nsrc",
            field => catalogue.SourcesOfField[field.Index],
            "meta.number;obs",
            "Rows of source in this field"
        );
    }
}
