using System.Collections.Immutable;
using DataLab.Formats;
using DataLab.Formats.VoTable;

namespace DataLab.Catalog.Ingest;

/// <summary>The columns of the table to be: those of the source, with metadata laid over and names that the engine can tell apart.</summary>
internal sealed class IngestColumns
{
    /// <summary>Name of the hidden HEALPix column, unless a column of the source has it.</summary>
    private const string CellName = "hpx29";

    private IngestColumns(ImmutableArray<Field> fields) => Fields = fields;

    /// <summary>Columns as users will see them, in the order of the source.</summary>
    public ImmutableArray<Field> Fields { get; }

    /// <summary>Indices of the columns with the main position, degrees; null if there are none.</summary>
    public (int Ra, int Dec)? Position { get; private init; }

    /// <summary>The last columns of <see cref="Fields"/>, which are computed from the position or the number of the row.</summary>
    public ImmutableArray<AddedColumn> Added { get; private init; } = [];

    /// <summary>They get indexes of their own.</summary>
    private bool IndexesAdded { get; init; }

    /// <summary>What the columns of the position are to be computed from; null where the position is there as degrees.</summary>
    public IngestPosition? DerivedFrom { get; private init; }

    /// <summary>Index of the column that gets an index: the one asked for, the primary key, or the main identifier; null for none.</summary>
    public int? Id { get; private init; }

    /// <summary>Further columns that get an index.</summary>
    public ImmutableArray<int> AlsoIndexed { get; private init; } = [];

    /// <summary>Names in the engine: as published, since they differ by more than case.</summary>
    public ImmutableArray<string> EngineNames => [.. Fields.Select(f => f.Name)];

    public string Cell { get; private init; } = CellName;

    /// <summary>The column of regions that is indexed, and the hidden ones for that; null if there is none.</summary>
    public StoredFootprint? Footprint { get; private init; }

    /// <summary>Columns in the file: those of the table, those of its regions' index and, with a position, the cell.</summary>
    public ImmutableArray<Field> Stored =>
        [
            .. Fields,
            .. Footprint is { } footprint ? footprint.Columns : [],
            .. Position is null ? Array.Empty<Field>() : [new Field(Cell, DataType.Long)],
        ];

    /// <exception cref="ServiceException">UsageError: a column named in the request is not there or not what it must be.</exception>
    /// <param name="indexesRegions">A column of regions gets the hidden columns of <see cref="Footprint"/>.</param>
    public static IngestColumns Of(
        IngestRequest request,
        ImmutableArray<Field> source,
        FelisTable? metadata,
        Action<string> note,
        bool indexesRegions = false
    )
    {
        if (source.Length == 0)
            throw new ServiceException(ErrorKind.UsageError, "The source has no columns.");
        var names = DistinctNames(source, note);
        var fields = source
            .Select(
                (field, i) =>
                    XTypes.Published(metadata?.Find(names[i])?.Over(field) ?? field) with
                    {
                        Name = names[i],
                        Id = field.Id == field.Name ? null : field.Id,
                    }
            )
            .ToImmutableArray();
        foreach (var column in metadata?.Columns ?? [])
        {
            if (!names.Contains(column.Name, StringComparer.OrdinalIgnoreCase))
                note($"The metadata describe a column \"{column.Name}\" that the source does not have.");
        }
        IngestUnits.Note(fields, note);
        var position = IngestPosition.Find(request, fields, note);
        if (position is { IsDerived: true })
            fields = fields.AddRange(position.DerivedFields(fields));
        var added = AddedTo(request, fields, position is not null);
        fields = fields.AddRange(added.Select(column => column.Field));
        return new IngestColumns(fields)
        {
            Added = added,
            IndexesAdded = request.Database is not null,
            Position =
                position is null ? null
                : position.IsDerived ? (source.Length, source.Length + 1)
                : (position.Ra, position.Dec),
            DerivedFrom = position is { IsDerived: true } ? position : null,
            Id = IdOf(request, fields, metadata),
            AlsoIndexed = [.. request.Indexed.Select(name => ToIndex(name, fields))],
            Cell = Unused(CellName, fields),
            Footprint = indexesRegions ? IngestFootprint.Find(fields, metadata, name => Unused(name, fields)) : null,
        };
    }

    /// <exception cref="ServiceException">UsageError: a column is not known or there already, or there is no position to compute it from.</exception>
    private static ImmutableArray<AddedColumn> AddedTo(
        IngestRequest request,
        ImmutableArray<Field> fields,
        bool hasPosition
    )
    {
        ImmutableArray<AddedColumn> added = [.. request.With.Distinct().Select(AddedColumn.Of)];
        foreach (var column in added)
            if (IndexOf(fields, column.Field.Name) >= 0)
                throw new ServiceException(
                    ErrorKind.UsageError,
                    $"The source has a column \"{column.Field.Name}\" already: leave it out of --with."
                );
            else if (column.NeedsPosition && !hasPosition)
                throw new ServiceException(
                    ErrorKind.UsageError,
                    $"The column \"{column.Field.Name}\" is made of the position, and no position columns were found: name them with --ra and --dec."
                );
        return added;
    }

    /// <summary>The same columns must come from every further source.</summary>
    /// <returns>For each column of ours the index in the other source.</returns>
    /// <exception cref="ServiceException">UsageError naming the columns that differ.</exception>
    public static int[] Match(
        ImmutableArray<Field> first,
        ImmutableArray<Field> other,
        string firstName,
        string otherName
    )
    {
        var indices = new int[first.Length];
        var taken = new bool[other.Length];
        var differences = new List<string>();
        for (var i = 0; i < first.Length; i++)
        {
            var at = Find(other, taken, first[i].Name);
            indices[i] = at;
            if (at < 0)
            {
                differences.Add($"\"{first[i].Name}\" is missing");
                continue;
            }
            taken[at] = true;
            if (other[at].DataType != first[i].DataType || other[at].IsList != first[i].IsList)
                differences.Add($"\"{first[i].Name}\" is {TypeName(other[at])} instead of {TypeName(first[i])}");
        }
        for (var i = 0; i < other.Length; i++)
        {
            if (!taken[i])
                differences.Add($"\"{other[i].Name}\" is not in {firstName}");
        }
        return differences.Count == 0
            ? indices
            : throw new ServiceException(
                ErrorKind.UsageError,
                $"{otherName} does not have the columns of {firstName}: {string.Join(", ", differences)}."
            );
    }

    /// <summary>With the array sizes that also hold the values of another source.</summary>
    public IngestColumns Widened(ImmutableArray<Field> other, int[] indices) =>
        new([
            .. Fields.Select(
                (field, i) =>
                    i >= indices.Length || field.ArraySize == other[indices[i]].ArraySize
                        ? field
                        : field with
                        {
                            ArraySize = ArraySize.Any,
                        }
            ),
        ])
        {
            Position = Position,
            DerivedFrom = DerivedFrom,
            Added = Added,
            IndexesAdded = IndexesAdded,
            Id = Id,
            AlsoIndexed = AlsoIndexed,
            Cell = Cell,
            Footprint = Footprint,
        };

    /// <summary>Columns whose texts are no DALI timestamps, or not all written the same way, are published as mere text.</summary>
    public IngestColumns WithoutXType(ImmutableArray<Field> texts, Action<string> note)
    {
        foreach (var text in texts)
            note(
                $"Column \"{text.Name}\" is published as text: not all its values are timestamps as DALI writes them (2020-01-31T12:00:00)."
            );
        return WithFields([.. Fields.Select(f => texts.Contains(f) ? f with { XType = null } : f)]);
    }

    /// <summary>The same with datatype unicodeChar for the text columns that need it.</summary>
    /// <param name="unicode">One a field: it has characters outside ASCII.</param>
    public IngestColumns WithUnicode(ReadOnlySpan<bool> unicode)
    {
        var fields = Fields.ToBuilder();
        for (var i = 0; i < fields.Count; i++)
            if (unicode[i] && fields[i].DataType == DataType.Char)
                fields[i] = fields[i] with { DataType = DataType.UnicodeChar };
        return WithFields(fields.ToImmutable());
    }

    private IngestColumns WithFields(ImmutableArray<Field> fields) =>
        new(fields)
        {
            Position = Position,
            DerivedFrom = DerivedFrom,
            Added = Added,
            IndexesAdded = IndexesAdded,
            Id = Id,
            AlsoIndexed = AlsoIndexed,
            Cell = Cell,
            Footprint = Footprint,
        };

    private bool IsSorted(int column) => Added[column - (Fields.Length - Added.Length)].IsSorted;

    /// <summary>What TAP_SCHEMA says of the columns.</summary>
    public ImmutableArray<ColumnMetadata> Metadata(FelisTable? metadata)
    {
        var described = metadata?.Columns.Any(column => column.Principal is not null) ?? false;
        return
        [
            .. Fields.Select(
                (field, i) =>
                {
                    var said = metadata?.Find(field.Name);
                    return new ColumnMetadata(field)
                    {
                        // Sorted by cell, a table answers conditions on its position fast; the other index is asked for.
                        Indexed =
                            i == Id
                            || AlsoIndexed.Contains(i)
                            || (Position is { } position && (i == position.Ra || i == position.Dec))
                            || field.Name == Footprint?.Region
                            || (i >= Fields.Length - Added.Length && (IndexesAdded || IsSorted(i))),
                        Principal =
                            said?.Principal
                            ?? (!described && (i == Id || (Position is { } main && (i == main.Ra || i == main.Dec)))),
                        Std = said?.Std ?? false,
                        Index = said?.Index ?? i + 1,
                    };
                }
            ),
        ];
    }

    private static string[] DistinctNames(ImmutableArray<Field> source, Action<string> note)
    {
        var names = new string[source.Length];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        // A name that stands in the source is never given to another column.
        var given = source.Select(field => Clean(field.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        // Goes on where the last column of that name ended: thousands of the same name take no longer than others.
        var next = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Length; i++)
        {
            var wish = Clean(source[i].Name);
            var stem = wish.Length > 0 ? wish : "col";
            var name = wish.Length > 0 ? wish : $"col{i + 1}";
            while (taken.Contains(name) || (name != wish && given.Contains(name)))
            {
                var n = next.GetValueOrDefault(stem, 2);
                name = $"{stem}_{n}";
                next[stem] = n + 1;
            }
            taken.Add(name);
            names[i] = name;
            if (name != source[i].Name)
                note(
                    $"Column {i + 1} \"{source[i].Name}\" is published as \"{name}\": names must not be empty or differ only by case."
                );
        }
        return names;
    }

    private static string Clean(string name) => name.Trim().Replace("\0", "");

    private static string Unused(string wish, ImmutableArray<Field> fields)
    {
        var name = wish;
        while (fields.Any(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase)))
            name += "_";
        return name;
    }

    private static int? IdOf(IngestRequest request, ImmutableArray<Field> fields, FelisTable? metadata)
    {
        var name = request.IdColumn ?? (metadata?.PrimaryKey is [var key] ? key : null);
        if (name is null)
        {
            var main = fields.Index().FirstOrDefault(f => f.Item.Ucd == "meta.id;meta.main", (-1, null!));
            return main.Index >= 0 && CanBeIndexed(main.Item) ? main.Index : null;
        }
        return ToIndex(name, fields);
    }

    /// <exception cref="ServiceException">UsageError: there is no such column, or it cannot be indexed.</exception>
    private static int ToIndex(string name, ImmutableArray<Field> fields)
    {
        var index = IndexOf(fields, name);
        if (index < 0)
            throw new ServiceException(
                ErrorKind.UsageError,
                $"There is no column \"{name}\" to index. The columns are {Listed(fields)}."
            );
        return CanBeIndexed(fields[index])
            ? index
            : throw new ServiceException(
                ErrorKind.UsageError,
                $"Column \"{name}\" cannot be indexed: it is {TypeName(fields[index])}, not an integer or a string."
            );
    }

    private static bool CanBeIndexed(Field field) =>
        field.IsText || (!field.IsList && field.DataType is DataType.Short or DataType.Int or DataType.Long);

    /// <summary>Position of a column by name: exactly, else in any case; -1 if there is none.</summary>
    public static int IndexOf(ImmutableArray<Field> fields, string name)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].Name == name)
                return i;
        }
        for (var i = 0; i < fields.Length; i++)
        {
            if (string.Equals(fields[i].Name, name, StringComparison.OrdinalIgnoreCase))
                return i;
        }
        return -1;
    }

    private static int Find(ImmutableArray<Field> fields, bool[] taken, string name)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (!taken[i] && fields[i].Name == name)
                return i;
        }
        return -1;
    }

    public static string Listed(ImmutableArray<Field> fields)
    {
        var names = string.Join(", ", fields.Take(20).Select(field => field.Name));
        return fields.Length > 20 ? $"{names} and {fields.Length - 20} more" : names;
    }

    public static string TypeName(Field field) =>
        VoTableNames.Of(field.DataType) + (field.ArraySize is { } size ? $"[{size}]" : "");
}
