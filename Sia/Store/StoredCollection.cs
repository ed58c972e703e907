using System.Text.RegularExpressions;
using DataLab.Formats;

namespace DataLab.Sia.Store;

/// <summary>Images that belong together and lie below one folder.</summary>
/// <param name="Name">As <c>obs_collection</c> has it; found in any case.</param>
/// <param name="Folder">Absolute path.</param>
/// <param name="ReleaseTime">When its images become public, unless a file says otherwise; null for public ones.</param>
public sealed partial record StoredCollection(
    long Id,
    string Name,
    string? Title,
    string? Description,
    string Folder,
    DateTimeOffset? ReleaseTime
)
{
    /// <exception cref="ServiceException">UsageError: no name that identifiers and addresses can carry.</exception>
    public static void CheckName(string name)
    {
        if (!Form().IsMatch(name))
            throw new ServiceException(
                ErrorKind.UsageError,
                $"\"{name}\" cannot be the name of a collection: it takes a letter, then letters, digits, underscores, dots and hyphens, 64 at most."
            );
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_.-]{0,63}\z")]
    private static partial Regex Form();
}

/// <summary>A collection and what it holds.</summary>
/// <param name="Files">Files that could be read.</param>
/// <param name="Images">Image HDUs in them.</param>
/// <param name="Refused">Files that could not.</param>
/// <param name="Bytes">Size of the files that could be read.</param>
public sealed record CollectionSummary(StoredCollection Collection, long Files, long Images, long Refused, long Bytes);
