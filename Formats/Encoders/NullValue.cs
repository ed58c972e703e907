using System.Globalization;

namespace DataLab.Formats.Encoders;

/// <summary>The integer that stands for null where a format has no other way (VOTable 1.4 §4.7 VALUES null).</summary>
/// <remarks>
/// The least value of a signed type and 255 for an unsigned byte: a table is streamed, so a value that does not occur cannot
/// be looked for. A true value equal to it reads back as null, in BINARY and as an element of an array only.
/// </remarks>
internal static class NullValue
{
    public const byte UnsignedByte = byte.MaxValue;

    /// <summary>Its text for VALUES null; null for a type that is not an integer.</summary>
    public static string? Of(DataType type) =>
        type switch
        {
            DataType.UnsignedByte => UnsignedByte.ToString(CultureInfo.InvariantCulture),
            DataType.Short => short.MinValue.ToString(CultureInfo.InvariantCulture),
            DataType.Int => int.MinValue.ToString(CultureInfo.InvariantCulture),
            DataType.Long => long.MinValue.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
}
