namespace DataLab.Host.SampleSurvey;

/// <summary>smash_dr1.chip: one row a CCD of an exposure.</summary>
internal static class ChipTable
{
    private const Column Found = Column.Principal | Column.Indexed;

    public static SurveyTable Make(Catalogue catalogue, SampleSurveyOptions options)
    {
        var table = new TableBuilder<Row>(
            "chip",
            "Single CCD images of SMASH exposures: place, detector, image quality, photometric zero point.",
            () => Rows(catalogue, options)
        )
        {
            Index = 5,
            Rows = (long)catalogue.Exposures.All.Length * Mosaic.Working.Length,
            References = [("fieldid", "field", "fieldid"), ("expnum", "exposure", "expnum")],
        };
        Identify(table);
        Detector(table);
        table.Double("ra", row => row.Centre.Ra, 7, "deg", "pos.eq.ra;meta.main", "Centre, ICRS", Found, "ICRS");
        table.Double("dec", row => row.Centre.Dec, 7, "deg", "pos.eq.dec;meta.main", "Centre, ICRS", Found, "ICRS");
        Quality(table);
        string[] corners = ["south-west", "south-east", "north-east", "north-west"];
        for (var corner = 0; corner < 4; corner++)
            Vertex(table, corner, corners[corner]);
        Calibration(table);
        return table.Build();
    }

    private static void Identify(TableBuilder<Row> table)
    {
        table.Short(
            "fieldid",
            row => row.Exposure.Field.Id,
            "meta.id;obs.field",
            "SMASH field number",
            Column.Principal
        );
        table.Int("expnum", row => row.Exposure.Number, "meta.id;obs.exposure", "Exposure number", Found);
        table.Short("chip", row => row.Ccd.Number, "meta.id;instr.det", "CCD number, 1 to 62", Column.Principal);
        table.Text(
            "base",
            row =>
                FormattableString.Invariant(
                    $"{ExposureTable.ShortName(row.Exposure.Field)}-{row.Exposure.Number:00000000}_{row.Ccd.Number:00}"
                ),
            "meta.id;meta.file",
            "Base name of the image: short field name, exposure and CCD number"
        );
        table.Text(
            "filter",
            row => row.Exposure.Band.Letter.ToString(),
            "meta.id;instr.filter",
            "Band: u, g, r, i or z",
            Column.Principal
        );
        table.Double(
            "mjd",
            row => row.Exposure.Mjd,
            8,
            "d",
            "time.start;obs.exposure",
            "Modified Julian Date (UTC) of the start of the exposure",
            Column.Principal
        );
        table.Float("exptime", row => row.Exposure.Seconds, 1, "s", "time.duration;obs.exposure", "Exposure time");
        table.Float(
            "airmass",
            row => row.Exposure.Airmass,
            3,
            null,
            "obs.airMass",
            "Airmass at the start of the exposure"
        );
    }

    private static void Detector(TableBuilder<Row> table)
    {
        table.Float("gain", row => row.Ccd.Gain, 3, "electron/adu", "arith.factor;instr.det", "Electrons per count");
        table.Float("rdnoise", row => row.Ccd.ReadNoise, 3, "electron", "instr.det.noise", "Readout noise");
        table.Short("nx", _ => Mosaic.Columns, "pos.wcs.naxis", "Image columns", unit: "pixel");
        table.Short("ny", _ => Mosaic.Rows, "pos.wcs.naxis", "Image rows", unit: "pixel");
        table.Text("wcstype", _ => "TPV", "pos.wcs.ctype", "Projection of the world coordinate system");
        table.Float(
            "pixscale",
            _ => Mosaic.PixelScale,
            4,
            "arcsec",
            "pos.wcs.scale",
            "Width of a pixel at the centre of the field"
        );
    }

    private static void Quality(TableBuilder<Row> table)
    {
        table.Float(
            "wcsrms",
            row => row.WcsResidual,
            3,
            "arcsec",
            "stat.fit.residual;pos.eq",
            "Residuals (rms) of the world coordinate system against reference stars"
        );
        table.Float("fwhm", row => row.Fwhm, 2, "pixel", "instr.det.psf", "Full width at half maximum of stars");
        table.Float(
            "skymode",
            row => row.Exposure.Sky,
            2,
            "adu",
            "instr.skyLevel",
            "Most frequent sky value of a pixel"
        );
    }

    private static void Vertex(TableBuilder<Row> table, int corner, string where)
    {
        var number = corner + 1;
        table.Double(
            $"vertex_ra{number}",
            row => row.Corner(corner).Ra,
            7,
            "deg",
            "pos.eq.ra",
            $"Right ascension of the {where} corner, ICRS",
            frame: "ICRS"
        );
        table.Double(
            $"vertex_dec{number}",
            row => row.Corner(corner).Dec,
            7,
            "deg",
            "pos.eq.dec",
            $"Declination of the {where} corner, ICRS",
            frame: "ICRS"
        );
    }

    private static void Calibration(TableBuilder<Row> table)
    {
        table.Int("nsrc", row => row.Sources, "meta.number;src", "Sources detected on the image");
        table.Float(
            "ebv",
            row => row.Exposure.Field.Reddening(row.Centre.Ra, row.Centre.Dec),
            4,
            "mag",
            "phot.color.excess",
            "Reddening E(B-V) of the model dust map at the centre"
        );
        table.Float(
            "calib_zpterm",
            row => row.ZeroPoint,
            5,
            "mag",
            "phot.mag;arith.zp",
            "Zero point of this CCD: instrumental minus calibrated magnitude"
        );
        table.Float(
            "calib_zptermsig",
            row => row.ZeroPointError,
            6,
            "mag",
            "stat.error;phot.mag;arith.zp",
            "Standard error of calib_zpterm"
        );
    }

    private static IEnumerable<Row> Rows(Catalogue catalogue, SampleSurveyOptions options)
    {
        foreach (var exposure in catalogue.Exposures.All)
        {
            var tangent = exposure.Tangent;
            foreach (var ccd in Mosaic.Working)
            {
                var random = RandomStream.For(options.Seed, Purpose.ChipQuality, exposure.Number, ccd.Number);
                yield return new Row(exposure, ccd, tangent, random);
            }
        }
    }

    private sealed class Row(Exposure exposure, Ccd ccd, Tangent tangent, RandomStream random)
    {
        private const double UsualSources = 8000;

        public Exposure Exposure => exposure;
        public Ccd Ccd => ccd;
        public (double Ra, double Dec) Centre { get; } = tangent.ToSky(ccd.Xi, ccd.Eta);

        /// <summary>Arcsec.</summary>
        public double WcsResidual { get; } = Math.Abs(random.Normal(0.2, 0.05));

        /// <summary>Pixels; the image gets worse towards the edge of the field.</summary>
        public double Fwhm { get; } =
            exposure.Seeing / Mosaic.PixelScale * (1 + 0.05 * Math.Sqrt(ccd.Xi * ccd.Xi + ccd.Eta * ccd.Eta));

        /// <summary>Poisson with mean 8000, by the normal approximation.</summary>
        public int Sources { get; } = (int)Math.Round(random.Normal(UsualSources, Math.Sqrt(UsualSources)));
        public double ZeroPoint { get; } = random.Normal(exposure.ZeroPoint, 0.01);
        public double ZeroPointError { get; } = Math.Abs(random.Normal(0.006, 0.002));

        public (double Ra, double Dec) Corner(int corner)
        {
            var (xi, eta) = Mosaic.Corner(ccd, corner);
            return tangent.ToSky(xi, eta);
        }
    }
}
