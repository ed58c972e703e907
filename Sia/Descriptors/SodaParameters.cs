// What cut-outs take: declared once, for service descriptors, capabilities and the parser.
using System.Collections.Immutable;
using DataLab.Formats;

namespace DataLab.Sia.Descriptors;

/// <summary>The parameters of SODA 1.0 §3.3, and those that we have beyond it.</summary>
public static class SodaParameters
{
    public const string Id = "ID";
    public const string Pos = "POS";
    public const string Circle = "CIRCLE";
    public const string Polygon = "POLYGON";
    public const string Band = "BAND";
    public const string Time = "TIME";
    public const string Pol = "POL";
    public const string Sub = "SUB";
    public const string Meta = "META";
    public const string Mask = "MASK";
    public const string Related = "RELATED";
    public const string Format = "FORMAT";

    /// <summary>Values of <see cref="Related"/>.</summary>
    public static ImmutableArray<string> RelatedProducts { get; } = ["mask", "weight"];

    /// <summary>Values of <see cref="Format"/>; the first is the usual one.</summary>
    public static ImmutableArray<string> Formats { get; } =
    ["application/fits", "application/x-tar", "application/zip"];

    /// <summary>States of FITS 4.0 table 29, as ObsCore spells them.</summary>
    public static ImmutableArray<string> States { get; } =
    ["I", "Q", "U", "V", "RR", "LL", "RL", "LR", "XX", "YY", "XY", "YX"];

    /// <summary>All but ID, in the order they are told.</summary>
    public static ImmutableArray<ServiceParameter> All { get; } =
    [
        Text(
            Pos,
            "pos.outline;obs",
            "Part of the sky: CIRCLE lon lat r, RANGE lon1 lon2 lat1 lat2 or POLYGON lon lat ... (ICRS, degrees)"
        ),
        Numbers(
            Circle,
            ArraySize.Of(3),
            "deg",
            "pos.outline;obs",
            "circle",
            "Circle on the sky: longitude, latitude, radius (ICRS)"
        ),
        Numbers(
            Polygon,
            ArraySize.Any,
            "deg",
            "pos.outline;obs",
            "polygon",
            "Polygon on the sky: longitude and latitude of three vertices or more (ICRS)"
        ),
        Numbers(Band, ArraySize.Of(2), "m", "em.wl;stat.interval", "interval", "Wavelengths in vacuum, from and to"),
        Numbers(Time, ArraySize.Of(2), "d", "time.interval;obs.exposure", "interval", "Times, from and to (MJD)"),
        Text(Pol, "meta.code;phys.polarization", "Polarization state; may be repeated") with
        {
            Options = States,
        },
        Text(
            Sub,
            null,
            "Piece of the file by its pixels: [extension][first:last,first:last]; may be repeated, not with parts of the sky"
        ),
        Text(Meta, null, "true for the headers without pixels") with
        {
            Options = ["true", "false"],
        },
        Text(
            Mask,
            null,
            "true to blank the pixels outside the part of the sky, rather than give the box around it"
        ) with
        {
            Options = ["true", "false"],
        },
        Text(Related, null, "Also the same part of what goes with the image; may be repeated") with
        {
            Options = RelatedProducts,
        },
        Text(Format, "meta.code.mime", "One FITS file, or an archive with a file for each piece asked for") with
        {
            Options = Formats,
        },
    ];

    private static ServiceParameter Text(string name, string? ucd, string description) =>
        new(name, DataType.Char)
        {
            ArraySize = ArraySize.Any,
            Ucd = ucd,
            Description = description,
        };

    private static ServiceParameter Numbers(
        string name,
        ArraySize size,
        string unit,
        string ucd,
        string xtype,
        string description
    ) =>
        new(name, DataType.Double)
        {
            ArraySize = size,
            Unit = unit,
            Ucd = ucd,
            XType = xtype,
            Description = description,
        };
}
