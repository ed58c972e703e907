using System.Collections.Concurrent;
using System.Globalization;
using DataLab.Formats;
using DataLab.Sia.Store;
using DataLab.Sky;

namespace DataLab.Sia.Mocs;

/// <summary>A coverage map that was made.</summary>
/// <param name="Version">Changes when what it was made of does.</param>
public sealed record MadeMoc(Moc Map, string Version, DateTimeOffset MadeAt);

/// <summary>Coverage maps of collections of images, by their outlines, and of tables, by their positions; the last ones are kept.</summary>
public sealed class MocService(ImageStore store, ITableCoverage tables)
{
    public const int DefaultOrder = 10;
    public const int MaxOrder = 14;
    private const int MostKept = 100;
    private const int MostCells = 8_000_000;

    private readonly ConcurrentDictionary<string, Lazy<Task<MadeMoc>>> kept = new(StringComparer.Ordinal);

    /// <param name="name">A collection in any case, or <c>schema.table</c>.</param>
    /// <param name="order">Of the smallest cells, 0 to 14.</param>
    /// <exception cref="ServiceException">NotFound; UsageError: a table without positions; LimitExceeded.</exception>
    public async Task<MadeMoc> GetAsync(string name, int order, CancellationToken ct)
    {
        if (await CollectionAsync(name, ct) is { } collection)
        {
            var version = string.Create(
                CultureInfo.InvariantCulture,
                $"{collection.Collection.Id} {collection.Files} {collection.Images} {collection.Bytes}"
            );
            return await KeptAsync(
                $"{name.ToLowerInvariant()} {order}",
                version,
                () => OfCollectionAsync(collection.Collection, order),
                ct
            );
        }
        var table =
            tables.VersionOf(name)
            ?? throw new ServiceException(
                ErrorKind.NotFound,
                $"There is no collection of images and no table \"{name}\"; a table is named as schema.table."
            );
        return await KeptAsync(
            $"{name.ToLowerInvariant()} {order}",
            table,
            () => tables.MakeAsync(name, order, MostCells, CancellationToken.None),
            ct
        );
    }

    private async Task<CollectionSummary?> CollectionAsync(string name, CancellationToken ct) =>
        (await store.SummariesAsync(ct)).FirstOrDefault(summary =>
            summary.Collection.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
            && !(summary.Collection.ReleaseTime > DateTimeOffset.UtcNow)
        );

    /// <summary>One at a time is made of a kind; others who ask for it wait for the same.</summary>
    private async Task<MadeMoc> KeptAsync(string key, string version, Func<Task<Moc>> make, CancellationToken ct)
    {
        if (kept.Count > MostKept)
            kept.Clear();
        var name = key + " " + version;
        var made = kept.GetOrAdd(
            name,
            _ => new Lazy<Task<MadeMoc>>(async () => new MadeMoc(await make(), version, DateTimeOffset.UtcNow))
        );
        try
        {
            return await made.Value.WaitAsync(ct);
        }
        catch (Exception) when (made.Value.IsFaulted)
        {
            kept.TryRemove(new(name, made));
            throw;
        }
    }

    private async Task<Moc> OfCollectionAsync(StoredCollection collection, int order)
    {
        var (map, some) = (Moc.Empty, new List<Moc>());
        await foreach (var file in store.FilesAsync(collection, CancellationToken.None))
        {
            if (file.IsHidden(DateTimeOffset.UtcNow))
                continue;
            foreach (var image in file.Images.Where(image => ProductTypes.IsScience(image.Product ?? file.Product)))
                if (Outline(image) is { } outline)
                    some.Add(Moc.Covering(outline, order, MostCells) ?? throw TooFine(order));
            if (some.Count < 1000)
                continue;
            map = Moc.Union([map, .. some]);
            some.Clear();
        }
        return Moc.Union([map, .. some]);
    }

    private static Polygon? Outline(StoredImage image)
    {
        if (image.Outline is not { Length: >= 6 } numbers)
            return null;
        var corners = new List<Point>();
        for (var i = 0; i + 1 < numbers.Length; i += 2)
            if (Point.TryCreate(numbers[i], numbers[i + 1], out var corner))
                corners.Add(corner);
        return Polygon.TryCreate([.. corners], out var outline, out _) ? outline : null;
    }

    private static ServiceException TooFine(int order) =>
        new(
            ErrorKind.LimitExceeded,
            $"The coverage has more than {MostCells} cells of order {order}; ask for a lower ORDER."
        );
}
