using System.Collections.Immutable;

namespace DataLab.Sia.Ingest;

/// <summary>Which files to take into which collection.</summary>
/// <param name="Collection">Made if it is new.</param>
/// <param name="Paths">Folders, which are walked, and files.</param>
public sealed record ImageIngestRequest(string Collection, ImmutableArray<string> Paths)
{
    /// <summary>The collection's folder, which all files lie below. Null for the one it has, or the folder that is given first.</summary>
    public string? Folder { get; init; }
    public string? Title { get; init; }
    public string? Description { get; init; }

    /// <summary>When the collection becomes public; null to leave that as it is.</summary>
    public DateTimeOffset? ReleaseTime { get; init; }

    /// <summary>The collection is public from now on.</summary>
    public bool IsPublic { get; init; }

    public ColumnMap? Map { get; init; }

    /// <summary>Computes the MD5 of files, which then are read whole.</summary>
    public bool Checksums { get; init; }

    /// <summary>Takes files off the list that are no longer there.</summary>
    public bool Prune { get; init; }

    /// <summary>Reads files again that have not changed.</summary>
    public bool Reread { get; init; }

    /// <summary>Files read at the same time.</summary>
    public int Readers { get; init; } = Environment.ProcessorCount;
}

/// <summary>How far an ingest has come.</summary>
/// <param name="Found">Files found until now.</param>
/// <param name="IsFoundAll">There are no others.</param>
/// <param name="Done">Files that are settled: read, unchanged or refused.</param>
public sealed record ImageIngestProgress(long Found, bool IsFoundAll, long Done, long Refused);

/// <summary>A file that was refused, is gone, or about which there is something to know.</summary>
/// <param name="Path">In the collection.</param>
public sealed record FileRemark(string Path, FileRemarkKind Kind, string Text);

public enum FileRemarkKind
{
    /// <summary>It is not listed.</summary>
    Refused,

    /// <summary>It is listed, but no longer there.</summary>
    Vanished,

    /// <summary>It was taken off the list.</summary>
    Pruned,

    /// <summary>It is listed, without what could not be used.</summary>
    Note,
}

/// <summary>What became of an ingest.</summary>
/// <param name="Read">Files read, new or changed.</param>
/// <param name="Images">Images in them.</param>
/// <param name="Unchanged">Files that were known and have not changed.</param>
/// <param name="Refused">Files that cannot be taken in, now or before.</param>
/// <param name="Vanished">Files of the list that are not there.</param>
/// <param name="Pruned">Of those, how many were taken off the list.</param>
public sealed record ImageIngestReport(
    long Read,
    long Images,
    long Unchanged,
    long Refused,
    long Vanished,
    long Pruned,
    TimeSpan Duration
)
{
    /// <summary>There was not one file that could be taken in, though there were some.</summary>
    public bool IsAllRefused => Refused > 0 && Read == 0 && Unchanged == 0;

    /// <summary>The list is another than before.</summary>
    public bool HasChanges { get; init; }
}
