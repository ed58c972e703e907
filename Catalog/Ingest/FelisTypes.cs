using DataLab.Formats;
using DataLab.Formats.VoTable;

namespace DataLab.Catalog.Ingest;

/// <summary>Felis datatypes as VOTable datatypes (Felis data model, "Datatypes").</summary>
internal static class FelisTypes
{
    /// <param name="votable">votable:datatype, which decides where it is given.</param>
    /// <param name="felis">datatype.</param>
    /// <param name="arraySize">votable:arraysize.</param>
    /// <param name="length">Longest string, in characters.</param>
    /// <returns>Nulls where nothing is said.</returns>
    public static (DataType?, ArraySize?) Read(
        string? votable,
        string? felis,
        string? arraySize,
        int? length,
        Func<string, Exception> wrong
    )
    {
        ArraySize? size = null;
        if (arraySize is not null && !ArraySize.TryParse(arraySize, out size))
            throw wrong($"\"{arraySize}\" is not a VOTable arraysize such as 5, *, 10* or 3x2");
        if (votable is not null)
        {
            return VoTableNames.DataTypeOf(votable) is { } exact
                ? (exact, size)
                : throw wrong($"\"{votable}\" is not a VOTable datatype");
        }
        if (felis is null)
            return (null, size);
        DataType type = felis switch
        {
            "boolean" => DataType.Boolean,
            // Felis bytes are 8-bit integers; VOTable's are unsigned.
            "byte" => DataType.UnsignedByte,
            "short" => DataType.Short,
            "int" => DataType.Int,
            "long" => DataType.Long,
            "float" => DataType.Float,
            "double" => DataType.Double,
            "char" or "string" or "text" or "timestamp" => DataType.Char,
            "unicode" => DataType.UnicodeChar,
            "binary" => DataType.UnsignedByte,
            _ => throw wrong(
                $"\"{felis}\" is not a Felis datatype: boolean, byte, short, int, long, float, double, char, string, unicode, text, binary or timestamp"
            ),
        };
        size ??= felis switch
        {
            "char" when length is > 0 and var n => ArraySize.Of(n),
            "string" or "unicode" when length is > 0 and var n => new ArraySize([n], true),
            "char" or "string" or "unicode" or "text" or "timestamp" or "binary" => ArraySize.Any,
            _ => null,
        };
        return (type, size);
    }
}
