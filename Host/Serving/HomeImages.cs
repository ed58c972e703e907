using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using DataLab.Sia.Previews;

namespace DataLab.Host.Serving;

/// <summary>What the home page says, and shows, of images.</summary>
internal static class HomeImages
{
    private const int Side = 150;

    /// <param name="root">Base URL, without a trailing slash.</param>
    /// <param name="hips">Names of the HiPS that are served.</param>
    public static string Html(ImmutableArray<ShownCollection> collections, IEnumerable<string> hips, string root)
    {
        var html = new StringBuilder();
        html.Append(
            $"""
            <h2 id="images">Images</h2>
            <table>
            <tr><td>Find them by place, time and wavelength</td><td>SIA 2.0 at <code>{Encode(root)}/sia2</code> ({Link(
                root + "/sia2/examples",
                "examples"
            )}), SIA 1.0 at <code>{Encode(root)}/sia</code>, table <code>ivoa.ObsCore</code> for ADQL</td></tr>
            <tr><td>Cut out of them</td><td>SODA at <code>{Encode(root)}/soda</code> ({Link(
                root + "/soda/examples",
                "examples"
            )}): a circle, a polygon, pixels, wavelengths; with masks and weights</td></tr>
            <tr><td>Look at them</td><td>pictures at <code>{Encode(root)}/previews/image</code>{Hips(
                hips,
                root
            )}; coverage maps (MOC) at <code>{Encode(root)}/moc</code></td></tr>
            </table>

            """
        );
        foreach (var collection in collections)
            Write(html, collection, root);
        return html.ToString();
    }

    private static void Write(StringBuilder html, ShownCollection collection, string root)
    {
        var name = Uri.EscapeDataString(collection.Name);
        html.Append(
            CultureInfo.InvariantCulture,
            $"<p><strong>{Encode(collection.Title ?? collection.Name)}</strong>: {Link($"{root}/sia2/query?COLLECTION={name}&MAXREC=100&RESPONSEFORMAT=html", "some images")} &middot; {Link($"{root}/moc/{name}?RESPONSEFORMAT=ascii", "coverage")} &middot; SIA 1.0 at <code>{Encode($"{root}/sia/{name}")}</code></p>\n<div class=\"pictures\">"
        );
        foreach (var image in collection.Images)
        {
            var picture = $"{root}/previews/image?ID={Uri.EscapeDataString(image.Did)}";
            var band = image.Band ?? "image";
            html.Append(
                CultureInfo.InvariantCulture,
                $"<a href=\"{Encode(picture + "&WIDTH=1024")}\"><img src=\"{Encode($"{picture}&WIDTH={2 * Side}")}\" width=\"{Side}\" loading=\"lazy\" alt=\"{Encode($"{image.Collection}, {band}")}\"><br>{Encode(band)}</a>\n"
            );
        }
        html.Append("</div>\n");
    }

    private static string Hips(IEnumerable<string> names, string root)
    {
        var links = names.Select(name => Link($"{root}/hips/{Uri.EscapeDataString(name)}", name)).Take(10).ToList();
        return links.Count == 0
            ? ""
            : $"; in Aladin as HiPS: {string.Join(", ", links)} ({Link(root + "/hipslist", "list")})";
    }

    private static string Link(string url, string text) => $"<a href=\"{Encode(url)}\">{Encode(text)}</a>";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
