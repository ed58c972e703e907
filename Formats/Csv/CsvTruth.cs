using System.Text;

namespace DataLab.Formats.Csv;

/// <summary>Truth values as programs print them.</summary>
internal static class CsvTruth
{
    public static bool TryRead(ReadOnlySpan<byte> cell, out bool value)
    {
        value = Ascii.EqualsIgnoreCase(cell, "true"u8) || Ascii.EqualsIgnoreCase(cell, "t"u8);
        return value || Ascii.EqualsIgnoreCase(cell, "false"u8) || Ascii.EqualsIgnoreCase(cell, "f"u8);
    }
}
