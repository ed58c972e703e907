using System.Globalization;
using System.Net;
using System.Text;
using DataLab.Sia.Store;
using DataLab.Sky;

namespace DataLab.Sia.Hips.Building;

/// <summary>What a HiPS says of itself (HiPS 1.0 §4.4.1).</summary>
internal static class HipsProperties
{
    private static readonly string[] Colours = ["red", "green", "blue"];

    public static List<(string Key, string Value)> Of(
        HipsRequest request,
        string authority,
        StoredCollection collection,
        List<HipsBand> bands,
        List<(float Low, float High)> limits,
        int order,
        Moc moc
    )
    {
        var frame = moc.BoundingCircle;
        var scale = Healpix.Resolution(order + HipsGrid.PixelOrders);
        var named = request.Bands.IsEmpty ? "" : " " + string.Join(", ", request.Bands);
        var list = Common(request.Name, authority, $"{collection.Title ?? collection.Name}{named}", order, moc, frame);
        list.Add(("obs_collection", collection.Name));
        if (collection.Description is { } description)
            list.Add(("obs_description", description.ReplaceLineEndings(" ")));
        list.Add(("dataproduct_type", "image"));
        if (bands.Count == 3)
        {
            list.Add(("dataproduct_subtype", "color"));
            for (var band = 0; band < 3; band++)
                list.Add(
                    (
                        "hips_rgb_" + Colours[band],
                        $"{request.Bands[band]} [{Number(limits[band].Low)} {Number(limits[band].High)} asinh]"
                    )
                );
        }
        else
        {
            list.Add(("hips_pixel_cut", $"{Number(limits[0].Low)} {Number(limits[0].High)}"));
            if (request.Formats.Contains(TileFormat.Fits))
                list.Add(("hips_pixel_bitpix", "-32"));
        }
        list.Add(("hips_tile_format", string.Join(' ', request.Formats.Distinct().Select(Word))));
        list.Add(("hips_pixel_scale", Number(scale)));
        list.Add(("s_pixel_scale", Number(bands.SelectMany(band => band.Images).Min(image => image.Scale))));
        list.Add(("hips_sampling", "bilinear"));
        list.Add(("hips_overlay", "mean"));
        list.Add(("hips_hierarchy", "mean"));
        if (bands.TrueForAll(band => band.IsCalibrated))
            list.Add(("hips_comment", $"values are counts of {HipsBand.CommonZeroPoint} mag"));
        Span(list, "em_min", "em_max", bands.Min(band => band.Spans.EmMin), bands.Max(band => band.Spans.EmMax));
        Span(list, "t_min", "t_max", bands.Min(band => band.Spans.TMin), bands.Max(band => band.Spans.TMax));
        return list;
    }

    /// <summary>What holds for every HiPS that we make.</summary>
    public static List<(string Key, string Value)> Common(
        string name,
        string authority,
        string title,
        int order,
        Moc moc,
        Circle frame
    )
    {
        var now = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm'Z'", CultureInfo.InvariantCulture);
        return
        [
            ("creator_did", $"ivo://{authority}/hips/{name}"),
            ("obs_title", title),
            ("hips_version", "1.4"),
            ("hips_builder", "Data Lab"),
            ("hips_release_date", now),
            ("hips_creation_date", now),
            ("hips_status", "public master clonableOnce"),
            ("hips_frame", "equatorial"),
            ("hips_order", order.ToString(CultureInfo.InvariantCulture)),
            ("hips_order_min", "0"),
            ("hips_tile_width", HipsGrid.TileWidth.ToString(CultureInfo.InvariantCulture)),
            ("hips_initial_ra", Number(frame.Centre.Ra)),
            ("hips_initial_dec", Number(frame.Centre.Dec)),
            ("hips_initial_fov", Number(Math.Clamp(2 * frame.Radius, 1e-4, 180))),
            ("moc_order", moc.Order.ToString(CultureInfo.InvariantCulture)),
            ("moc_sky_fraction", Number(moc.SkyFraction)),
        ];
    }

    public static string Text(IEnumerable<(string Key, string Value)> properties) =>
        string.Concat(properties.Select(property => $"{property.Key, -20} = {property.Value}\n"));

    /// <summary>Writes them and a page for people; they come last, since a HiPS with properties is one that is complete.</summary>
    public static async Task WriteAsync(
        string folder,
        string name,
        IReadOnlyList<(string Key, string Value)> properties,
        CancellationToken ct
    )
    {
        await TileFiles.WriteWholeAsync(
            Path.Combine(folder, HipsPath.Index),
            Encoding.UTF8.GetBytes(Page(name, properties)),
            ct
        );
        await TileFiles.WriteWholeAsync(
            Path.Combine(folder, HipsPath.Properties),
            Encoding.UTF8.GetBytes(Text(properties)),
            ct
        );
    }

    /// <summary>A page for people who open the address in a browser.</summary>
    public static string Page(string name, IEnumerable<(string Key, string Value)> properties)
    {
        var page = new StringBuilder(
            $"<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>{WebUtility.HtmlEncode(name)}</title>\n"
                + $"<h1>{WebUtility.HtmlEncode(name)}</h1>\n<p>A HiPS: open its address in Aladin.</p>\n<img src=\"{HipsPath.Preview}\" alt=\"\">\n<table>\n"
        );
        foreach (var (key, value) in properties)
            page.Append($"<tr><td>{WebUtility.HtmlEncode(key)}<td>{WebUtility.HtmlEncode(value)}\n");
        return page.Append("</table>\n</html>\n").ToString();
    }

    public static string Word(TileFormat format) =>
        format == TileFormat.Jpg ? "jpeg" : format.ToString().ToLowerInvariant();

    private static void Span(List<(string, string)> list, string low, string high, double? least, double? most)
    {
        if (least is { } first)
            list.Add((low, Number(first)));
        if (most is { } last)
            list.Add((high, Number(last)));
    }

    public static string Number(double value) => value.ToString("G9", CultureInfo.InvariantCulture);
}
