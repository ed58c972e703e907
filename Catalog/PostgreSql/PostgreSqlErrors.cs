using System.Net.Sockets;
using System.Text.Json;
using DataLab.Formats;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>The server's and the driver's complaints in the words of this service: by SQLSTATE, never by their own texts.</summary>
/// <remarks>PostgreSQL documentation, appendix A "Error Codes".</remarks>
internal static class PostgreSqlErrors
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    /// <summary>Errors that come from the database or the way to it.</summary>
    public static bool IsOurs(Exception e) =>
        e is NpgsqlException or IOException or SocketException or TimeoutException;

    /// <summary>The connection is of no use any more; a new one may be.</summary>
    public static bool IsLost(Exception e) =>
        e is PostgresException server
            ? server.SqlState is "57P01" or "57P02" or "57P05"
                || server.SqlState.StartsWith("08", StringComparison.Ordinal)
            : IsOurs(e);

    /// <summary>It will pass by itself: the server is away, starts, or has no connection left. Not what operators have to mend.</summary>
    public static bool IsPassing(Exception e) =>
        e switch
        {
            PostgresException server => server.SqlState is "53300" or "57P03" || IsLost(e),
            NpgsqlException { InnerException: ServiceException } => false,
            _ => IsOurs(e),
        };

    /// <summary>Rights that are missing, columns that are gone, and columns of types that we do not read.</summary>
    public static bool IsForOperators(Exception e) =>
        e
            is PostgresException { SqlState: "42501" or "42703" }
                or ServiceException { Kind: ErrorKind.ServiceUnavailable };

    /// <summary>What the log says beside the server's words; empty where these will do.</summary>
    public static string Remedy(Exception e) =>
        e is PostgresException { SqlState: "42703" }
            ? ". A table was altered after it was published: datalab doctor names it, datalab publish brings it up to date."
            : "";

    /// <summary>For the operator at the command line, with what the server says; null when it is not the database's doing.</summary>
    public static ServiceException? ToOperator(Exception e) =>
        e switch
        {
            JsonException => new(
                ErrorKind.ServiceUnavailable,
                $"The list of published tables in the database is not what this version reads: {e.Message}",
                e
            ),
            NpgsqlException { InnerException: ServiceException known } => known,
            _ when IsOurs(e) => new(
                ErrorKind.ServiceUnavailable,
                $"The catalogue could not be opened: {ToServiceException(e, TimeSpan.Zero).Message} ({e.Message})",
                e
            ),
            _ => null,
        };

    /// <summary>For the operator who publishes with a role that lacks a right.</summary>
    public static ServiceException MayNotPublish(PostgresException e) =>
        new(
            ErrorKind.UsageError,
            $"The role may not publish in this database ({e.MessageText}). Publish as the role that owns the schema datalab. If there is "
                + "no such schema yet, a superuser makes it: CREATE SCHEMA datalab AUTHORIZATION ...; an ingest into a new schema needs the "
                + "right to CREATE in the database as well.",
            e
        );

    /// <summary>A table that was there when the query was translated is not there any more.</summary>
    public static bool IsTableGone(Exception e) =>
        e is PostgresException { SqlState: "42P01" or "3F000" }
        || e is PostgresException { SqlState: "XX000" } inner
            && inner.MessageText.StartsWith("could not open relation", StringComparison.Ordinal);

    /// <param name="limit">How long the query was allowed to run.</param>
    public static ServiceException ToServiceException(Exception e, TimeSpan limit) =>
        e switch
        {
            ServiceException known => known,
            PostgresException server => Of(server, limit),
            _ when IsOurs(e) => Unavailable(
                "The catalogue's database cannot be reached at the moment. Try again soon.",
                e
            ),
            _ => Fault(e),
        };

    private static ServiceException Of(PostgresException e, TimeSpan limit) =>
        e.SqlState switch
        {
            "57014" => new(
                ErrorKind.LimitExceeded,
                $"The query ran longer than {limit.TotalSeconds:0.###} s and was stopped.",
                e
            ),
            _ when IsTableGone(e) => Gone(e),
            // Every column of a query was there when its table was published.
            "42703" => Unavailable(
                "A table of this query is not as it was when it was published: a column is gone, or called otherwise. "
                    + "The query is not at fault: the operators of this service have to publish the table again.",
                e
            ),
            "53300" => Unavailable("All connections to the catalogue's database are taken. Try again soon.", e),
            "53100" or "53200" or "53400" => new(
                ErrorKind.LimitExceeded,
                "The query needs more memory or temporary disk space than this service allows. "
                    + "Select fewer columns or rows, or sort, join and group fewer of them.",
                e
            ),
            "54001" or "54011" or "54023" or "54000" => new(
                ErrorKind.UsageError,
                "The query is too complex for the catalogue's database. Ask for less at a time.",
                e
            ),
            "55P03" => Unavailable("A table of this query is being changed at the moment. Try again soon.", e),
            // What our own functions say of the data is for the user.
            "P0001" => new(ErrorKind.UsageError, $"The query failed on the data it met: {e.MessageText}", e),
            "2F003" => Unavailable(
                "A part of the catalogue does not admit this service. Its operators have to mend that.",
                e
            ),
            "25006" => Fault(e),
            _ => OfClass(e),
        };

    private static ServiceException OfClass(PostgresException e) =>
        e.SqlState[..2] switch
        {
            "22" => new(ErrorKind.UsageError, $"The query failed on the data it met: {DataFault(e.SqlState)}.", e),
            "08" or "57" or "HV" => Unavailable(
                "The catalogue's database is going down or starting. Try again soon.",
                e
            ),
            "28" or "3D" => Unavailable(
                "The catalogue's database does not admit this service. Its operators have to mend that.",
                e
            ),
            "40" => Unavailable("The catalogue's database had to give up the query. Send it again.", e),
            _ when e.SqlState == "42501" => Unavailable(
                "A table of this query may not be read by this service. Its operators have to mend that.",
                e
            ),
            _ => Fault(e),
        };

    private static string DataFault(string state) =>
        state switch
        {
            "22012" => "there is a division by zero",
            "22003" => "a number is outside the range of its type",
            "22P02" or "22018" => "a text that was to be read as a number or another type is none",
            "22007" or "22008" => "a text that was to be read as a date or time is none, or it is out of range",
            "2201E" => "a logarithm was taken of a number that has none",
            "2201F" => "a power or root was taken of a number that has none",
            "22021" or "22P05" => "a text has a character that cannot be stored",
            "2202E" => "an array has another shape than is asked for",
            "22001" => "a text is too long for its type",
            _ => "a value does not fit what is asked of it",
        };

    public static ServiceException Gone(Exception? e) =>
        new(
            ErrorKind.ServiceUnavailable,
            "A table of this query was replaced or removed a moment ago. Send it again; if that does not help, its operators have to "
                + "publish it again.",
            e
        )
        {
            RetryAfter = TimeSpan.FromSeconds(1),
            IsOutdated = true,
        };

    public static ServiceException Unavailable(string message, Exception? e) =>
        new(ErrorKind.ServiceUnavailable, message, e) { RetryAfter = Soon };

    private static ServiceException Fault(Exception e) =>
        new(ErrorKind.Fault, "The catalogue engine failed on this query; the fault has been logged.", e);
}
