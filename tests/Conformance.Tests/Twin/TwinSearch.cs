using System.Globalization;
using System.Xml.Linq;

namespace DataLab.Conformance.Tests.Twin;

/// <summary>Searches for images: SIA 2.0 and SIA 1.0.</summary>
internal static class TwinSearch
{
    private static readonly XNamespace VoTable = "http://www.ivoa.net/xml/VOTable/v1.3";

    /// <summary>Parameters of SIA 2.0 but for POS and POL, with the columns that they look at: one for texts and ranges, two for overlaps.</summary>
    private static readonly Dictionary<string, string[]> Parameters = new()
    {
        ["BAND"] = ["em_min", "em_max"],
        ["TIME"] = ["t_min", "t_max"],
        ["FOV"] = ["s_fov", "s_fov"],
        ["SPATRES"] = ["s_resolution", "s_resolution"],
        ["SPECRP"] = ["em_res_power", "em_res_power"],
        ["EXPTIME"] = ["t_exptime", "t_exptime"],
        ["TIMERES"] = ["t_resolution", "t_resolution"],
        ["ID"] = ["obs_publisher_did"],
        ["COLLECTION"] = ["obs_collection"],
        ["FACILITY"] = ["facility_name"],
        ["INSTRUMENT"] = ["instrument_name"],
        ["DPTYPE"] = ["dataproduct_type"],
        ["CALIB"] = ["calib_level"],
        ["TARGET"] = ["target_name"],
        ["FORMAT"] = ["access_format"],
    };

    private static readonly TwinColumn[] Sia1 =
    [
        new("obs_title", "char", "*", null, null, "VOX:Image_Title"),
        new("s_ra", "double", null, null, "deg", "POS_EQ_RA_MAIN"),
        new("s_dec", "double", null, null, "deg", "POS_EQ_DEC_MAIN"),
        new("im_naxes", "int", null, null, null, "VOX:Image_Naxes"),
        new("im_naxis", "int", "*", null, null, "VOX:Image_Naxis"),
        new("im_scale", "double", "*", null, "deg", "VOX:Image_Scale"),
        new("access_format", "char", "*", null, null, "VOX:Image_Format"),
        new("access_url", "char", "*", null, null, "VOX:Image_AccessReference"),
        new("instrument_name", "char", "*", null, null, "INST_ID"),
        new("mjd", "double", null, null, "d", "VOX:Image_MJDateObs"),
        new("frame", "char", "*", null, null, "VOX:STC_CoordRefFrame"),
        new("projection", "char", "3", null, null, "VOX:WCS_CoordProjection"),
        new("crpix", "double", "*", null, "pixel", "VOX:WCS_CoordRefPixel"),
        new("crval", "double", "*", null, "deg", "VOX:WCS_CoordRefValue"),
        new("cd", "double", "*", null, null, "VOX:WCS_CDMatrix"),
        new("band", "char", "*", null, null, "VOX:BandPass_ID"),
        new("band_unit", "char", "*", null, null, "VOX:BandPass_Unit"),
        new("band_ref", "double", null, null, "m", "VOX:BandPass_RefValue"),
        new("band_hi", "double", null, null, "m", "VOX:BandPass_HiLimit"),
        new("band_lo", "double", null, null, "m", "VOX:BandPass_LoLimit"),
        new("pixflags", "char", "*", null, null, "VOX:Image_PixFlags"),
        new("filesize", "int", null, null, "byte", "VOX:Image_FileSize"),
    ];

    /// <summary>SIA 2.0.</summary>
    public static Reply Answer(Ask ask)
    {
        var rows = TwinImages.Records(ask.BaseUrl).AsEnumerable();
        var isDelimited = ask["RESPONSEFORMAT"] is "csv" or "tsv";
        foreach (var name in ask.Fields.Select(field => field.Name.ToUpperInvariant()).Distinct())
        {
            var tests = ask.All(name).Select(value => Test(name, value)).ToArray();
            if (tests.Any(test => test is null))
                return isDelimited
                    ? new Reply(400, "text/plain", $"UsageFault: {name} cannot be read")
                    : TwinFormats.Error(400, $"UsageFault: {name} cannot be read");
            rows = rows.Where(row => tests.Any(test => test!(row))).ToArray();
        }
        var most = int.TryParse(ask["MAXREC"], out var given) ? given : 1000;
        var found = rows.ToArray();
        var table = new TwinTable("images", TwinImages.ObsCore, [.. found.Take(most)]);
        if (isDelimited)
            return TwinFormats.Write(table, ask["RESPONSEFORMAT"]!, overflow: false);
        var written = TwinFormats.Table(table, "TABLEDATA");
        Ided(written);
        return new Reply(
            200,
            "application/x-votable+xml",
            TwinFormats.Document(
                new XElement(
                    VoTable + "RESOURCE",
                    new XAttribute("type", "results"),
                    TwinFormats.Info("QUERY_STATUS", "OK"),
                    written,
                    found.Length > most && most > 0 ? TwinFormats.Info("QUERY_STATUS", "OVERFLOW") : null
                ),
                TwinDescriptors.Links(ask.BaseUrl, "did"),
                TwinDescriptors.Soda(ask.BaseUrl, "did", row: null),
                TwinDescriptors.Self(ask.BaseUrl)
            )
        );
    }

    /// <summary>SIA 1.0.</summary>
    public static Reply AnswerSia1(Ask ask)
    {
        var format = ask["FORMAT"] ?? "ALL";
        if (format == "METADATA")
            return Images(
                [],
                [
                    .. new[] { "POS", "SIZE", "FORMAT", "INTERSECT", "VERB" }.Select(name =>
                        Param("INPUT:" + name, "char", "*")
                    ),
                ]
            );
        var sizes = TwinImages.Numbers((ask["SIZE"] ?? "").Replace(',', ' '));
        if (
            TwinImages.Numbers((ask["POS"] ?? "").Replace(',', ' ')) is not [var ra, >= -90 and <= 90 and var dec]
            || sizes is not { Length: 1 or 2 }
        )
            return TwinFormats.Error(200, "POS is two numbers, SIZE one or two") with
            {
                ContentType = "text/xml;content=x-votable",
            };
        var half = sizes[0] / 2;
        var rows = TwinImages
            .Records(ask.BaseUrl)
            .Where(row => row[TwinImages.Index("dataproduct_type")] == "image")
            .Where(row => format == "ALL" || format == "image/fits")
            .Where(row =>
                ask["INTERSECT"]?.ToUpperInvariant() == "CENTER"
                    ? Math.Abs(TwinImages.Number(row[TwinImages.Index("s_dec")])!.Value - dec) <= half
                        && Math.Abs(TwinImages.Number(row[TwinImages.Index("s_ra")])!.Value - ra) <= half
                    : TwinImages.Overlaps(row, [ra - half, ra + half, dec - half, dec + half])
            )
            .SelectMany(row => new[] { Sia1Row(row, ask.BaseUrl, 1), Sia1Row(row, ask.BaseUrl, 2) })
            .ToArray();
        var most = int.TryParse(ask["MAXREC"], out var given) ? given : 1000;
        return Images([.. rows.Take(most)], [], rows.Length > most, ask["VERB"] == "0" ? 8 : Sia1.Length);
    }

    private static Reply Images(string?[][] rows, XElement[] parameters, bool overflow = false, int? columns = null)
    {
        var width = columns ?? Sia1.Length;
        return new Reply(
            200,
            "text/xml;content=x-votable",
            TwinFormats.Document(
                new XElement(
                    VoTable + "RESOURCE",
                    new XAttribute("type", "results"),
                    TwinFormats.Info("QUERY_STATUS", "OK"),
                    parameters,
                    TwinFormats.Table(
                        new TwinTable("images", Sia1[..width], [.. rows.Select(row => row[..width])]),
                        "TABLEDATA"
                    ),
                    overflow ? TwinFormats.Info("QUERY_STATUS", "OVERFLOW") : null
                )
            )
        );
    }

    /// <summary>The columns of SIA 1.0 for one image extension.</summary>
    private static string?[] Sia1Row(string?[] row, string url, int extension)
    {
        string? Of(string column) => row[TwinImages.Index(column)];
        var scale = TwinImages.Number(Of("s_fov"))!.Value / 1000;
        var number = scale.ToString("R", CultureInfo.InvariantCulture);
        return
        [
            $"{Of("obs_id")}[{extension}]",
            Of("s_ra"),
            Of("s_dec"),
            "2",
            "1000 1000",
            $"-{number} {number}",
            "image/fits",
            $"{url}/image/{Of("obs_id")}/{extension}",
            Of("instrument_name"),
            Of("t_min"),
            "ICRS",
            "TAN",
            "500 500",
            $"{Of("s_ra")} {Of("s_dec")}",
            $"-{number} 0 0 {number}",
            "V",
            "m",
            Of("em_min"),
            Of("em_max"),
            Of("em_min"),
            "C",
            "1000000",
        ];
    }

    /// <summary>Whether a record satisfies a parameter with one value; null when the value cannot be read.</summary>
    private static Func<string?[], bool>? Test(string name, string value)
    {
        if (name == "POS")
        {
            var shape = value.Split(' ')[0];
            return TwinImages.Box(shape, TwinImages.Numbers(value[shape.Length..])) is { } box
                ? row => TwinImages.Overlaps(row, box)
                : null;
        }
        if (name == "POL")
            return row => row[TwinImages.Index("pol_states")]?.Split('/').Contains(value) ?? false;
        if (!Parameters.TryGetValue(name, out var columns))
            return _ => true;
        var index = TwinImages.Index(columns[0]);
        if (columns.Length == 1)
            return name == "CALIB" && !int.TryParse(value, out _) ? null
                : name == "ID" ? row => string.Equals(row[index], value, StringComparison.OrdinalIgnoreCase)
                : row => row[index] == value;
        if (TwinImages.Numbers(value) is not ([_] or [_, _]) || TwinImages.Numbers(value) is not { } limits)
            return null;
        var high = TwinImages.Index(columns[1]);
        return row => TwinImages.Number(row[high]) >= limits[0] && TwinImages.Number(row[index]) <= limits[^1];
    }

    private static void Ided(XElement table) =>
        table
            .Elements(VoTable + "FIELD")
            .Single(field => field.Attribute("name")!.Value == "obs_publisher_did")
            .SetAttributeValue("ID", "did");

    private static XElement Param(string name, string datatype, string arraySize) =>
        new(
            VoTable + "PARAM",
            new XAttribute("name", name),
            new XAttribute("datatype", datatype),
            new XAttribute("arraysize", arraySize),
            new XAttribute("value", "")
        );
}
