using System.Text.RegularExpressions;
using DataLab.Formats;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>DuckDB's own complaint, not fit for users: it may quote SQL, paths and engine names.</summary>
internal sealed class EngineException(DuckDBErrorType type, string message) : Exception(message)
{
    public DuckDBErrorType Type { get; } = type;

    public static EngineException Of(ref DuckDBResult result)
    {
        var message = NativeMethods.Query.DuckDBResultError(ref result) ?? "unknown error";
        var type = NativeMethods.Query.DuckDBResultErrorType(ref result);
        return new EngineException(type == DuckDBErrorType.Invalid ? TypeOf(message) : type, message);
    }

    /// <summary>Reads the kind off the words that every message starts with (the C interface gives none for prepared statements).</summary>
    public static DuckDBErrorType TypeOf(string message) =>
        message[..Math.Max(0, message.IndexOf(':'))] switch
        {
            "Conversion Error" => DuckDBErrorType.Conversion,
            "Out of Range Error" => DuckDBErrorType.OutOfRange,
            "Invalid Input Error" => DuckDBErrorType.InvalidInput,
            "Out of Memory Error" => DuckDBErrorType.OutOfMemory,
            "INTERRUPT Error" => DuckDBErrorType.Interrupt,
            "Permission Error" => DuckDBErrorType.Permission,
            "Parser Error" => DuckDBErrorType.Parser,
            "Binder Error" => DuckDBErrorType.Binder,
            "Catalog Error" => DuckDBErrorType.Catalog,
            "IO Error" => DuckDBErrorType.Io,
            _ => DuckDBErrorType.Internal,
        };

    /// <summary>What the user is told. Only the data's own faults are quoted, first line only, without driver words.</summary>
    public ServiceException ToServiceException() =>
        Type switch
        {
            DuckDBErrorType.Conversion
            or DuckDBErrorType.OutOfRange
            or DuckDBErrorType.InvalidInput
            or DuckDBErrorType.DivideByZero
            or DuckDBErrorType.Decimal
            or DuckDBErrorType.MismatchType => new(
                ErrorKind.UsageError,
                $"The query failed on the data it met: {Readable(Message)}",
                this
            ),
            DuckDBErrorType.OutOfMemory => new(
                ErrorKind.LimitExceeded,
                "The query needs more memory or temporary disk space than this service allows. "
                    + "Select fewer columns or rows, or sort, join and group fewer of them.",
                this
            ),
            _ => new(ErrorKind.Fault, "The catalogue engine failed on this query; the fault has been logged.", this),
        };

    private static string Readable(string message)
    {
        var line = message.AsSpan();
        var end = line.IndexOf('\n');
        if (end >= 0)
            line = line[..end];
        var colon = line.IndexOf("Error: ");
        if (colon >= 0)
            line = line[(colon + "Error: ".Length)..];
        var text = line.Trim().TrimEnd('!').ToString();
        var hint = text.IndexOf(" when casting from source column", StringComparison.Ordinal);
        if (hint > 0)
            text = text[..hint];
        foreach (var (engine, adql) in TypeNames)
            text = Regex.Replace(text, $@"\b{engine}\b", adql);
        return text.EndsWith('.') ? text : text + ".";
    }

    private static readonly (string Engine, string Adql)[] TypeNames =
    [
        ("UINT8", "UNSIGNEDBYTE"),
        ("INT8", "SMALLINT"),
        ("INT16", "SMALLINT"),
        ("INT32", "INTEGER"),
        ("INT64", "BIGINT"),
        ("INT128", "BIGINT"),
        ("FLOAT", "REAL"),
        ("DOUBLE", "DOUBLE PRECISION"),
    ];
}
