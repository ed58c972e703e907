using System.Collections.Immutable;
using System.Globalization;

namespace DataLab.Formats;

/// <summary>Mends what files may say and a database may not: empty names and names that occur twice.</summary>
internal static class ColumnNames
{
    /// <summary>
    /// Blanks round a name go; an empty name becomes <c>colN</c> (N from 1); a name met before, in any case, gets
    /// <c>_2</c>, <c>_3</c>, ... behind it.
    /// </summary>
    public static ImmutableArray<string> Mend(IEnumerable<string> names)
    {
        var mended = ImmutableArray.CreateBuilder<string>();
        var given = names.Select(name => name.Trim()).ToArray();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        // A name that stands in the file is never given to another column.
        var later = new HashSet<string>(given, StringComparer.OrdinalIgnoreCase);
        // Goes on where the last column of that name ended: thousands of the same name take no longer than others.
        var next = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in given)
        {
            var wish = name.Length > 0 ? name : Numbered("col", mended.Count + 1);
            var unique = wish;
            while (taken.Contains(unique) || (unique != name && later.Contains(unique)))
            {
                var n = next.GetValueOrDefault(wish, 2);
                unique = Numbered(wish + "_", n);
                next[wish] = n + 1;
            }
            taken.Add(unique);
            mended.Add(unique);
        }
        return mended.ToImmutable();
    }

    private static string Numbered(string stem, int n) => stem + n.ToString(CultureInfo.InvariantCulture);
}
