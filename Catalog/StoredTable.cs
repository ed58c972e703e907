using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataLab.Adql.Semantics;
using DataLab.Formats;
using DataLab.Formats.VoTable;

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

    /// <summary>One a column, or empty in a file made before they were counted.</summary>
    public ImmutableArray<ColumnStatistics> Statistics { get; init; } = [];

    /// <summary>What lies on other servers, under the relation that unites it; empty for a table in one place.</summary>
    public ImmutableArray<StoredPart> Parts { get; init; } = [];

    /// <summary>Where the rows came from and when they were taken in.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];
    public DateTimeOffset PublishedAt { get; init; }

    /// <summary>INFO elements of the source that say something about the data.</summary>
    public ImmutableArray<Info> Infos { get; init; } = [];

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
internal sealed record StoredPosition(string Ra, string Dec, string Cell);

/// <summary>See <see cref="Adql.Semantics.TablePart"/>; the relation's name is unquoted, in the table's schema.</summary>
internal sealed record StoredPart(string Relation, long First, long Last);

/// <summary>What is known of a schema apart from its tables; <c>schema.json</c> in its folder.</summary>
internal sealed record StoredSchema
{
    public string? Description { get; init; }
    public string? Utype { get; init; }
    public int? Index { get; init; }
}
