using System.Globalization;

namespace DataLab.Conformance.Tests.Twin;

/// <summary>The images of the twin: ivoa.ObsCore, and how near they are to a position.</summary>
internal static class TwinImages
{
    /// <summary>Column, datatype, arraysize, xtype, unit, utype, UCD.</summary>
    private const string Columns = """
        dataproduct_type char * - - ObsDataset.dataProductType meta.code.class
        calib_level int - - - ObsDataset.calibLevel meta.code;obs.calib
        obs_collection char * - - DataID.collection meta.id
        obs_id char * - - DataID.observationID meta.id
        obs_publisher_did char * - - Curation.publisherDID meta.ref.ivoid
        access_url char * - - Access.reference meta.ref.url
        access_format char * - - Access.format meta.code.mime
        access_estsize long - - kbyte Access.size phys.size;meta.file
        target_name char * - - Target.name meta.id;src
        s_ra double - - deg Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C1 pos.eq.ra
        s_dec double - - deg Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C2 pos.eq.dec
        s_fov double - - deg Char.SpatialAxis.Coverage.Bounds.Extent.diameter phys.angSize;instr.fov
        s_region double * polygon - Char.SpatialAxis.Coverage.Support.Area pos.outline;obs.field
        s_resolution double - - arcsec Char.SpatialAxis.Resolution.Refval.value pos.angResolution
        s_xel1 long - - - Char.SpatialAxis.numBins1 meta.number
        s_xel2 long - - - Char.SpatialAxis.numBins2 meta.number
        t_min double - - d Char.TimeAxis.Coverage.Bounds.Limits.StartTime time.start;obs.exposure
        t_max double - - d Char.TimeAxis.Coverage.Bounds.Limits.StopTime time.end;obs.exposure
        t_exptime double - - s Char.TimeAxis.Coverage.Support.Extent time.duration;obs.exposure
        t_resolution double - - s Char.TimeAxis.Resolution.Refval.value time.resolution
        t_xel long - - - Char.TimeAxis.numBins meta.number
        em_min double - - m Char.SpectralAxis.Coverage.Bounds.Limits.LoLimit em.wl;stat.min
        em_max double - - m Char.SpectralAxis.Coverage.Bounds.Limits.HiLimit em.wl;stat.max
        em_res_power double - - - Char.SpectralAxis.Resolution.ResolPower.refVal spect.resolution
        em_xel long - - - Char.SpectralAxis.numBins meta.number
        o_ucd char * - - Char.ObservableAxis.ucd meta.ucd
        pol_states char * - - Char.PolarizationAxis.stateList meta.code;phys.polarization
        pol_xel long - - - Char.PolarizationAxis.numBins meta.number
        facility_name char * - - Provenance.ObsConfig.Facility.name meta.id;instr.tel
        instrument_name char * - - Provenance.ObsConfig.Instrument.name meta.id;instr
        """;

    /// <summary>Four images; %URL% stands for the base of the twin.</summary>
    private const string Rows = """
        image|2|Wide|w1|ivo://twin.example/img?w1|%URL%/links?ID=ivo%3A%2F%2Ftwin.example%2Fimg%3Fw1|application/x-votable+xml;content=datalink|800|M31|10.5|20.25|0.5|10.25 20 10.75 20 10.75 20.5 10.25 20.5|1.1|2000|2000|57000.1|57000.2|60|60|1|4e-07|5.5e-07|4|1|phot.count;em.opt|/I/|1|Mayall|Mosaic
        image|3|Wide|w2|ivo://twin.example/img?w2|%URL%/links?ID=ivo%3A%2F%2Ftwin.example%2Fimg%3Fw2|application/x-votable+xml;content=datalink|900|M33|23.5|30.5|0.6|23.2 30.2 23.8 30.2 23.8 30.8 23.2 30.8|0.9|2000|2000|57100.1|57100.3|120|120|1|5.5e-07|7e-07|5|1|phot.count;em.opt|/I/Q/U/|3|Blanco|DECam
        cube|1|Deep|d1|ivo://twin.example/img?d1|%URL%/file/d1|application/fits|1200||10.6|20.3|0.4|10.4 20.1 10.8 20.1 10.8 20.5 10.4 20.5|2.5|500|500|58000|58001|3600|0.5|100|0.2|0.3|1000|64|phot.flux.density;em.radio|/I/Q/|2||Array
        image|2|Deep|d2|ivo://twin.example/img?d2|%URL%/file/d2|application/fits||M31|200|-45|0.3|199.8 -45.15 200.2 -45.15 200.2 -44.85 199.8 -44.85||1000|1000||||||||||phot.count|||Mayall|
        """;

    public static TwinColumn[] ObsCore { get; } =
    [
        .. Lines(Columns)
            .Select(line => line.Split(' ').Select(word => word == "-" ? null : word).ToArray())
            .Select(c => new TwinColumn(c[0]!, c[1]!, c[2], c[3], c[4], c[6], "obscore:" + c[5])),
    ];

    public static string?[][] Records(string url) =>
        [
            .. Lines(Rows)
                .Select(line =>
                    line.Split('|')
                        .Select(cell => cell.Length == 0 ? null : cell.Replace("%URL%", url, StringComparison.Ordinal))
                        .ToArray()
                ),
        ];

    public static int Index(string column) => Array.FindIndex(ObsCore, c => c.Name == column);

    public static double? Number(string? text) =>
        text switch
        {
            "-Inf" => double.NegativeInfinity,
            "+Inf" or "Inf" => double.PositiveInfinity,
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : null,
        };

    /// <summary>Numbers of a text; null where one is none.</summary>
    public static double[]? Numbers(string text)
    {
        var numbers = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number).ToArray();
        return numbers.All(number => number is not null) ? [.. numbers.Select(number => number!.Value)] : null;
    }

    /// <summary>
    /// Limits of a shape in longitude and latitude: all that the twin needs, whose images are far from each other, from the poles
    /// and from longitude 0. Null for what is no shape.
    /// </summary>
    public static double[]? Box(string shape, double[]? numbers)
    {
        if (numbers is null)
            return null;
        double[]? box = (shape, numbers) switch
        {
            ("CIRCLE", [var ra, var dec, >= 0 and var r]) => [ra - (2 * r), ra + (2 * r), dec - r, dec + r],
            ("RANGE", [var west, var east, var south, var north]) => [west, east, south, north],
            ("POLYGON", { Length: >= 6 }) when numbers.Length % 2 == 0 =>
            [
                numbers.Where((_, i) => i % 2 == 0).Min(),
                numbers.Where((_, i) => i % 2 == 0).Max(),
                numbers.Where((_, i) => i % 2 == 1).Min(),
                numbers.Where((_, i) => i % 2 == 1).Max(),
            ],
            _ => null,
        };
        var isCentreWrong =
            shape == "CIRCLE" && numbers is [var lon, var lat, ..] && (lon is < 0 or > 360 || lat is < -90 or > 90);
        return isCentreWrong ? null : box;
    }

    public static bool Overlaps(string?[] row, double[] box)
    {
        var own = Box("POLYGON", Numbers(row[Index("s_region")]!))!;
        return own[0] <= box[1] && own[1] >= box[0] && own[2] <= box[3] && own[3] >= box[2];
    }

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
