using DataLab.Formats;

namespace DataLab.Catalog;

/// <summary>The xtypes that decide how a column is stored, in the spellings that files have them.</summary>
internal static class XTypes
{
    public const string Timestamp = "timestamp";

    /// <summary>TAP 1.0 §2.5: files of that time are still around.</summary>
    private const string OldTimestamp = "adql:TIMESTAMP";

    public static bool IsTimestamp(Field field) =>
        field.IsText
        && (
            Timestamp.Equals(field.XType, StringComparison.OrdinalIgnoreCase)
            || OldTimestamp.Equals(field.XType, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>The field as it is published: in the spelling of DALI 1.1 §3.3.3.</summary>
    public static Field Published(Field field) => IsTimestamp(field) ? field with { XType = Timestamp } : field;
}
