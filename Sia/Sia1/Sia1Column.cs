// The columns of answers: those of NOIRLab's Astro Data Lab in their order, with the words that SIA 1.0 §4.2 asks for.
using System.Collections.Immutable;
using DataLab.Formats;
using DataLab.Sia.ObsCore;
using DataLab.Sia.Search;

namespace DataLab.Sia.Sia1;

/// <summary>What becomes of a cell on its way from <c>ivoa.ObsCore</c>.</summary>
internal enum Sia1Cell
{
    /// <summary>As it is.</summary>
    Same,

    /// <summary>A number as text, as clients of the Data Lab expect it.</summary>
    NumberAsText,

    /// <summary>Long numbers of a list as ints.</summary>
    Ints,

    /// <summary>A long number as an int; none where it is larger than an int can be (SIA 1.0 §4.2 has no other type).</summary>
    Int,

    /// <summary>Address of the cut-out, made of the row.</summary>
    Cutout,

    /// <summary>Address of a picture of it.</summary>
    Preview,

    /// <summary>Media type of the cut-out.</summary>
    MediaType,
}

/// <summary>A column of an answer.</summary>
/// <param name="Source">Expression of ADQL; null where the cell is made of others.</param>
/// <param name="Verbosity">The least VERB that has it.</param>
internal sealed record Sia1Column(Field Field, string? Source, Sia1Cell Cell, int Verbosity)
{
    private const int Required = 0;
    private const int Recommended = 1;
    private const int Usual = 2;
    private const int Everything = 3;

    /// <summary>Names of the columns at VERB=2 in their order, those that the Data Lab had.</summary>
    public static readonly ImmutableArray<string> DataLab =
    [
        .. (
            "assoc_id access_url access_format access_estsize dataproduct_type dataproduct_subtype calib_level dataset_length "
            + "im_nsubarrays im_naxes im_naxis im_pixtype im_wcsaxes im_scale obs_title obs_id obs_creator_name obs_collection "
            + "obs_creation_type obs_creation_date facility_name instrument_name obs_bandpass obs_datasource proposal_id "
            + "obs_publisher_did obs_release_date preview target_name target_class s_ra s_dec s_fov s_region s_calib_status "
            + "s_resolution em_min em_max em_resolution em_res_power t_min t_max t_exptime t_resolution o_ucd o_unit pol_states "
            + "object airmass project_code magzero prodtype seeing fwhm fileset_id exptime photflag proctype date_obs mjd_obs elliptic"
        ).Split(' '),
    ];

    /// <summary>Columns that are more than their like in <c>ivoa.ObsCore</c>: by name, UCD of version 1, least verbosity.</summary>
    private static readonly ImmutableDictionary<string, (string Ucd, int Verbosity)> Words = new Dictionary<
        string,
        (string, int)
    >
    {
        ["obs_title"] = ("VOX:Image_Title", Required),
        ["s_ra"] = ("POS_EQ_RA_MAIN", Required),
        ["s_dec"] = ("POS_EQ_DEC_MAIN", Required),
        ["im_naxes"] = ("VOX:Image_Naxes", Required),
        ["im_naxis"] = ("VOX:Image_Naxis", Required),
        ["im_scale"] = ("VOX:Image_Scale", Required),
        ["access_format"] = ("VOX:Image_Format", Required),
        ["access_url"] = ("VOX:Image_AccessReference", Required),
        ["instrument_name"] = ("INST_ID", Recommended),
        ["access_estsize"] = ("VOX:Image_FileSize", Recommended),
        ["obs_bandpass"] = ("VOX:BandPass_ID", Recommended),
        ["em_min"] = ("VOX:BandPass_LoLimit", Recommended),
        ["em_max"] = ("VOX:BandPass_HiLimit", Recommended),
        ["obs_publisher_did"] = ("meta.ref.ivoid", Recommended),
    }.ToImmutableDictionary();

    /// <summary>What SIA 1.0 recommends and no column of the Data Lab has.</summary>
    private static readonly ImmutableArray<Sia1Column> More =
    [
        Extra(
            "image_mjd",
            "(t_min + t_max) / 2",
            Real(),
            "VOX:Image_MJDateObs",
            "d",
            "Middle of the observation, MJD (UTC)"
        ),
        Extra("wcs_frame", "wcs_frame", Text(), "VOX:STC_CoordRefFrame", null, "Frame of the coordinates"),
        Extra("wcs_equinox", "wcs_equinox", Real(), "VOX:STC_CoordEquinox", "yr", "Equinox of the frame"),
        Extra(
            "wcs_projection",
            "wcs_projection",
            Text(),
            "VOX:WCS_CoordProjection",
            null,
            "Projection, as FITS calls it"
        ),
        Extra("wcs_crpix", "wcs_crpix", Real(2), "VOX:WCS_CoordRefPixel", "pix", "Reference pixel, of the whole image"),
        Extra("wcs_crval", "wcs_crval", Real(2), "VOX:WCS_CoordRefValue", "deg", "Coordinates of the reference pixel"),
        Extra("wcs_cd", "wcs_cd", Real(4), "VOX:WCS_CDMatrix", "deg/pix", "CD1_1, CD1_2, CD2_1, CD2_2"),
        Extra("band_unit", "'m'", Text(), "VOX:BandPass_Unit", null, "Unit of the wavelengths"),
        Extra(
            "band_centre",
            "(em_min + em_max) / 2",
            Real(),
            "VOX:BandPass_RefValue",
            "m",
            "Wavelength in the middle of the band"
        ),
        Extra("pix_flags", "'C'", Text(), "VOX:Image_PixFlags", null, "C: pixels are copied, not computed"),
    ];

    /// <summary>Columns that every answer is made of, whatever it shows.</summary>
    public static readonly ImmutableArray<string> Hidden = ["obs_collection", "file_name", "hdu"];

    /// <summary>The columns of an answer.</summary>
    /// <param name="verbosity">0 to 3 (SIA 1.0 §4.1.5 VERB).</param>
    public static ImmutableArray<Sia1Column> Of(ImageTable table, int verbosity)
    {
        var known = table.Fields.ToDictionary(field => field.Name, StringComparer.OrdinalIgnoreCase);
        var columns = DataLab
            .Select(name => FromDataLab(name, known))
            .Concat(More.Where(column => column.Source![0] is '\'' or '(' || known.ContainsKey(column.Source)))
            .ToList();
        var shown = columns.Select(column => column.Field.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        columns.AddRange(
            table
                .Fields.Where(field => !shown.Contains(field.Name))
                .Select(field => new Sia1Column(field, AdqlText.Name(field.Name), Sia1Cell.Same, Everything))
        );
        return [.. columns.Where(column => column.Verbosity <= verbosity)];
    }

    private static Sia1Column FromDataLab(string name, Dictionary<string, Field> known)
    {
        var field = known.GetValueOrDefault(name) ?? ObsCoreColumns.Find(name)!.Field;
        var source = AdqlText.Name(name);
        var verbosity = Usual;
        if (Words.TryGetValue(name, out var word))
            (field, verbosity) = (field with { Ucd = word.Ucd }, word.Verbosity);
        else if (field.Ucd is "pos.eq.ra;meta.main" or "pos.eq.dec;meta.main" or "meta.id;meta.main")
            field = field with { Ucd = field.Ucd[..field.Ucd.LastIndexOf(';')] };
        return name switch
        {
            "access_url" => new(
                field with
                {
                    Description = "Cut-out of the image, of the region asked for",
                    Utype = null,
                },
                null,
                Sia1Cell.Cutout,
                verbosity
            ),
            "preview" => new(
                field with
                {
                    Description = "Picture of the same region",
                },
                null,
                Sia1Cell.Preview,
                verbosity
            ),
            "access_format" => new(
                field with
                {
                    Description = "Media type of the cut-out",
                },
                null,
                Sia1Cell.MediaType,
                verbosity
            ),
            "access_estsize" => new(
                field with
                {
                    Unit = "byte",
                    Description = "Size of the whole file; none above 2147483647",
                    DataType = DataType.Int,
                },
                "access_estsize * 1000",
                Sia1Cell.Int,
                verbosity
            ),
            "obs_title" => new(field, "COALESCE(obs_title, target_name, file_name)", Sia1Cell.Same, verbosity),
            "im_naxis" => new(field with { DataType = DataType.Int }, source, Sia1Cell.Ints, verbosity),
            "exptime" or "mjd_obs" => new(
                field with
                {
                    DataType = DataType.Char,
                    ArraySize = ArraySize.Any,
                },
                source,
                Sia1Cell.NumberAsText,
                verbosity
            ),
            _ => new(field, source, Sia1Cell.Same, verbosity),
        };
    }

    private static Sia1Column Extra(
        string name,
        string source,
        Field type,
        string ucd,
        string? unit,
        string description
    ) =>
        new(
            type with
            {
                Name = name,
                Ucd = ucd,
                Unit = unit,
                Description = description,
            },
            source,
            Sia1Cell.Same,
            Recommended
        );

    private static Field Real(int? length = null) =>
        new("", DataType.Double) { ArraySize = length is { } n ? ArraySize.Of(n) : null };

    private static Field Text() => new("", DataType.Char) { ArraySize = ArraySize.Any };
}
