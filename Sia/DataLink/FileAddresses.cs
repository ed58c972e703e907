using DataLab.Sia.Store;

namespace DataLab.Sia.DataLink;

/// <summary>Addresses of what the archive has of a file. Absolute.</summary>
/// <param name="baseUrl">Of the archive, without a trailing slash.</param>
internal sealed class FileAddresses(string baseUrl)
{
    /// <summary>The file itself.</summary>
    public string File(string collection, string path) =>
        $"{baseUrl}/files/{Uri.EscapeDataString(collection)}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";

    /// <summary>An image of a file, not compressed, or the headers.</summary>
    public string Soda(string did, string parameters = "") =>
        $"{baseUrl}/soda/sync?ID={Uri.EscapeDataString(did)}{parameters}";

    public string Picture(string did, int pixels) =>
        FormattableString.Invariant($"{baseUrl}/previews/image?ID={Uri.EscapeDataString(did)}&WIDTH={pixels}");

    /// <summary>Media type of a file by its name; packed tiles (.fz) are FITS.</summary>
    public static string MediaTypeOf(string path) =>
        path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? "application/gzip" : "application/fits";

    /// <inheritdoc cref="MediaTypeOf(string)"/>
    public static string MediaTypeOf(StoredFile file) => MediaTypeOf(file.Path);
}
