using System.Diagnostics;

namespace DataLab.Formats;

/// <summary>The wire spelling of VOTable datatypes (VOTable 1.4 §2.1).</summary>
public static class VoTableTypes
{
    public static string Name(this DataType type) =>
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
            DataType.DoubleComplex => "doubleComplex",
            _ => throw new UnreachableException($"{type}"),
        };

    /// <exception cref="FormatException">Not a VOTable datatype.</exception>
    public static DataType Parse(string name) =>
        TryParse(name, out var type) ? type : throw new FormatException($"\"{name}\" is not a VOTable datatype.");

    public static bool TryParse(string name, out DataType type)
    {
        foreach (var candidate in Enum.GetValues<DataType>())
            if (candidate.Name() == name)
            {
                type = candidate;
                return true;
            }
        type = default;
        return false;
    }
}
