using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace DataLab.Conformance.Documents;

/// <summary>Values of cells as text in one spelling, whatever the serialisation, so that tables can be compared cell by cell.</summary>
/// <remarks>
/// Numbers in their shortest round-trip spelling, arrays separated by blanks, booleans T and F; null for NULL, for an empty text
/// (VOTable cannot tell it from NULL in TABLEDATA) and for a scalar NaN.
/// </remarks>
internal static class VoCell
{
    /// <exception cref="FormatException">The text is not a value of the field's type.</exception>
    public static string? FromText(string text, VoField field)
    {
        if (field.IsText)
            return text.Length == 0 ? null : text;
        var trimmed = text.Trim();
        if (trimmed.Length == 0 || (field.IsScalar && trimmed == field.NullText))
            return null;
        if (field.Datatype == "bit" && !trimmed.Contains(' ', StringComparison.Ordinal))
            return string.Join(' ', trimmed.Select(bit => Element(bit.ToString(), "bit")));
        var words = trimmed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var perElement = field.Datatype is "floatComplex" or "doubleComplex" ? 2 : 1;
        if (field.FixedLength is { } length && words.Length != length * perElement)
            throw new FormatException($"\"{trimmed}\" has {words.Length} values where {field} has {length}");
        var values = words.Select(word => Element(word, field.Datatype)).ToArray();
        return Join(values, field);
    }

    /// <summary>Reads one cell of a BINARY or BINARY2 stream.</summary>
    /// <exception cref="FormatException">The stream ends within the cell.</exception>
    public static string? FromBytes(ref ReadOnlySpan<byte> bytes, VoField field)
    {
        var count = field.FixedLength ?? BinaryPrimitives.ReadInt32BigEndian(Take(ref bytes, 4));
        if (count < 0)
            throw new FormatException($"a cell of {field} claims {count} elements");
        switch (field.Datatype)
        {
            case "char":
                return Text(Encoding.UTF8.GetString(Take(ref bytes, count)));
            case "unicodeChar":
                return Text(Encoding.BigEndianUnicode.GetString(Take(ref bytes, checked(2 * count))));
            case "bit":
                var packed = Take(ref bytes, (count + 7) / 8);
                var bits = new string[count];
                for (var i = 0; i < count; i++)
                    bits[i] = (packed[i / 8] & (0x80 >> (i % 8))) != 0 ? "1" : "0";
                return Join(bits, field);
        }
        var size = SizeOf(field.Datatype);
        var content = Take(ref bytes, checked(count * size));
        var perElement = field.Datatype is "floatComplex" or "doubleComplex" ? 2 : 1;
        var part = size / perElement;
        var values = new string?[count * perElement];
        for (var i = 0; i < values.Length; i++)
            values[i] = Element(content.Slice(i * part, part), field.Datatype);
        return Join(values, field);
    }

    private static string? Text(string text)
    {
        var trimmed = text.TrimEnd('\0');
        return trimmed.Length == 0 ? null : trimmed;
    }

    private static string? Join(string?[] values, VoField field)
    {
        if (!field.IsScalar || values.Length > 1)
            return values.Length == 0 ? null : string.Join(' ', values.Select(value => value ?? "?"));
        return values[0] == "NaN" || (field.NullText is not null && values[0] == field.NullText) ? null : values[0];
    }

    private static string? Element(string word, string datatype)
    {
        switch (datatype)
        {
            case "boolean":
                return word.ToUpperInvariant() switch
                {
                    "T" or "TRUE" or "1" => "T",
                    "F" or "FALSE" or "0" => "F",
                    "?" => null,
                    _ => throw Wrong(word, datatype),
                };
            case "bit":
                return word is "0" or "1" ? word : throw Wrong(word, datatype);
            case "float" or "floatComplex":
                return Spell((float)Float(word, datatype));
            case "double" or "doubleComplex":
                return Spell(Float(word, datatype));
            case "unsignedByte":
                return Integer(word, byte.MinValue, byte.MaxValue, datatype);
            case "short":
                return Integer(word, short.MinValue, short.MaxValue, datatype);
            case "int":
                return Integer(word, int.MinValue, int.MaxValue, datatype);
            case "long":
                return Integer(word, long.MinValue, long.MaxValue, datatype);
            default:
                throw new FormatException($"there is no datatype \"{datatype}\"");
        }
    }

    private static string? Element(ReadOnlySpan<byte> bytes, string datatype) =>
        datatype switch
        {
            "boolean" => bytes[0] switch
            {
                (byte)'T' or (byte)'t' or (byte)'1' => "T",
                (byte)'F' or (byte)'f' or (byte)'0' => "F",
                _ => null,
            },
            "unsignedByte" => Spell(bytes[0]),
            "short" => Spell(BinaryPrimitives.ReadInt16BigEndian(bytes)),
            "int" => Spell(BinaryPrimitives.ReadInt32BigEndian(bytes)),
            "long" => Spell(BinaryPrimitives.ReadInt64BigEndian(bytes)),
            "float" or "floatComplex" => Spell(BinaryPrimitives.ReadSingleBigEndian(bytes)),
            _ => Spell(BinaryPrimitives.ReadDoubleBigEndian(bytes)),
        };

    private static int SizeOf(string datatype) =>
        datatype switch
        {
            "boolean" or "unsignedByte" => 1,
            "short" => 2,
            "int" or "float" => 4,
            "long" or "double" or "floatComplex" => 8,
            "doubleComplex" => 16,
            _ => throw new FormatException($"there is no datatype \"{datatype}\""),
        };

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        if (count > bytes.Length)
            throw new FormatException($"the stream ends within a cell: {count} bytes wanted, {bytes.Length} left");
        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }

    /// <summary>A floating-point number in VOTable's spelling: NaN, +Inf, -Inf besides digits.</summary>
    private static double Float(string word, string datatype) =>
        word switch
        {
            "NaN" => double.NaN,
            "Inf" or "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            _ => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw Wrong(word, datatype),
        };

    private static string Integer(string word, long least, long most, string datatype)
    {
        if (
            word.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && long.TryParse(word.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex)
        )
            return Spell(hex);
        return
            long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
            ? Spell(number)
            : throw Wrong(word, datatype);
    }

    private static string Spell(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Spell(float number) => number == 0 ? "0" : number.ToString("R", CultureInfo.InvariantCulture);

    private static string Spell(double number) =>
        number == 0 ? "0" : number.ToString("R", CultureInfo.InvariantCulture);

    private static FormatException Wrong(string word, string datatype) =>
        new($"\"{word}\" is not a value of type {datatype}");
}
