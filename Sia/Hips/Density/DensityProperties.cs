using System.Globalization;
using DataLab.Catalog;
using DataLab.Fits.Images;
using DataLab.Sia.Hips.Building;
using DataLab.Sky;

namespace DataLab.Sia.Hips.Density;

/// <summary>What a HiPS of densities says of itself (HiPS 1.0 §4.4.1).</summary>
internal static class DensityProperties
{
    /// <param name="limits">Rows per square degree that are darkest and white.</param>
    /// <param name="type">Of pixels in FITS.</param>
    public static List<(string Key, string Value)> Of(
        DensityRequest request,
        string authority,
        TableMetadata table,
        CountHistogram counts,
        (float Low, float High) limits,
        PixelType type,
        int order,
        Moc moc
    )
    {
        var name = $"{table.SchemaName}.{table.Name}";
        var area = Healpix.PixelArea(order + HipsGrid.PixelOrders);
        var list = HipsProperties.Common(request.Name, authority, $"Density of {name}", order, moc, moc.BoundingCircle);
        list.Add(("obs_collection", name));
        var description = $"Rows of {name} on the sky.";
        if (table.Description is { } told)
            description += " " + told.ReplaceLineEndings(" ");
        list.Add(("obs_description", description));
        list.Add(("dataproduct_type", "image"));
        list.Add(("client_category", "Image/Density"));
        list.Add(("hips_tile_format", string.Join(' ', request.Formats.Distinct().Select(HipsProperties.Word))));
        list.Add(("hips_pixel_scale", HipsProperties.Number(Healpix.Resolution(order + HipsGrid.PixelOrders))));
        list.Add(
            (
                "hips_pixel_cut",
                $"{HipsProperties.Number(limits.Low * area)} {HipsProperties.Number(limits.High * area)} log"
            )
        );
        list.Add(("hips_data_minmax", FormattableString.Invariant($"0 {counts.Most}")));
        list.Add(("hips_bunit", "count"));
        if (request.Formats.Contains(TileFormat.Fits))
            list.Add(("hips_pixel_bitpix", ((int)type).ToString(CultureInfo.InvariantCulture)));
        list.Add(("hips_sampling", "none"));
        list.Add(("hips_hierarchy", "sum"));
        list.Add(
            (
                "hips_comment",
                FormattableString.Invariant(
                    $"values are rows in a pixel, summed towards lower orders, {counts.Rows} in all; shades go by the logarithm of rows per square degree"
                )
            )
        );
        return list;
    }
}
