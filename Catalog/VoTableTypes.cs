using DataLab.Formats;

namespace DataLab.Catalog;

/// <summary>VOTable's spelling of its datatypes (VOTable 1.4 §2.1), as TAP_SCHEMA and the translator use it.</summary>
internal static class VoTableTypes
{
    public static string Name(DataType type) =>
        type switch
        {
            DataType.Boolean => "boolean",
            DataType.Bit => "bit",
            DataType.UnsignedByte => "unsignedByte",
            DataType.Short => "short",
            DataType.Int => "int",
            DataType.Long => "long",
            DataType.Char => "char",
            DataType.UnicodeChar => "unicodeChar",
            DataType.Float => "float",
            DataType.Double => "double",
            DataType.FloatComplex => "floatComplex",
            _ => "doubleComplex",
        };

    public static bool TryParse(string name, out DataType type)
    {
        foreach (var candidate in Enum.GetValues<DataType>())
        {
            if (Name(candidate) == name)
            {
                type = candidate;
                return true;
            }
        }
        type = default;
        return false;
    }
}
