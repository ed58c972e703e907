using System.Collections.Immutable;
using System.IO.Pipelines;

namespace DataLab.Formats;

/// <summary>One way to write a table as bytes. Sees rows and a pipe, nothing of HTTP or SQL.</summary>
public interface ITableFormat
{
    /// <summary>Content-Type of the output, with its parameters.</summary>
    string MediaType { get; }

    /// <summary>What RESPONSEFORMAT may say for it (DALI 1.1 §3.4.3), first the usual one; lower case.</summary>
    ImmutableArray<string> ShortNames { get; }

    /// <summary>Without a dot: <c>csv</c>.</summary>
    string FileExtension { get; }

    /// <summary>True where the format itself says that a table ended early, so that a reader cannot miss it.</summary>
    bool TellsErrors { get; }

    /// <summary>True where the bytes are compressed already, so that doing it again on their way would be work for nothing.</summary>
    bool IsCompressed => false;

    /// <summary>Writes the whole table and flushes; completes neither <paramref name="rows"/> nor <paramref name="output"/>.</summary>
    /// <remarks>
    /// A <see cref="ServiceException"/> of the source after the first byte ends the document in the way the format has for it
    /// and is thrown again, so that the caller can log it and, where the format has no way, cut the connection.
    /// </remarks>
    Task WriteAsync(RowSource rows, PipeWriter output, CancellationToken ct);
}
