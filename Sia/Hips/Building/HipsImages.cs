// The images that a HiPS is made of: chosen from the list of files, thinned to what painting them takes.
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using DataLab.Formats;
using DataLab.Sia.Store;
using DataLab.Sky;

namespace DataLab.Sia.Hips.Building;

/// <summary>An image to be painted.</summary>
/// <param name="File">Without facts and images.</param>
/// <param name="Weight">The map of weights made with it, whose HDUs have the same numbers; null if there is none.</param>
/// <param name="ZeroPoint">Magnitude of one count; null if the header does not say.</param>
internal sealed record HipsImage(StoredFile File, int Hdu, Polygon Outline, StoredFile? Weight, double? ZeroPoint)
{
    /// <summary>Degrees per pixel, about.</summary>
    public double Scale { get; init; }
}

/// <summary>The images of one band, or of all.</summary>
internal sealed record HipsBand(ImmutableArray<HipsImage> Images)
{
    /// <summary>Magnitude of one count in tiles: all images are brought to it, if each says its own.</summary>
    public const double CommonZeroPoint = 25;

    public bool IsCalibrated { get; } = Images.All(image => image.ZeroPoint is not null);

    /// <summary>Metres and days (MJD) that the images span; null where none says.</summary>
    public (double? EmMin, double? EmMax, double? TMin, double? TMax) Spans { get; init; }

    /// <summary>By what the pixels of an image are multiplied.</summary>
    public double Factor(HipsImage image) =>
        IsCalibrated ? Math.Pow(10, -0.4 * (image.ZeroPoint!.Value - CommonZeroPoint)) : 1;

    /// <summary>What the band is made of: another text, and tiles made before are of no use.</summary>
    public string Stamp()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var image in Images)
        foreach (var file in new[] { image.File, image.Weight })
            hash.AppendData(Encoding.UTF8.GetBytes($"{file?.Path} {file?.Size} {file?.Modified.Ticks} {image.Hdu}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Finds the images of a collection that are released, show the sky and lie on it.</summary>
    /// <param name="band">Null for all.</param>
    /// <exception cref="ServiceException">NotFound: there is no such collection, or no image in it.</exception>
    public static async Task<HipsBand> FindAsync(
        ImageStore store,
        string collection,
        string? band,
        CancellationToken ct
    )
    {
        var listed =
            await store.FindCollectionAsync(collection, ct)
            ?? throw new ServiceException(
                ErrorKind.NotFound,
                $"There is no collection \"{collection}\"; \"datalab images list\" lists those there are."
            );
        var images = new List<HipsImage>();
        var weights = new Dictionary<string, StoredFile>(StringComparer.Ordinal);
        var sets = new Dictionary<HipsImage, string?>(ReferenceEqualityComparer.Instance);
        var (bands, spans) = (
            new SortedSet<string>(StringComparer.Ordinal),
            default((double?, double?, double?, double?))
        );
        await foreach (var file in store.FilesAsync(listed, ct))
        {
            var set = file.Facts.Text("fileset_id");
            if (file.IsHidden(DateTimeOffset.UtcNow))
                continue;
            var thin = file with { Facts = new ColumnValues(), Images = [], Related = [] };
            if (file.Product == ProductTypes.Weight && set is not null)
                weights[set] = thin;
            foreach (var image in file.Images.Where(image => ProductTypes.IsScience(image.Product ?? file.Product)))
            {
                var name = image.Facts.Text("obs_bandpass");
                if (name is not null)
                    bands.Add(name);
                if (band is not null && !band.Equals(name, StringComparison.OrdinalIgnoreCase))
                    continue;
                if (OutlineOf(image) is not { } outline)
                    continue;
                var pixels = image.Axes.Take(2).Aggregate(1.0, (product, axis) => product * axis);
                var one = new HipsImage(thin, image.Hdu, outline, null, image.Facts.Real("magzero"))
                {
                    Scale = Math.Sqrt(outline.Area / pixels),
                };
                images.Add(one);
                sets[one] = set;
                spans = Widened(spans, image.Facts);
            }
        }
        if (images.Count == 0)
            throw new ServiceException(
                ErrorKind.NotFound,
                $"The collection {listed.Name} has no images"
                    + (
                        band is null ? " that lie on the sky."
                        : bands.Count == 0 ? $" in the band {band}: its images name no bands."
                        : $" in the band {band}; it has {string.Join(", ", bands.Take(30))}."
                    )
            );
        return new HipsBand([
            .. images.Select(image =>
                sets[image] is { } set && weights.TryGetValue(set, out var weight)
                    ? image with
                    {
                        Weight = weight,
                    }
                    : image
            ),
        ])
        {
            Spans = spans,
        };
    }

    private static Polygon? OutlineOf(StoredImage image)
    {
        if (image.Outline is not { Length: >= 6 } numbers)
            return null;
        var corners = new List<Point>();
        for (var i = 0; i + 1 < numbers.Length; i += 2)
            if (Point.TryCreate(numbers[i], numbers[i + 1], out var corner))
                corners.Add(corner);
        return Polygon.TryCreate([.. corners], out var outline, out _) ? outline : null;
    }

    private static (double?, double?, double?, double?) Widened(
        (double? EmMin, double? EmMax, double? TMin, double? TMax) spans,
        ColumnValues facts
    ) =>
        (
            Least(spans.EmMin, facts.Real("em_min")),
            Most(spans.EmMax, facts.Real("em_max")),
            Least(spans.TMin, facts.Real("t_min")),
            Most(spans.TMax, facts.Real("t_max"))
        );

    private static double? Least(double? a, double? b) => a is null || b < a ? b ?? a : a;

    private static double? Most(double? a, double? b) => a is null || b > a ? b ?? a : a;
}
