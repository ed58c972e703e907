using System.Text;
using DataLab.Formats;

namespace DataLab.Catalog.DuckDb;

/// <summary>What the texts of a column are made of.</summary>
internal static class TextColumns
{
    /// <summary>True if all characters are printable ASCII.</summary>
    public static bool IsPrintable(ColumnVector vector) =>
        vector switch
        {
            TextVector text => !text.Bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~'),
            ListVector list => IsPrintable(list.Items),
            _ => true,
        };

    /// <summary>False where VOTable's char would not do, and unicodeChar is needed (VOTable 1.4 §2.1).</summary>
    public static bool IsAscii(ColumnVector vector) =>
        vector switch
        {
            TextVector text => Ascii.IsValid(text.Bytes),
            ListVector list => IsAscii(list.Items),
            _ => true,
        };
}
