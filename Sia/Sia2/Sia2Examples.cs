using System.Globalization;
using System.Text;
using DataLab.Dali;
using DataLab.Sia.Descriptors;
using DataLab.Sia.Store;
using Microsoft.AspNetCore.Http;

namespace DataLab.Sia.Sia2;

/// <summary>Searches that find something, for images that are there (DALI 1.1 §2.3).</summary>
internal static class Sia2Examples
{
    public static async Task<IResult> AnswerAsync(
        HttpRequest request,
        ImageStore store,
        PublicUrl url,
        CancellationToken ct
    )
    {
        var page = new ExamplesPage("Examples of searches for images", url.Base(request) + "/sia2/query");
        if (await ExampleImages.FindAsync(store, ct) is { } file && ExampleImages.Place(file) is var (ra, dec))
            Add(page, file, string.Create(CultureInfo.InvariantCulture, $"CIRCLE {ra:0.#####} {dec:0.#####} 0.01"));
        return Results.Text(page.Text, "text/html", Encoding.UTF8);
    }

    private static void Add(ExamplesPage page, StoredFile file, string place)
    {
        page.Add("place", "Images of a place", ("POS", place));
        if (Interval(file, "em_min", "em_max") is { } band)
            page.Add("band", "Those in the same wavelengths, in metres", ("POS", place), ("BAND", band));
        if (Interval(file, "t_min", "t_max") is { } time)
            page.Add("time", "Those of the same time, MJD, as CSV", ("TIME", time), ("RESPONSEFORMAT", "csv"));
        page.Add("collection", "Ten images of a collection", ("COLLECTION", file.Collection.Name), ("MAXREC", "10"));
        page.Add("description", "No images, but what can be found", ("MAXREC", "0"));
    }

    private static string? Interval(StoredFile file, string first, string last) =>
        file.Images[0].Facts is var facts && facts.Real(first) is { } low && facts.Real(last) is { } high
            ? string.Create(CultureInfo.InvariantCulture, $"{low:R} {high:R}")
            : null;
}
