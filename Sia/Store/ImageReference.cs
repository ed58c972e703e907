using System.Globalization;
using System.Text;

namespace DataLab.Sia.Store;

/// <summary>How somebody names a file of the store, or an image in it.</summary>
/// <param name="Collection">Any case; null for whichever has it.</param>
/// <param name="Path">Relative to the collection's folder with slashes between, or the file's name alone.</param>
/// <param name="Hdu">0 for the primary HDU; null for the file.</param>
/// <param name="IsName">The path is a file's name, in whatever folder.</param>
public sealed record ImageReference(string? Collection, string Path, int? Hdu = null, bool IsName = false)
{
    /// <summary>Authority that the identifier names; null where none was named.</summary>
    public string? Authority { get; init; }

    /// <summary>A name without folders, as <c>siaRef</c> and <c>fileRef</c> give it; folders in front are ignored.</summary>
    /// <param name="collection">Null or empty for whichever has it.</param>
    public static ImageReference OfName(string? collection, string name, int? hdu = null) =>
        new(
            string.IsNullOrEmpty(collection) ? null : collection,
            name[(name.LastIndexOf('/') + 1)..],
            hdu,
            IsName: true
        );

    /// <summary>Reads <c>ivo://AUTHORITY/COLLECTION?PATH[/HDU]</c> (IVOA Identifiers 2.0 §2.3); null where that is not its form.</summary>
    /// <remarks>Scheme, authority and collection are read in any case. Octets may be percent-encoded.</remarks>
    public static ImageReference? OfDid(string did)
    {
        const string scheme = "ivo://";
        did = did.Trim();
        if (!did.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var question = did.IndexOf('?', StringComparison.Ordinal);
        var slash = did.IndexOf('/', scheme.Length);
        if (question < 0 || slash < 0 || slash > question || slash == scheme.Length || slash + 1 == question)
            return null;
        var path = Uri.UnescapeDataString(did[(question + 1)..]);
        if (path.Length == 0)
            return null;
        int? hdu = null;
        // A file's name ends in .fits or the like: a number behind the last slash is no file.
        var last = path.LastIndexOf('/');
        if (
            last > 0
            && int.TryParse(path.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        )
            (path, hdu) = (path[..last], number);
        return new ImageReference(Uri.UnescapeDataString(did[(slash + 1)..question]), path, hdu)
        {
            Authority = did[scheme.Length..slash],
        };
    }

    /// <summary>The identifier of a file, or of an image in it: <c>obs_publisher_did</c>.</summary>
    public static string WriteDid(string authority, string collection, string path, int? hdu)
    {
        var did = new StringBuilder("ivo://").Append(authority).Append('/').Append(collection).Append('?');
        // A plus sign would be read as a blank by whoever forgets to encode the identifier.
        did.AppendJoin('/', path.Split('/').Select(Uri.EscapeDataString));
        if (hdu is { } number)
            did.Append('/').Append(number.ToString(CultureInfo.InvariantCulture));
        return did.ToString();
    }

    /// <summary>What paths and names are looked up by.</summary>
    internal static string Key(string path) => path.ToLowerInvariant();
}
