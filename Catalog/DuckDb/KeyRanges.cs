using System.Globalization;

namespace DataLab.Catalog.DuckDb;

/// <summary>Ranges of keys of regions, as our SQL says them: <c>first last first last ...</c>, ascending and disjoint.</summary>
internal sealed class KeyRanges
{
    public static readonly KeyRanges None = new([]);

    /// <summary>First and last of each range, one after another.</summary>
    private readonly long[] bounds;

    private KeyRanges(long[] bounds) => this.bounds = bounds;

    public static KeyRanges Of(ReadOnlySpan<byte> text) => QueryConstant<KeyRanges>.Of(text, Read);

    private static KeyRanges Read(string text) =>
        new([
            .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(number => long.Parse(number, CultureInfo.InvariantCulture)),
        ]);

    public bool Has(long key)
    {
        var found = Array.BinarySearch(bounds, key);
        // Between the bounds of a range lies what comes before a bound with an odd number.
        return found >= 0 || (~found & 1) == 1;
    }
}
