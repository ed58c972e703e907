using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DataLab.Sky;

/// <summary>Coverage maps as JSON (MOC 2.0 §4.3.3): <c>{"4":[30,31],"5":[1024]}</c>, cells NESTED under their orders.</summary>
/// <remarks>An order without cells tells how fine the map is.</remarks>
public static class MocJson
{
    /// <param name="error">What is wrong and what is expected.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out Moc? moc,
        [NotNullWhen(false)] out string? error
    )
    {
        moc = null;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 2 });
            var ranges = new List<HealpixRange>();
            error = Read(ref reader, ranges, out var finest);
            if (error is not null)
                return false;
            moc = Moc.Of(ranges, finest);
            return true;
        }
        catch (JsonException e)
        {
            error = $"The coverage map is no JSON: {e.Message}";
            return false;
        }
    }

    public static string Write(Moc moc)
    {
        ArgumentNullException.ThrowIfNull(moc);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var order in moc.Cells.GroupBy(cell => cell.Order).OrderBy(group => group.Key))
            {
                writer.WriteStartArray(order.Key.ToString(CultureInfo.InvariantCulture));
                foreach (var (_, cell) in order)
                    writer.WriteNumberValue(cell);
                writer.WriteEndArray();
            }

            if (!moc.Cells.Any(cell => cell.Order == moc.Order))
            {
                writer.WriteStartArray(moc.Order.ToString(CultureInfo.InvariantCulture));
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <returns>What is wrong; null if nothing is.</returns>
    private static string? Read(ref Utf8JsonReader reader, List<HealpixRange> ranges, out int finest)
    {
        finest = 0;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return "The coverage map is no JSON object; expected orders with lists of cells, as in {\"4\":[30,31]}";
        var orders = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            if (
                !int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var order)
                || order > Healpix.MaxOrder
            )
                return $"\"{name}\" in the coverage map is no order; expected \"0\" to \"29\"";
            (orders, finest) = (orders + 1, Math.Max(finest, order));
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
                return $"Order {order} of the coverage map has no list of cells";
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (
                    reader.TokenType != JsonTokenType.Number
                    || !reader.TryGetInt64(out var cell)
                    || cell < 0
                    || cell >= Healpix.PixelCount(order)
                )
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"Order {order} of the coverage map lists something that is no cell; expected numbers from 0 to {Healpix.PixelCount(order) - 1}"
                    );
                ranges.Add(Healpix.Range(order, cell));
            }
        }

        if (reader.Read())
            return "Something follows the coverage map";
        return orders == 0
            ? "The coverage map is empty; expected orders with lists of cells, as in {\"4\":[30,31]}"
            : null;
    }
}
