// What names of files say. Names go before headers: masks and weight maps often carry the header of their image.
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using DataLab.Sia.Store;

namespace DataLab.Sia.Ingest;

/// <summary>What a file's name says of it. Null means nothing.</summary>
/// <param name="Exposure">What was taken at once, or the tile of a coadd: files of the same belong together.</param>
/// <param name="Set">Image, weight map and mask that were made together have the same.</param>
public sealed record NameFacts(string Exposure, string Set)
{
    public string? Product { get; init; }
    public string? ProcType { get; init; }

    /// <summary>The name's own spelling.</summary>
    public string? Band { get; init; }
    public string? Instrument { get; init; }

    /// <summary>For the meaning of the band.</summary>
    public string? Survey { get; init; }

    /// <summary>UTC.</summary>
    public DateTime? Start { get; init; }

    /// <summary>Sky tile or brick.</summary>
    public string? Target { get; init; }

    /// <summary>What the first, second, ... image HDUs are, where they have no names of their own.</summary>
    public ImmutableArray<string> HduProducts { get; init; } = [];
}

/// <summary>The naming conventions we know, tried in turn.</summary>
public static partial class NameRules
{
    /// <param name="name">Without folders.</param>
    /// <returns>Null where the name follows none of the conventions.</returns>
    public static NameFacts? Read(string name)
    {
        foreach (var (form, read) in Rules)
            if (form.Match(name) is { Success: true } match)
                return read(match.Groups);
        return null;
    }

    /// <summary>The name without the extensions of FITS files.</summary>
    public static string Stem(string name) => Extensions().Replace(name, "");

    private static readonly ImmutableArray<(Regex Form, Func<GroupCollection, NameFacts> Read)> Rules =
    [
        (Noao(), OfNoao),
        (LegacySurvey(), OfLegacySurvey),
        (Blobs(), g => OfBrick(g, ProductTypes.Other)),
        (UnWise(), OfUnWise),
        (DesTile(), OfDesTile),
        (SkyCell(), OfSkyCell),
        (SdssFrame(), OfSdssFrame),
    ];

    /// <summary>NOIRLab's pipelines: c4d_150110_053718_ooi_z_ls9.fits.fz.</summary>
    private static NameFacts OfNoao(GroupCollection g)
    {
        var (instrument, date, time) = (g["instrument"].Value, g["date"].Value, g["time"].Value);
        var exposure = $"{instrument}_{date}_{time}";
        var stage = g["stage"].Value;
        return new NameFacts(exposure, $"{exposure}_{g["type"].Value}{stage}{g["rest"].Value}")
        {
            Product = g["kind"].Value switch
            {
                "i" => ProductTypes.Image,
                "j" or "k" => ProductTypes.Image1,
                "d" => ProductTypes.Mask,
                "w" => ProductTypes.Weight,
                "e" => ProductTypes.ExposureMap,
                _ => null,
            },
            ProcType = stage switch
            {
                "r" => ProcTypes.Raw,
                "o" => ProcTypes.InstCal,
                "c" => ProcTypes.MasterCal,
                "p" => ProcTypes.Resampled,
                "s" => ProcTypes.Stack,
                _ => null,
            },
            Band = g["band"].Success ? g["band"].Value : null,
            Instrument = instrument switch
            {
                "c4d" => "DECam",
                "k4m" => "Mosaic3",
                "ksb" => "90prime",
                _ => null,
            },
            Start = DateTime.TryParseExact(
                date + time,
                "yyMMddHHmmss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var start
            )
                ? start
                : null,
        };
    }

    private static NameFacts OfLegacySurvey(GroupCollection g)
    {
        var band = g["band"].Success ? g["band"].Value : null;
        return OfBrick(
            g,
            g["kind"].Value switch
            {
                "image" => ProductTypes.Image,
                "invvar" => ProductTypes.Weight,
                "maskbits" => ProductTypes.Mask,
                "nexp" => ProductTypes.ExposureMap,
                _ => ProductTypes.Other,
            },
            band
        );
    }

    private static NameFacts OfBrick(GroupCollection g, string product, string? band = null)
    {
        var brick = g["tile"].Value;
        return new NameFacts("brick-" + brick, band is null ? "brick-" + brick : $"brick-{brick}-{band}")
        {
            Product = product,
            ProcType = ProcTypes.Stack,
            Band = band,
            Target = brick,
        };
    }

    private static NameFacts OfUnWise(GroupCollection g)
    {
        var (tile, band) = (g["tile"].Value, g["band"].Success ? g["band"].Value : null);
        return new NameFacts(
            "unwise-" + tile,
            band is null ? "unwise-" + tile : $"unwise-{tile}-{band}{g["way"].Value}"
        )
        {
            Product = g["kind"].Value switch
            {
                "img" => ProductTypes.Image,
                "invvar" => ProductTypes.Weight,
                "std" => ProductTypes.Error,
                "n" => ProductTypes.ExposureMap,
                "msk" => ProductTypes.Mask,
                _ => ProductTypes.Other,
            },
            ProcType = ProcTypes.Stack,
            Band = band,
            Survey = "wise",
            Target = tile,
        };
    }

    private static NameFacts OfDesTile(GroupCollection g)
    {
        var tile = g["tile"].Value;
        return new NameFacts(tile, NameRules.Stem(g[0].Value))
        {
            Product = ProductTypes.Image,
            ProcType = ProcTypes.Stack,
            Band = g["band"].Value is "det" ? null : g["band"].Value,
            Instrument = "DECam",
            Survey = "decam",
            Target = tile,
            HduProducts = [ProductTypes.Image, ProductTypes.Mask, ProductTypes.Weight],
        };
    }

    private static NameFacts OfSkyCell(GroupCollection g)
    {
        var cell = g["tile"].Value;
        return new NameFacts("skycell." + cell, $"skycell.{cell}.{g["way"].Value}.{g["band"].Value}")
        {
            Product = g["kind"].Value switch
            {
                "" => ProductTypes.Image,
                "mask" => ProductTypes.Mask,
                "wt" => ProductTypes.Error,
                "exp" or "expwt" or "num" => ProductTypes.ExposureMap,
                _ => ProductTypes.Other,
            },
            ProcType = g["way"].Value == "stk" ? ProcTypes.Stack : ProcTypes.Resampled,
            Band = g["band"].Value,
            Survey = "panstarrs",
            Target = cell,
        };
    }

    private static NameFacts OfSdssFrame(GroupCollection g) =>
        new(
            $"{g["run"].Value}-{g["camcol"].Value}-{g["field"].Value}",
            $"{g["run"].Value}-{g["camcol"].Value}-{g["field"].Value}-{g["band"].Value}"
        )
        {
            Product = ProductTypes.Image,
            ProcType = ProcTypes.InstCal,
            Band = g["band"].Value,
            Survey = "sdss",
        };

    private const string End = @"\.fi?ts?(?:\.fz|\.gz)*\z";
    private const RegexOptions Kind = RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"(?:\.fits|\.fit|\.fts|\.fz|\.gz)+\z", Kind)]
    private static partial Regex Extensions();

    [GeneratedRegex(
        @"\A(?<instrument>[a-z][a-z0-9]{2})_(?<date>\d{6})_(?<time>\d{6})_(?<type>[a-z])(?<stage>[a-z])(?<kind>[a-z])(?<rest>(_(?<band>[A-Za-z0-9]+))?(_[^.]*)?(\.[A-Za-z0-9_-]+?)*?)"
            + End,
        Kind
    )]
    private static partial Regex Noao();

    [GeneratedRegex(@"\Alegacysurvey-(?<tile>\d{4}[pm]\d{3})-(?<kind>[a-z0-9]+)(-(?<band>[A-Za-z0-9]+))?" + End, Kind)]
    private static partial Regex LegacySurvey();

    [GeneratedRegex(@"\Ablobs-(?<tile>\d{4}[pm]\d{3})" + End, Kind)]
    private static partial Regex Blobs();

    [GeneratedRegex(
        @"\Aunwise-(?<tile>\d{4}[pm]\d{3})-((?<band>w[1-4])-(?<kind>[a-z]+)-(?<way>[mu])|(?<kind>msk))" + End,
        Kind
    )]
    private static partial Regex UnWise();

    [GeneratedRegex(
        @"\A(?<tile>DES\d{4}[+-]\d{4})(_r\d+(p\d+)?)?_(?<band>[ugrizY]|det)(_nobkg)?" + End,
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex DesTile();

    [GeneratedRegex(
        @"\A(rings\.v3\.)?skycell\.(?<tile>\d+\.\d+)\.(?<way>stk|wrp)\.(?<band>[grizyw])(\.[0-9_.]+?)?(\.unconv)?(\.(?<kind>mask|wt|exp|expwt|num))?"
            + End,
        Kind
    )]
    private static partial Regex SkyCell();

    [GeneratedRegex(@"\Aframe-(?<band>[ugriz])-(?<run>\d{6})-(?<camcol>\d)-(?<field>\d{4})" + End, Kind)]
    private static partial Regex SdssFrame();
}
