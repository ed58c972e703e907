using System.Collections.Immutable;
using DataLab.Formats;
using DataLab.Sky;

namespace DataLab.Catalog.Ingest;

/// <summary>The columns that hold a table's main position, by their places in the source.</summary>
internal sealed record IngestPosition(int Ra, AngleFormat RaFormat, int Dec, AngleFormat DecFormat)
{
    /// <summary>Degrees have to be computed from what the columns hold.</summary>
    public bool IsDerived => (RaFormat, DecFormat) is not (AngleFormat.Degrees, AngleFormat.Degrees);

    /// <summary>The position asked for, else the one that metadata, UCDs and names speak of; null if there is none to be had.</summary>
    /// <exception cref="ServiceException">UsageError: a column named in the request cannot serve.</exception>
    public static IngestPosition? Find(IngestRequest request, ImmutableArray<Field> fields, Action<string> note)
    {
        if (request.RaColumn is null != request.DecColumn is null)
            throw new ServiceException(ErrorKind.UsageError, "Name both position columns or none.");
        if (request.RaColumn is not null)
            return Usable(Named(fields, request.RaColumn, request.DecColumn!), request, fields, out var why)
                ?? throw new ServiceException(ErrorKind.UsageError, why);
        if (MainPosition.Find(fields) is not { } main)
        {
            if (PointColumn(fields) is { } point)
                return new IngestPosition(point, AngleFormat.Degrees, point, AngleFormat.Degrees);
            note("No position columns were found: the table cannot be searched by position.");
            return null;
        }
        var found = Of(main, fields);
        if (Usable(found, request, fields, out var reason) is { } usable)
            return usable;
        note($"{reason} Until then the table cannot be searched by position.");
        return null;
    }

    /// <summary>The column of points (DALI 1.1 §3.3.5) that is the main position by its UCD, else the first one; null if there is none.</summary>
    private static int? PointColumn(ImmutableArray<Field> fields)
    {
        var found = Enumerable.Range(0, fields.Length).Where(i => IsPoint(fields[i])).ToList();
        if (found.Count == 0)
            return null;
        var main = found.FindIndex(i =>
            fields[i].Ucd?.Contains("meta.main", StringComparison.OrdinalIgnoreCase) == true
        );
        return found[Math.Max(main, 0)];
    }

    private static bool IsPoint(Field field) =>
        "point".Equals(field.XType, StringComparison.OrdinalIgnoreCase)
        && field is { IsList: true, DataType: DataType.Double or DataType.Float }
        && (field.Frame is null || RegionText.IsEquatorial(field.Frame));

    private static IngestPosition? Usable(
        IngestPosition found,
        IngestRequest request,
        ImmutableArray<Field> fields,
        out string reason
    )
    {
        reason = "";
        if (!found.IsDerived || request.DerivePosition)
            return found;
        reason =
            $"The position columns \"{fields[found.Ra].Name}\" and \"{fields[found.Dec].Name}\" are not numbers of degrees but "
            + $"{Words(found.RaFormat)} and {Words(found.DecFormat)}. Ask for a derived position (--derive-position) to have degrees added.";
        return null;
    }

    private static string Words(AngleFormat format) =>
        format switch
        {
            AngleFormat.Degrees => "degrees",
            AngleFormat.Hours => "hours",
            AngleFormat.Radians => "radians",
            AngleFormat.SexagesimalHours => "sexagesimal hours",
            _ => "sexagesimal degrees",
        };

    private static IngestPosition Named(ImmutableArray<Field> fields, string ra, string dec)
    {
        // Whatever these columns are called, they are the position: how they write it is for MainPosition to say.
        var pair = (Ra: fields[IndexOf(fields, ra)], Dec: fields[IndexOf(fields, dec)]);
        var main = MainPosition.Find([
            pair.Ra with
            {
                Ucd = "pos.eq.ra;meta.main",
            },
            pair.Dec with
            {
                Ucd = "pos.eq.dec;meta.main",
            },
        ]);
        return main is not null
            ? Of(main, fields)
            : throw new ServiceException(
                ErrorKind.UsageError,
                $"\"{pair.Ra.Name}\" ({Described(pair.Ra)}) and \"{pair.Dec.Name}\" ({Described(pair.Dec)}) cannot be a position."
            );
    }

    private static string Described(Field field) =>
        IngestColumns.TypeName(field) + (field.Unit is { } unit ? " in " + unit : "");

    private static IngestPosition Of(MainPosition main, ImmutableArray<Field> fields) =>
        new(IndexOf(fields, main.Ra), main.RaFormat, IndexOf(fields, main.Dec), main.DecFormat);

    private static int IndexOf(ImmutableArray<Field> fields, string name)
    {
        var index = IngestColumns.IndexOf(fields, name);
        return index >= 0
            ? index
            : throw new ServiceException(
                ErrorKind.UsageError,
                $"There is no column \"{name}\". The columns are {IngestColumns.Listed(fields)}."
            );
    }

    /// <summary>The two columns added for a position that has to be computed.</summary>
    public IEnumerable<Field> DerivedFields(ImmutableArray<Field> fields)
    {
        foreach (var (name, ucd, from) in new[] { ("ra_deg", "pos.eq.ra", Ra), ("dec_deg", "pos.eq.dec", Dec) })
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
