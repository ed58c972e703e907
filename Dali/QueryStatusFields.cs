using DataLab.Formats;

namespace DataLab.Dali;

/// <summary>DALI's QUERY_STATUS as HTTP fields, for formats that have no place for it: a header when known in time, always a trailer.</summary>
public static class QueryStatusFields
{
    /// <summary><c>OK</c>, <c>OVERFLOW</c> or <c>ERROR</c>.</summary>
    public const string Status = "Query-Status";

    /// <summary>Which limit it was, or what went wrong.</summary>
    public const string Text = "Query-Status-Text";

    private const int LongestText = 1000;

    public static IReadOnlyList<(string Name, string Value)> Of(QueryStatus status) =>
        string.IsNullOrWhiteSpace(status.Message)
            ? [(Status, status.Value)]
            : [(Status, status.Value), (Text, FieldText(status.Message))];

    /// <summary>A field value is one line of printable ASCII (RFC 9110 §5.5).</summary>
    private static string FieldText(string message)
    {
        var text = message.Length <= LongestText ? message : message[..LongestText] + "...";
        return string.Create(
                text.Length,
                text,
                (to, from) =>
                {
                    for (var i = 0; i < from.Length; i++)
                        to[i] =
                            char.IsWhiteSpace(from[i]) ? ' '
                            : from[i] is > ' ' and <= '~' ? from[i]
                            : '?';
                }
            )
            .Trim();
    }
}
