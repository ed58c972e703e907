namespace DataLab.Adql.Semantics;

/// <summary>An index of an extension of PostgreSQL on the positions of a table that was there before it was published.</summary>
/// <param name="Ra">Engine's (quoted) name of the column with right ascension, ICRS, degrees; of the column of points as it is read where there is one.</param>
/// <param name="Dec">Likewise with declination; the same as <paramref name="Ra"/> for a column of points.</param>
/// <param name="Functions">Schema of the extension's functions, quoted.</param>
public sealed record SkyIndex(SkyIndexKind Kind, string Ra, string Dec, string Functions)
{
    /// <summary>Engine's (quoted) name of the column of type <c>spoint</c> with the index; null where it is made of two columns.</summary>
    public string? Point { get; init; }

    /// <summary>The position is in one column, of xtype point.</summary>
    public bool IsPoint => Ra == Dec;

    /// <summary>For people.</summary>
    public string Name => Kind == SkyIndexKind.Q3c ? "q3c" : "pgSphere";
}

public enum SkyIndexKind
{
    /// <summary>B-tree on <c>q3c_ang2ipix(ra, dec)</c> (https://github.com/segasai/q3c).</summary>
    Q3c,

    /// <summary>GiST on <c>spoint</c> (https://pgsphere.org/).</summary>
    PgSphere,
}
