using System.Collections.Immutable;
using DataLab.Formats;

namespace DataLab.Catalog.Ingest;

/// <summary>Metadata of a schema in Felis, the YAML form of the Rubin project (https://felis.lsst.io): laid over what files say.</summary>
/// <remarks>
/// Read: names, descriptions, VOTable types, units, UCDs, utypes, xtypes, tap: marks, primary and foreign keys. Other keys are
/// remarked upon once and ignored.
/// </remarks>
/// <param name="Name">Name of the schema; null if the document does not say.</param>
public sealed record FelisDocument(string? Name, ImmutableArray<FelisTable> Tables, ImmutableArray<string> Notes)
{
    public string? Description { get; init; }
    public string? Utype { get; init; }
    public int? Index { get; init; }

    /// <exception cref="TableFormatException">Not YAML, or not a Felis schema; with the line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FelisDocument Load(string path)
    {
        using var reader = File.OpenText(path);
        return Parse(reader, Path.GetFileName(path));
    }

    /// <param name="source">Name for messages.</param>
    /// <exception cref="TableFormatException">Not YAML, or not a Felis schema; with the line.</exception>
    public static FelisDocument Parse(TextReader text, string source) => new FelisReader(source).Read(text);

    /// <summary>What the document says of a table, by name (any case); the only table it has, if there is only one; else null.</summary>
    public FelisTable? Find(string table) =>
        Tables.FirstOrDefault(t => string.Equals(t.Name, table, StringComparison.OrdinalIgnoreCase))
        ?? (Tables.Length == 1 ? Tables[0] : null);
}

/// <summary>A table of a Felis document. Null means not said.</summary>
public sealed record FelisTable(string Name, ImmutableArray<FelisColumn> Columns)
{
    public string? Description { get; init; }
    public string? Utype { get; init; }
    public int? Index { get; init; }

    /// <summary>Names of the columns of the primary key.</summary>
    public ImmutableArray<string> PrimaryKey { get; init; } = [];
    public ImmutableArray<FelisForeignKey> ForeignKeys { get; init; } = [];

    /// <summary>The column of a name, any case.</summary>
    public FelisColumn? Find(string column) =>
        Columns.FirstOrDefault(c => string.Equals(c.Name, column, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A column of a Felis document. Null means not said.</summary>
public sealed record FelisColumn(string Name)
{
    /// <summary>What the rows hold, when the file cannot say (CSV).</summary>
    public DataType? DataType { get; init; }
    public ArraySize? ArraySize { get; init; }
    public string? Description { get; init; }
    public string? Unit { get; init; }
    public string? Ucd { get; init; }
    public string? Utype { get; init; }
    public string? XType { get; init; }
    public bool? Principal { get; init; }
    public bool? Std { get; init; }
    public int? Index { get; init; }

    /// <summary>The field of the source with this document's words in place of its own; never another datatype.</summary>
    public Field Over(Field field) =>
        field with
        {
            Description = Description ?? field.Description,
            Unit = Unit ?? field.Unit,
            Ucd = Ucd ?? field.Ucd,
            Utype = Utype ?? field.Utype,
            XType = XType ?? field.XType,
        };
}

/// <summary>A foreign key: pairs of columns, this table's first.</summary>
/// <param name="TargetTable">Name of a table of the same document, or <c>schema.table</c>.</param>
public sealed record FelisForeignKey(
    string Id,
    string TargetTable,
    ImmutableArray<(string From, string Target)> Columns
)
{
    public string? Description { get; init; }
}
