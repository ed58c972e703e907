using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataLab.Adql.Semantics;
using DataLab.Formats;
using DataLab.Formats.VoTable;
using DataLab.Sky;

namespace DataLab.Catalog;

/// <summary>What is stored of a table beside its rows, as JSON: in its file, or in the database's list of tables.</summary>
/// <param name="Table">Names, descriptions and columns as users see them.</param>
/// <param name="EngineColumns">Name of each column in the engine, in the order of the table's columns.</param>
internal sealed record StoredTable(TableMetadata Table, ImmutableArray<string> EngineColumns)
{
    /// <summary>Raised when a reader of the former layout would go wrong.</summary>
    public const int CurrentLayout = 1;

    public int Layout { get; init; } = CurrentLayout;

    /// <summary>Name of the hidden HEALPix column, and of the columns it was computed from; null without position.</summary>
    public StoredPosition? Position { get; init; }

    /// <summary>The indexed column of regions; null without one, and in a file made before there was such an index.</summary>
    public StoredFootprint? Footprint { get; init; }

    /// <summary>One a column, or empty in a file made before they were counted.</summary>
    public ImmutableArray<ColumnStatistics> Statistics { get; init; } = [];

    /// <summary>Schema of the relation that was there before it was published: read in place, never changed or dropped. Null for our own.</summary>
    public string? InPlace { get; init; }

    /// <summary>Files with the rows, read in place; null where the table has its own.</summary>
    public StoredParquet? Parquet { get; init; }

    /// <summary>SQL of each column in terms of the rows as they lie, named as in the engine columns; empty where those are the rows' own.</summary>
    public ImmutableArray<string> Expressions { get; init; } = [];

    /// <summary>SQL of the hidden columns beside them, with their names.</summary>
    public ImmutableArray<StoredExpression> Hidden { get; init; } = [];

    /// <summary>An index on positions other than that of the cells.</summary>
    public SkyIndex? SkyIndex { get; init; }

    /// <summary>Bytes and indexes when it was published; null in a file made before they were counted.</summary>
    public StoredSize? Size { get; init; }

    /// <summary>Empty cells and extremes, one a column, or empty where nobody counted them.</summary>
    public ImmutableArray<ColumnExtremes> Extremes { get; init; } = [];

    /// <summary>What lies on other servers, under the relation that unites it; empty for a table in one place.</summary>
    public ImmutableArray<StoredPart> Parts { get; init; } = [];

    /// <summary>Where the rows came from and when they were taken in.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];
    public DateTimeOffset PublishedAt { get; init; }

    /// <summary>INFO elements of the source that say something about the data.</summary>
    public ImmutableArray<Info> Infos { get; init; } = [];

    /// <summary>Engine's names of the columns with an index: the cell, and all said to be indexed but those of the position, which it stands for.</summary>
    [JsonIgnore]
    public IEnumerable<string> Indexed =>
        EngineColumns
            .Where(
                (_, i) =>
                    Table.Columns[i] is { Indexed: true, Field.Name: var name }
                    && name != Position?.Ra
                    && name != Position?.Dec
                    && name != Footprint?.Region
            )
            .Concat(Position is { } position ? [position.Cell] : [])
            .Concat(Footprint is { } footprint ? [footprint.Key] : []);

    /// <summary>Name of the table with the rows inside the file.</summary>
    public const string DataName = "data";

    /// <summary>Name of the table with this JSON inside the file; one row, one column.</summary>
    public const string MetadataName = "metadata";

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <exception cref="JsonException">Not what <see cref="ToJson"/> writes.</exception>
    public static StoredTable FromJson(string json)
    {
        var table =
            JsonSerializer.Deserialize<StoredTable>(json, Options)
            ?? throw new JsonException("The metadata are empty.");
        if (table.Layout != CurrentLayout)
            throw new JsonException(
                $"Layout {table.Layout} is not known to this version, which reads {CurrentLayout}."
            );
        if (table.EngineColumns.Length != table.Table.Columns.Length)
            throw new JsonException("The metadata do not name every column.");
        if (!table.Statistics.IsEmpty && table.Statistics.Length != table.EngineColumns.Length)
            throw new JsonException("The metadata have statistics of some columns only.");
        if (!table.Expressions.IsEmpty && table.Expressions.Length != table.EngineColumns.Length)
            throw new JsonException("The metadata say of some columns only how to compute them.");
        return table;
    }

    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new DataTypeConverter(), new ArraySizeConverter(), new ColumnPairConverter() },
    };

    private sealed class DataTypeConverter : JsonConverter<DataType>
    {
        public override DataType Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            VoTableNames.DataTypeOf(reader.GetString() ?? "") ?? throw new JsonException("Not a VOTable datatype.");

        public override void Write(Utf8JsonWriter writer, DataType value, JsonSerializerOptions options) =>
            writer.WriteStringValue(VoTableNames.Of(value));
    }

    private sealed class ArraySizeConverter : JsonConverter<ArraySize>
    {
        public override ArraySize Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            ArraySize.TryParse(reader.GetString() ?? "", out var size)
                ? size
                : throw new JsonException("Not a VOTable arraysize.");

        public override void Write(Utf8JsonWriter writer, ArraySize value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    private sealed class ColumnPairConverter : JsonConverter<(string From, string Target)>
    {
        public override (string From, string Target) Read(
            ref Utf8JsonReader reader,
            Type type,
            JsonSerializerOptions options
        ) =>
            JsonSerializer.Deserialize<string[]>(ref reader, options) is [var from, var target]
                ? (from, target)
                : throw new JsonException("Not a pair of column names.");

        public override void Write(
            Utf8JsonWriter writer,
            (string From, string Target) value,
            JsonSerializerOptions options
        ) => JsonSerializer.Serialize(writer, new[] { value.From, value.Target }, options);
    }
}

/// <summary>See <see cref="Adql.Semantics.PositionColumns"/>; engine name of the cell unquoted.</summary>
internal sealed record StoredPosition(string Ra, string Dec, string Cell)
{
    /// <summary>Names of the columns with the first and the last cell of the part of the table that a row is in; null without parts.</summary>
    public string? First { get; init; }
    public string? Last { get; init; }
}

/// <summary>See <see cref="Adql.Semantics.FootprintColumns"/>; engine names unquoted.</summary>
internal sealed record StoredFootprint(
    string Region,
    string Key,
    string Longitude,
    string Latitude,
    string Inner,
    string Outer
)
{
    public ImmutableArray<FootprintClass> Classes { get; init; } = [];

    /// <summary>The hidden columns in their order behind those of the table.</summary>
    [JsonIgnore]
    public ImmutableArray<Field> Columns =>
        [
            new Field(Key, DataType.Long),
            .. new[] { Longitude, Latitude, Inner, Outer }.Select(name => new Field(name, DataType.Double)),
        ];
}

/// <summary>A hidden column: its name, unquoted, and its SQL.</summary>
internal sealed record StoredExpression(string Name, string Sql);

/// <param name="TableBytes">Of the rows.</param>
/// <param name="Indexes">How many there are.</param>
internal sealed record StoredSize(long TableBytes, long IndexBytes, int Indexes)
{
    public long TotalBytes => TableBytes + IndexBytes;
}

/// <summary>What the cells of a column held when it was taken in.</summary>
/// <param name="Minimum">As text; null where every cell is empty, and for columns without order.</param>
internal sealed record ColumnExtremes(long Nulls, string? Minimum, string? Maximum);

/// <summary>See <see cref="Adql.Semantics.TablePart"/>; the relation's name is unquoted, in the table's schema.</summary>
internal sealed record StoredPart(string Relation, long First, long Last);

/// <summary>What is known of a schema apart from its tables; <c>schema.json</c> in its folder.</summary>
internal sealed record StoredSchema
{
    public string? Description { get; init; }
    public string? Utype { get; init; }
    public int? Index { get; init; }
}
