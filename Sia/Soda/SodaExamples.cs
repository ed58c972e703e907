using System.Globalization;
using System.Net;
using System.Text;
using DataLab.Dali;
using DataLab.Sia.Descriptors;
using DataLab.Sia.Store;
using Microsoft.AspNetCore.Http;

namespace DataLab.Sia.Soda;

/// <summary>Requests that work, with images that are there (DALI 1.1 §2.3): XHTML that a browser shows and programs read.</summary>
internal static class SodaExamples
{
    /// <summary>Files that are looked at for one with a position.</summary>
    private const int Looked = 50;

    public static async Task<IResult> AnswerAsync(
        HttpRequest request,
        ImageStore store,
        PublicUrl url,
        CancellationToken ct
    )
    {
        var files = await store.ReadAsync(db => ListedFiles.Page(db, store.Options, 0, Looked), ct);
        var file = files.FirstOrDefault(one => !one.IsHidden(DateTimeOffset.UtcNow) && Place(one) is not null);
        return Results.Text(Page(file, store, url.Base(request) + "/soda/sync"), "text/html", Encoding.UTF8);
    }

    /// <summary>The middle of its first image: the middle of a file may lie between detectors.</summary>
    private static (double Ra, double Dec)? Place(StoredFile file) =>
        file.Images.Select(image => image.Facts).FirstOrDefault() is { } facts
        && facts.Real("s_ra") is { } ra
        && facts.Real("s_dec") is { } dec
            ? (ra, dec)
            : null;

    private static string Page(StoredFile? file, ImageStore store, string sync)
    {
        var html = new StringBuilder(
            """
            <!DOCTYPE html>
            <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
            <head><meta charset="utf-8"/><title>Examples of cut-outs</title></head>
            <body vocab="http://www.ivoa.net/rdf/examples#">
            <h1>Examples of cut-outs</h1>

            """
        );
        if (file is not null && Place(file) is var (ra, dec))
        {
            var did = store.PublisherDid(file);
            var centre = string.Create(CultureInfo.InvariantCulture, $"{ra:0.#####} {dec:0.#####}");
            Write(
                html,
                sync,
                "circle",
                "A minute of arc around a position, from all images of a file that have it",
                [(SodaParameters.Id, did), (SodaParameters.Circle, centre + " 0.01667")]
            );
            Write(
                html,
                sync,
                "masked",
                "The same, without the corners, and the mask of bad pixels with it",
                [
                    (SodaParameters.Id, did),
                    (SodaParameters.Circle, centre + " 0.01667"),
                    (SodaParameters.Mask, "true"),
                    (SodaParameters.Related, "mask"),
                ]
            );
            Write(
                html,
                sync,
                "pixels",
                "Pixels of one image",
                [(SodaParameters.Id, did), (SodaParameters.Sub, Invariant($"[{file.Images[0].Hdu}][1:20,1:20]"))]
            );
            Write(
                html,
                sync,
                "headers",
                "Headers without pixels",
                [(SodaParameters.Id, did), (SodaParameters.Meta, "true")]
            );
        }
        else
            html.Append("<p>The archive has no image with a position yet.</p>\n");
        return html.Append("</body>\n</html>\n").ToString();
    }

    private static void Write(
        StringBuilder html,
        string sync,
        string id,
        string title,
        (string Name, string Value)[] parameters
    )
    {
        var query = string.Join('&', parameters.Select(p => p.Name + "=" + Uri.EscapeDataString(p.Value)));
        html.Append(
            $"<div typeof=\"example\" id=\"{id}\" resource=\"#{id}\">\n<h2 property=\"name\">{Encode(title)}</h2>\n<dl>\n"
        );
        foreach (var (name, value) in parameters)
            html.Append(
                $"<dd property=\"generic-parameter\" typeof=\"keyval\"><span property=\"key\">{name}</span> = <code property=\"value\">{Encode(value)}</code></dd>\n"
            );
        html.Append($"</dl>\n<p><a href=\"{Encode(sync + "?" + query)}\">Try it</a></p>\n</div>\n");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
