using System.Collections.Immutable;
using DataLab.Formats;

namespace DataLab.Catalog.Ingest;

/// <summary>Which columns hold a table's main position.</summary>
internal static class IngestPosition
{
    public readonly record struct Found(int Ra, int Dec, bool IsSexagesimal);

    /// <exception cref="ServiceException">UsageError: a column named in the request cannot serve.</exception>
    public static Found? Find(IngestRequest request, ImmutableArray<Field> fields, Action<string> note)
    {
        if (request.RaColumn is null != request.DecColumn is null)
            throw new ServiceException(ErrorKind.UsageError, "Name both position columns or none.");
        if (request.RaColumn is null)
            return FromMetadata(request, fields, note);
        var (ra, dec) = (Named(fields, request.RaColumn), Named(fields, request.DecColumn!));
        if (IsDegrees(fields[ra]) && IsDegrees(fields[dec]))
            return new Found(ra, dec, false);
        if (request.DerivePosition && fields[ra].IsText && fields[dec].IsText)
            return new Found(ra, dec, true);
        var wrong = IsDegrees(fields[ra]) ? dec : ra;
        throw new ServiceException(
            ErrorKind.UsageError,
            $"Column \"{fields[wrong].Name}\" cannot be a position: it is {IngestColumns.TypeName(fields[wrong])}"
                + $"{(fields[wrong].Unit is { } unit ? " in " + unit : "")}, not a number of degrees."
                + (fields[wrong].IsText ? " If it is sexagesimal, ask for derived positions." : "")
        );
    }

    private static Found? FromMetadata(IngestRequest request, ImmutableArray<Field> fields, Action<string> note)
    {
        if (MainPosition.Find(fields) is not var (ra, dec))
        {
            note("No position columns were found: the table cannot be searched by position.");
            return null;
        }
        if (IsDegrees(fields[ra]) && IsDegrees(fields[dec]))
            return new Found(ra, dec, false);
        if (request.DerivePosition && fields[ra].IsText && fields[dec].IsText)
            return new Found(ra, dec, true);
        note(
            $"The position columns \"{fields[ra].Name}\" and \"{fields[dec].Name}\" are not numbers of degrees "
                + $"({IngestColumns.TypeName(fields[ra])}{(fields[ra].Unit is { } unit ? ", " + unit : "")}): "
                + "the table cannot be searched by position."
                + (fields[ra].IsText ? " If they are sexagesimal, ask for derived positions." : "")
        );
        return null;
    }

    private static int Named(ImmutableArray<Field> fields, string name)
    {
        var index = IngestColumns.IndexOf(fields, name);
        return index >= 0
            ? index
            : throw new ServiceException(
                ErrorKind.UsageError,
                $"There is no column \"{name}\". The columns are {IngestColumns.Listed(fields)}."
            );
    }

    /// <summary>One number a row whose unit is degrees or not said.</summary>
    private static bool IsDegrees(Field field) =>
        !field.IsText
        && !field.IsList
        && field.DataType is not (DataType.Boolean or DataType.Bit)
        && (field.Unit is null || field.Unit.Trim().ToLowerInvariant() is "" or "deg" or "degree" or "degrees" or "d");

    /// <summary>The two columns added for a sexagesimal position.</summary>
    public static IEnumerable<Field> Derived(ImmutableArray<Field> fields, int ra, int dec)
    {
        foreach (var (name, ucd, from) in new[] { ("ra_deg", "pos.eq.ra", ra), ("dec_deg", "pos.eq.dec", dec) })
        {
            if (IngestColumns.IndexOf(fields, name) >= 0)
                throw new ServiceException(
                    ErrorKind.UsageError,
                    $"The source has a column \"{name}\" already: name it as the position instead of deriving one."
                );
            yield return new Field(name, DataType.Double)
            {
                Unit = "deg",
                Ucd = ucd,
                Frame = fields[from].Frame,
                Description = $"{fields[from].Name} in degrees",
            };
        }
    }
}
