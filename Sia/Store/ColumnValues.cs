using System.Buffers;
using System.Text;
using System.Text.Json;

namespace DataLab.Sia.Store;

/// <summary>What is known of a file or of one of its images, by the names of the columns of <c>ivoa.ObsCore</c> (docs/images.md).</summary>
/// <remarks>
/// A value is a text, a whole number, a finite number, or a list of numbers, in the column's unit; what is not known is not there.
/// Not thread-safe while it is filled.
/// </remarks>
public sealed class ColumnValues
{
    /// <summary>In what is laid over something else: the column has no value, whatever lies below.</summary>
    private static readonly object Nothing = DBNull.Value;

    private readonly Dictionary<string, object> values = new(StringComparer.Ordinal);

    /// <summary>A string, long, double or double[]; null where nothing is known. Texts without characters and numbers that are not finite are nothing.</summary>
    public object? this[string column]
    {
        get => values.GetValueOrDefault(column) is var value && value != Nothing ? value : null;
        set
        {
            var kept = value switch
            {
                string { Length: 0 } => null,
                double number when !double.IsFinite(number) => null,
                double[] list when list.Length == 0 || !Array.TrueForAll(list, double.IsFinite) => null,
                string or double or double[] or long or null => value,
                int number => (long)number,
                _ => throw new ArgumentException($"{value.GetType()} is no value of a column."),
            };
            if (kept is null)
                values.Remove(column);
            else
                values[column] = kept;
        }
    }

    /// <summary>Columns with a value.</summary>
    public IEnumerable<string> Columns => values.Where(pair => pair.Value != Nothing).Select(pair => pair.Key);

    public string? Text(string column) => this[column] as string;

    public double? Real(string column) =>
        this[column] switch
        {
            double number => number,
            long number => number,
            _ => null,
        };

    public long? Integer(string column) =>
        this[column] switch
        {
            long number => number,
            double number when Math.Abs(number) < 1L << 53 && Math.Floor(number) == number => (long)number,
            _ => null,
        };

    public double[]? Reals(string column) => this[column] as double[];

    /// <summary>The values of a column of whole numbers.</summary>
    public long[]? Integers(string column) =>
        Reals(column) is { } list ? Array.ConvertAll(list, number => (long)number) : null;

    /// <summary>What <see cref="Beyond"/> was made of: these values, and the other's where they say nothing.</summary>
    public ColumnValues Over(ColumnValues other)
    {
        var both = new ColumnValues();
        foreach (var (column, value) in other.values)
            both.values[column] = value;
        foreach (var (column, value) in values)
            if (value == Nothing)
                both.values.Remove(column);
            else
                both.values[column] = value;
        return both;
    }

    /// <summary>What has to be laid over another to have these values again.</summary>
    public ColumnValues Beyond(ColumnValues other)
    {
        var rest = new ColumnValues();
        foreach (var (column, value) in values)
            if (!other.values.TryGetValue(column, out var said) || !Same(value, said))
                rest.values[column] = value;
        foreach (var column in other.values.Keys)
            if (!values.ContainsKey(column))
                rest.values[column] = Nothing;
        return rest;
    }

    /// <summary>What all of some say, and say alike.</summary>
    public static ColumnValues Common(IReadOnlyList<ColumnValues> all)
    {
        var common = new ColumnValues();
        foreach (var (column, value) in all.Count == 0 ? [] : all[0].values)
            if (all.Skip(1).All(other => other.values.TryGetValue(column, out var said) && Same(value, said)))
                common.values[column] = value;
        return common;
    }

    private static bool Same(object a, object b) =>
        a is double[] list ? b is double[] other && list.AsSpan().SequenceEqual(other) : a.Equals(b);

    /// <summary>As one JSON object.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (column, value) in values)
            {
                json.WritePropertyName(column);
                Write(json, value);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case DBNull:
                json.WriteNullValue();
                break;
            default:
                json.WriteStartArray();
                foreach (var number in (double[])value)
                    json.WriteNumberValue(number);
                json.WriteEndArray();
                break;
        }
    }

    /// <exception cref="JsonException">Not what <see cref="ToJson"/> writes.</exception>
    public static ColumnValues Parse(string json)
    {
        var read = new ColumnValues();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var column = reader.GetString()!;
            reader.Read();
            read.values[column] = Value(ref reader);
        }
        return read;
    }

    private static object Value(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return reader.TryGetInt64(out var whole) ? whole : reader.GetDouble();
        if (reader.TokenType == JsonTokenType.Null)
            return Nothing;
        if (reader.TokenType != JsonTokenType.StartArray)
            return reader.GetString()!;
        var list = new List<double>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
            list.Add(reader.GetDouble());
        return list.ToArray();
    }
}
