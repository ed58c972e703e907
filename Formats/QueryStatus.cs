namespace DataLab.Formats;

/// <summary>How a table ended, as DALI 1.1 §4.4 QUERY_STATUS has it.</summary>
/// <param name="Value">OK, OVERFLOW or ERROR.</param>
/// <param name="Message">For the user: which limit it was, or what went wrong; null if there is nothing to say.</param>
public sealed record QueryStatus(string Value, string? Message)
{
    public const string Ok = "OK";
    public const string Overflow = "OVERFLOW";
    public const string Error = "ERROR";

    /// <summary>Of a source that has been read to its end or to <paramref name="failure"/>.</summary>
    public static QueryStatus Of(RowSource rows, Exception? failure) =>
        failure is not null ? new(Error, MessageOf(failure))
        : rows.Overflowed ? new(Overflow, rows.OverflowReason)
        : new(Ok, null);

    /// <summary>Only these two kinds of exception carry a text that users may see.</summary>
    private static string MessageOf(Exception failure) =>
        failure is ServiceException or TableFormatException
            ? failure.Message
            : "The service failed while it read the rows; the table is incomplete.";
}
