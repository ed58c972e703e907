using System.Collections.Immutable;
using DataLab.Formats;

namespace DataLab.Catalog.Ingest;

/// <summary>The columns of the main position by UCD, else by name.</summary>
internal static class MainPosition
{
    private static readonly (string Ra, string Dec)[] Names =
    [
        ("ra", "dec"),
        ("raj2000", "dej2000"),
        ("_raj2000", "_dej2000"),
        ("ra_icrs", "de_icrs"),
        ("raj2000", "decj2000"),
        ("ra_deg", "dec_deg"),
    ];

    public static (int Ra, int Dec)? Find(ImmutableArray<Field> fields)
    {
        var main = (ByUcd(fields, "pos.eq.ra;meta.main"), ByUcd(fields, "pos.eq.dec;meta.main"));
        if (main is (>= 0, >= 0))
            return main;
        foreach (var (ra, dec) in Names)
        {
            var named = (IngestColumns.IndexOf(fields, ra), IngestColumns.IndexOf(fields, dec));
            if (named is (>= 0, >= 0))
                return named;
        }
        return null;
    }

    private static int ByUcd(ImmutableArray<Field> fields, string ucd)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (string.Equals(fields[i].Ucd?.Replace(" ", ""), ucd, StringComparison.OrdinalIgnoreCase))
                return i;
        }
        return -1;
    }
}
