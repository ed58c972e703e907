namespace DataLab.Formats.Csv;

/// <summary>Which cells of a text table have no value.</summary>
internal static class CsvNull
{
    /// <summary>
    /// An unquoted cell that is empty, all blanks, <c>NULL</c>, <c>null</c> or <c>\N</c>. In columns of numbers and truth
    /// values also <c>--</c> and an empty quoted cell; in text a quoted cell is always a value.
    /// </summary>
    public static bool IsNull(ReadOnlySpan<byte> cell, bool quoted, bool isText)
    {
        if (quoted && isText)
            return false;
        if (cell.Length > 4)
            return !cell.ContainsAnyExcept((byte)' ');
        return cell.Length switch
        {
            0 => true,
            2 when !quoted && cell.SequenceEqual("\\N"u8) => true,
            2 when !isText && cell.SequenceEqual("--"u8) => true,
            4 when !quoted && (cell.SequenceEqual("NULL"u8) || cell.SequenceEqual("null"u8)) => true,
            _ => !cell.ContainsAnyExcept((byte)' '),
        };
    }
}
