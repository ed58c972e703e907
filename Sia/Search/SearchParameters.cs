using System.Globalization;
using DataLab.Dali;
using DataLab.Formats;

namespace DataLab.Sia.Search;

/// <summary>What both versions of SIA read alike.</summary>
internal static class SearchParameters
{
    /// <summary>All values of a parameter that are not empty.</summary>
    /// <exception cref="ServiceException">UsageError: there are too many.</exception>
    public static IReadOnlyList<string> Values(Parameters parameters, string name, int most)
    {
        var given = parameters.Multiple(name).Where(value => value.Length > 0).Distinct().ToList();
        return given.Count <= most
            ? given
            : throw Usage.Fault(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} has {given.Count} values; this service takes {most} at once. Ask in several requests, or with TAP: upload a table, and join it with ivoa.ObsCore."
                )
            );
    }

    /// <exception cref="ServiceException">UsageError.</exception>
    public static long? MaxRec(Parameters parameters)
    {
        if (parameters.Single("MAXREC") is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var maxRec)
            ? maxRec
            : throw Usage.Wrong("MAXREC", text, "a whole number of rows, 0 or more");
    }

    /// <exception cref="ServiceException">UsageError.</exception>
    public static ITableFormat Format(Parameters parameters, TableFormats formats, ITableFormat usual) =>
        parameters.Single("RESPONSEFORMAT") is not { } name
            ? usual
            : formats.Find(name)
                ?? throw Usage.Wrong("RESPONSEFORMAT", name, "one of " + string.Join(", ", formats.Names));
}
