using System.Text;

namespace DataLab.Catalog.DuckDb;

/// <summary>A text that our SQL hands to a function, the same for all rows of a query: read once on a thread, not once for each block of rows.</summary>
/// <typeparam name="T">What it says.</typeparam>
internal static class QueryConstant<T>
    where T : class
{
    [ThreadStatic]
    private static (byte[] Text, T Value)? last;

    /// <param name="read">Makes the value of the text; the same for all calls.</param>
    public static T Of(ReadOnlySpan<byte> text, Func<string, T> read)
    {
        if (last is { } known && text.SequenceEqual(known.Text))
            return known.Value;
        var value = read(Encoding.UTF8.GetString(text));
        last = (text.ToArray(), value);
        return value;
    }
}
