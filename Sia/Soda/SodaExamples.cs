using System.Globalization;
using System.Text;
using DataLab.Dali;
using DataLab.Sia.Descriptors;
using DataLab.Sia.Store;
using Microsoft.AspNetCore.Http;

namespace DataLab.Sia.Soda;

/// <summary>Requests that work, with images that are there (DALI 1.1 §2.3): XHTML that a browser shows and programs read.</summary>
internal static class SodaExamples
{
    public static async Task<IResult> AnswerAsync(
        HttpRequest request,
        ImageStore store,
        PublicUrl url,
        CancellationToken ct
    )
    {
        var file = await ExampleImages.FindAsync(store, ct);
        return Results.Text(Page(file, store, url.Base(request) + "/soda/sync"), "text/html", Encoding.UTF8);
    }

    private static string Page(StoredFile? file, ImageStore store, string sync)
    {
        var page = new ExamplesPage("Examples of cut-outs", sync);
        if (file is null || ExampleImages.Place(file) is not var (ra, dec))
            return page.Text;
        var did = store.PublisherDid(file);
        var circle = string.Create(CultureInfo.InvariantCulture, $"{ra:0.#####} {dec:0.#####} 0.01667");
        page.Add(
            "circle",
            "A minute of arc around a position, from all images of a file that have it",
            (SodaParameters.Id, did),
            (SodaParameters.Circle, circle)
        );
        page.Add(
            "masked",
            "The same, without the corners, and the mask of bad pixels with it",
            (SodaParameters.Id, did),
            (SodaParameters.Circle, circle),
            (SodaParameters.Mask, "true"),
            (SodaParameters.Related, "mask")
        );
        page.Add(
            "pixels",
            "Pixels of one image",
            (SodaParameters.Id, did),
            (SodaParameters.Sub, Corner(file.Images[0]))
        );
        page.Add("headers", "Headers without pixels", (SodaParameters.Id, did), (SodaParameters.Meta, "true"));
        return page.Text;
    }

    /// <summary>Twenty by twenty pixels, or as many as there are, of all planes.</summary>
    private static string Corner(StoredImage image)
    {
        var ranges = image.Axes.Select(
            (length, axis) => axis < 2 ? string.Create(CultureInfo.InvariantCulture, $"1:{Math.Min(20, length)}") : "*"
        );
        return string.Create(CultureInfo.InvariantCulture, $"[{image.Hdu}][{string.Join(',', ranges)}]");
    }
}
