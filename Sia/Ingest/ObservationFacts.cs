// What a header and a name tell of an observation apart from pixels and coordinates: who, with what, of what, which band.
using DataLab.Sia.Ingest.Filters;
using DataLab.Sia.Store;

namespace DataLab.Sia.Ingest;

internal static class ObservationFacts
{
    /// <summary>Names of extensions that are the same with whatever instrument.</summary>
    private static readonly Dictionary<string, string> ExtensionProducts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SCI"] = ProductTypes.Image,
        ["MSK"] = ProductTypes.Mask,
        ["MASK"] = ProductTypes.Mask,
        ["DQ"] = ProductTypes.Mask,
        ["DQMASK"] = ProductTypes.Mask,
        ["WGT"] = ProductTypes.Weight,
        ["WHT"] = ProductTypes.Weight,
        ["WEIGHT"] = ProductTypes.Weight,
        ["IVAR"] = ProductTypes.Weight,
        ["INVVAR"] = ProductTypes.Weight,
        ["ERR"] = ProductTypes.Error,
        ["ERROR"] = ProductTypes.Error,
        ["SIGMA"] = ProductTypes.Error,
        ["STAT"] = ProductTypes.Error,
        ["VAR"] = ProductTypes.Error,
        ["VARIANCE"] = ProductTypes.Error,
        ["UNCERT"] = ProductTypes.Error,
        ["EXP"] = ProductTypes.ExposureMap,
        ["EXPMAP"] = ProductTypes.ExposureMap,
    };

    private static readonly Dictionary<string, string> HeaderProducts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["image"] = ProductTypes.Image,
        ["image1"] = ProductTypes.Image1,
        ["wtmap"] = ProductTypes.Weight,
        ["weight"] = ProductTypes.Weight,
        ["dqmask"] = ProductTypes.Mask,
        ["expmap"] = ProductTypes.ExposureMap,
    };

    private static readonly Dictionary<string, string> HeaderProcTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["raw"] = ProcTypes.Raw,
        ["instcal"] = ProcTypes.InstCal,
        ["mastercal"] = ProcTypes.MasterCal,
        ["resampled"] = ProcTypes.Resampled,
        ["projected"] = ProcTypes.Resampled,
        ["stack"] = ProcTypes.Stack,
        ["stacked"] = ProcTypes.Stack,
        ["coadd"] = ProcTypes.Stack,
        ["tile"] = ProcTypes.Stack,
    };

    /// <param name="place">Among the image HDUs of the file, from 0.</param>
    public static void Fill(ColumnValues values, HeaderPair headers, NameFacts? name, int place)
    {
        FillStage(values, headers, name, place);
        values["target_name"] = headers.Text("OBJECT", "TARGNAME", "TARGET") ?? name?.Target;
        values["object"] = headers.Text("OBJECT");
        values["facility_name"] = headers.Text("TELESCOP", "OBSERVAT");
        values["instrument_name"] = headers.Text("INSTRUME") ?? name?.Instrument;
        values["proposal_id"] = headers.Text("PROPOSAL", "PROPID", "PROP-ID", "PROPOSID", "DTPROPID");
        values["project_code"] = headers.Text("PROJECT", "DTPROPID", "PROPID", "SURVEY");
        values["obs_creator_name"] = headers.Text("CREATOR", "OBSERVER", "AUTHOR");
        values["obs_creation_date"] = headers.Text("DATE");
        values["obs_release_date"] = headers.Text("DATE-REL", "RELEASE", "PUBDATE");
        values["bib_reference"] = headers.Text("REFERENC", "BIBCODE");
        values["airmass"] = headers.Real("AIRMASS", "SECZ");
        values["magzero"] = headers.Real("MAGZERO", "MAGZPT", "MAGZP", "PHOTZP", "ZPT", "FLUXMAG0");
        values["fwhm"] = headers.Real("FWHM");
        values["elliptic"] = headers.Real("ELLIPTIC");
        values["photflag"] = headers.Text("PHOTFLAG");
        values["s_calib_status"] = headers.Text("WCSCAL") switch
        {
            "Successful" => "calibrated",
            "Unsuccessful" or "Failed" => "uncalibrated",
            _ => null,
        };
        FillBand(values, headers, name);
        if (name?.Start is { } start)
            values["t_min"] = (start - new DateTime(1858, 11, 17, 0, 0, 0, DateTimeKind.Utc)).TotalDays;
    }

    private static void FillStage(ColumnValues values, HeaderPair headers, NameFacts? name, int place)
    {
        var extension = headers.Own.Find("EXTNAME")?.Text?.Trim() ?? "";
        values["prodtype"] =
            ExtensionProducts.GetValueOrDefault(extension)
            ?? (
                name is { HduProducts: { IsEmpty: false } products } && place < products.Length ? products[place] : null
            )
            ?? name?.Product
            ?? (headers.Text("PRODTYPE") is { } said ? HeaderProducts.GetValueOrDefault(said) : null)
            ?? ProductTypes.Image;
        var procType =
            name?.ProcType ?? (headers.Text("PROCTYPE") is { } stage ? HeaderProcTypes.GetValueOrDefault(stage) : null);
        values["proctype"] = procType;
        values["calib_level"] = ProcTypes.CalibLevel(procType);
        values["obs_type"] = headers.Text("OBSTYPE", "IMAGETYP", "IMTYPE");
        values["dataproduct_subtype"] = values.Text("prodtype");
    }

    /// <summary>The name's band goes before the header's, which files derived from another often keep.</summary>
    private static void FillBand(ColumnValues values, HeaderPair headers, NameFacts? name)
    {
        var instrument = string.Join(
            ' ',
            name?.Survey,
            name?.Instrument,
            headers.Text("TELESCOP"),
            headers.Text("INSTRUME"),
            headers.Text("SURVEY"),
            headers.Text("ORIGIN")
        );
        var said = FilterOf(headers);
        var band =
            said is not null
            && FilterTable.Find(said, instrument) is { } found
            && (name?.Band is null || Agree(found, name))
                ? found
            : name?.Band is { } named ? FilterTable.Find(named, instrument)
            : null;
        values["obs_bandpass"] = band?.Name ?? name?.Band ?? said;
        values["filter"] = said ?? name?.Band;
        values["em_min"] = band?.Min;
        values["em_max"] = band?.Max;
        values["em_res_power"] = band is null ? null : band.Effective / (band.Max - band.Min);
        if (band is null && headers.Real("WAVELENG") is { } wavelength && headers.Text("WAVELENG") is not null)
            FillWavelength(values, wavelength, headers.Own.Find("WAVELENG")?.Comment ?? "");
    }

    private static bool Agree(Band found, NameFacts name) =>
        found.Name.StartsWith(name.Band!, StringComparison.OrdinalIgnoreCase)
        || name.Band!.StartsWith(found.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>A wavelength alone, whose unit stands in the comment.</summary>
    private static void FillWavelength(ColumnValues values, double wavelength, string comment)
    {
        double? unit =
            comment.Contains("mm", StringComparison.Ordinal)
            || comment.Contains("milli", StringComparison.OrdinalIgnoreCase)
                ? 1e-3
            : comment.Contains("um", StringComparison.Ordinal)
            || comment.Contains("micron", StringComparison.OrdinalIgnoreCase)
                ? 1e-6
            : comment.Contains("nm", StringComparison.Ordinal) ? 1e-9
            : comment.Contains("Angstrom", StringComparison.OrdinalIgnoreCase) ? 1e-10
            : null;
        if (unit is { } metres && wavelength > 0)
            (values["em_min"], values["em_max"]) = (wavelength * metres, wavelength * metres);
    }

    private static string? FilterOf(HeaderPair headers)
    {
        if (headers.Real("CHNLNUM") is { } channel and >= 1 and <= 4)
            return "ch" + ((int)channel).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (headers.Text("FILTER", "FILTNAM", "FILTER01", "FILTERS", "INSFILTE") is { } filter)
            return filter;
        // The wheels of ACS and WFPC2, of which all but one are clear.
        foreach (var keyword in new[] { "FILTNAM1", "FILTER1", "FILTER2", "FILTNAM2" })
            if (
                headers.Text(keyword) is { } wheel
                && !wheel.StartsWith("CLEAR", StringComparison.OrdinalIgnoreCase)
                && !double.TryParse(wheel, out _)
            )
                return wheel;
        return headers.Text("BAND", "BANDPASS");
    }
}
