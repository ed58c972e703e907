namespace DataLab.Formats;

/// <summary>Why a request cannot be served; the caller's next step differs for each.</summary>
public enum ErrorKind
{
    /// <summary>The request is wrong: mend it.</summary>
    UsageError,

    /// <summary>It names something that is not there.</summary>
    NotFound,
    PermissionDenied,

    /// <summary>It needs more time, rows or bytes than allowed: ask for less.</summary>
    LimitExceeded,

    /// <summary>Not now: try again later.</summary>
    ServiceUnavailable,

    /// <summary>Our side is broken; the log has the rest.</summary>
    Fault,
}

/// <summary>The request cannot be served. The message is for the user: no SQL, host, path or driver text.</summary>
/// <remarks>Lives here because Formats is the lowest room that both Catalog (which throws it) and Dali (which answers it) see.</remarks>
public sealed class ServiceException(ErrorKind kind, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public ErrorKind Kind { get; } = kind;

    /// <summary>For ServiceUnavailable: when another try makes sense; null if nobody can tell.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The query was translated for tables that were replaced since: translated again it may run.</summary>
    public bool IsOutdated { get; init; }
}

/// <summary>A file is not what its format asks for: where, what was found, what was expected.</summary>
public sealed class TableFormatException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>1-based line in a text file, row in a binary one and among the rows of a VOTable; null where none applies.</summary>
    public long? Line { get; init; }

    /// <summary>Name of the field at fault, if it is one field.</summary>
    public string? Field { get; init; }

    /// <summary>The same, said of a named file.</summary>
    public TableFormatException In(string file) => new($"{file}: {Message}", this) { Line = Line, Field = Field };
}
