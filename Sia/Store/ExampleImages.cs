namespace DataLab.Sia.Store;

/// <summary>An image that examples are about.</summary>
internal static class ExampleImages
{
    /// <summary>Files that are looked at for one with a position.</summary>
    private const int Looked = 50;

    /// <summary>A released file with a position; null where there is none among the first.</summary>
    public static async Task<StoredFile?> FindAsync(ImageStore store, CancellationToken ct)
    {
        var files = await store.ReadAsync(db => ListedFiles.Page(db, store.Options, 0, Looked), ct);
        return files.FirstOrDefault(one => !one.IsHidden(DateTimeOffset.UtcNow) && Place(one) is not null);
    }

    /// <summary>The middle of its first image, degrees, ICRS: the middle of a file may lie between detectors.</summary>
    public static (double Ra, double Dec)? Place(StoredFile file) =>
        file.Images.Select(image => image.Facts).FirstOrDefault() is { } facts
        && facts.Real("s_ra") is { } ra
        && facts.Real("s_dec") is { } dec
            ? (ra, dec)
            : null;
}
