using System.Collections.Immutable;
using DataLab.Formats.Csv;

namespace DataLab.Formats;

/// <summary>How a position column writes its angles.</summary>
public enum AngleFormat
{
    /// <summary>Numbers, degrees.</summary>
    Degrees,

    /// <summary>Numbers, hours: one is 15 degrees.</summary>
    Hours,

    /// <summary>Numbers, radians.</summary>
    Radians,

    /// <summary>Text, hours, minutes and seconds (<see cref="Sexagesimal.TryParseHours"/>).</summary>
    SexagesimalHours,

    /// <summary>Text, degrees, minutes and seconds (<see cref="Sexagesimal.TryParseDegrees"/>).</summary>
    SexagesimalDegrees,
}

/// <summary>The columns that say where on the sky a row is: right ascension and declination.</summary>
/// <param name="Ra">Name of the column of right ascension.</param>
/// <param name="Dec">Name of the column of declination.</param>
public sealed record MainPosition(string Ra, AngleFormat RaFormat, string Dec, AngleFormat DecFormat)
{
    /// <summary>Pairs of names, lower case. Galactic and ecliptic coordinates are not among them.</summary>
    private static readonly ImmutableArray<(string Ra, string Dec)> Names =
    [
        ("ra", "dec"),
        ("_raj2000", "_dej2000"),
        ("raj2000", "dej2000"),
        ("raj2000", "decj2000"),
        ("draj2000", "ddecj2000"),
        ("draj2000", "ddej2000"),
        ("ra_icrs", "de_icrs"),
        ("ra_icrs", "dec_icrs"),
        ("s_ra", "s_dec"),
        ("ra2000", "dec2000"),
        ("ra_j2000", "dec_j2000"),
        ("radeg", "decdeg"),
        ("ra_deg", "dec_deg"),
        ("radeg", "dedeg"),
        ("_ra", "_de"),
        ("_ra", "_dec"),
        ("alpha", "delta"),
        ("alpha_j2000", "delta_j2000"),
        ("alphawin_j2000", "deltawin_j2000"),
        ("rightascension", "declination"),
        ("right_ascension", "declination"),
        ("ra", "de"),
        ("ra", "decl"),
    ];

    /// <summary>Parts of names of columns that tell how good a position is, or how it moves.</summary>
    private static readonly ImmutableArray<string> NotPositions =
    [
        "err",
        "sig",
        "std",
        "unc",
        "ivar",
        "var",
        "corr",
        "pm",
    ];

    /// <summary>
    /// The main position of a table: the columns with UCD <c>pos.eq.ra;meta.main</c> and <c>pos.eq.dec;meta.main</c> (or
    /// UCD1 <c>POS_EQ_RA_MAIN</c>), then those with <c>pos.eq.ra</c> and <c>pos.eq.dec</c>, then a well-known pair of names,
    /// then a pair such as <c>ra_obj</c>, <c>dec_obj</c> or <c>system_rightascension</c>, <c>system_declination</c>. Within each
    /// step numbers go before text, and what stands first in the table before the rest.
    /// </summary>
    /// <returns>Null if there is no such pair, or if its unit is none of an angle.</returns>
    public static MainPosition? Find(ImmutableArray<Field> fields)
    {
        var candidates = fields
            .Where(field => RaFormatOf(field) is not null || DecFormatOf(field) is not null)
            .ToArray();
        return ByUcd(candidates, IsMainRa, IsMainDec)
            ?? ByUcd(candidates, ucd => ucd is "pos.eq.ra" or "pos_eq_ra", ucd => ucd is "pos.eq.dec" or "pos_eq_dec")
            ?? ByName(candidates)
            ?? ByAffix(candidates);
    }

    private static bool IsMainRa(string ucd) =>
        ucd is "pos_eq_ra_main" || (ucd.StartsWith("pos.eq.ra", StringComparison.Ordinal) && HasMain(ucd));

    private static bool IsMainDec(string ucd) =>
        ucd is "pos_eq_dec_main" || (ucd.StartsWith("pos.eq.dec", StringComparison.Ordinal) && HasMain(ucd));

    private static bool HasMain(string ucd) => ucd.Split(';').Skip(1).Any(word => word.Trim() == "meta.main");

    private static MainPosition? ByUcd(Field[] fields, Func<string, bool> isRa, Func<string, bool> isDec)
    {
        var ras = fields.Where(field => field.Ucd is { } ucd && isRa(ucd.Trim().ToLowerInvariant())).ToArray();
        var decs = fields.Where(field => field.Ucd is { } ucd && isDec(ucd.Trim().ToLowerInvariant())).ToArray();
        return Best(ras.SelectMany(ra => decs.Where(dec => dec.IsText == ra.IsText).Take(1).Select(dec => (ra, dec))));
    }

    private static MainPosition? ByName(Field[] fields) =>
        Best(
            from ra in fields
            from pair in Names
            where Is(ra, pair.Ra)
            from dec in fields
            where Is(dec, pair.Dec)
            select (ra, dec)
        );

    /// <summary>The words for the two coordinates with the same text before and behind.</summary>
    private static MainPosition? ByAffix(Field[] fields) =>
        Best(
            from ra in fields
            from word in new[] { ("ra", "dec"), ("ra", "de"), ("rightascension", "declination"), ("alpha", "delta") }
            from dec in fields
            where !NotPositions.Any(part => ra.Name.Contains(part, StringComparison.OrdinalIgnoreCase))
            where SameAffix(ra.Name.ToLowerInvariant(), dec.Name.ToLowerInvariant(), word.Item1, word.Item2)
            select (ra, dec)
        );

    private static bool SameAffix(string ra, string dec, string raWord, string decWord) =>
        (ra.EndsWith("_" + raWord, StringComparison.Ordinal) && dec == ra[..^raWord.Length] + decWord)
        || (ra.StartsWith(raWord + "_", StringComparison.Ordinal) && dec == decWord + ra[raWord.Length..]);

    private static bool Is(Field field, string name) =>
        string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase);

    private static MainPosition? Best(IEnumerable<(Field Ra, Field Dec)> pairs) =>
        pairs
            .Where(pair => RaFormatOf(pair.Ra) is not null && DecFormatOf(pair.Dec) is not null)
            .OrderBy(pair => pair.Ra.IsText || pair.Dec.IsText)
            .Select(pair => new MainPosition(
                pair.Ra.Name,
                RaFormatOf(pair.Ra)!.Value,
                pair.Dec.Name,
                DecFormatOf(pair.Dec)!.Value
            ))
            .FirstOrDefault();

    /// <summary>Text is taken to be in hours unless its unit speaks of degrees.</summary>
    private static AngleFormat? RaFormatOf(Field field) =>
        field.IsText
            ? (
                Unit(field).StartsWith('d') || Unit(field).StartsWith("\"d", StringComparison.Ordinal)
                    ? AngleFormat.SexagesimalDegrees
                    : AngleFormat.SexagesimalHours
            )
            : NumberFormatOf(field);

    private static AngleFormat? DecFormatOf(Field field) =>
        field.IsText ? AngleFormat.SexagesimalDegrees
        : NumberFormatOf(field) is AngleFormat.Degrees or AngleFormat.Radians ? NumberFormatOf(field)
        : null;

    /// <summary>Numbers without a unit are degrees.</summary>
    private static AngleFormat? NumberFormatOf(Field field) =>
        field.IsList || field.DataType is DataType.Boolean or DataType.Bit
            ? null
            : Unit(field) switch
            {
                "" or "deg" or "degs" or "degree" or "degrees" or "\u00B0" => AngleFormat.Degrees,
                "hourangle" or "h" or "hr" or "hour" or "hours" => AngleFormat.Hours,
                "rad" or "radian" or "radians" => AngleFormat.Radians,
                _ => null,
            };

    private static string Unit(Field field) => field.Unit?.Trim().ToLowerInvariant() ?? "";
}
