using System.Globalization;
using DataLab.Formats;

namespace DataLab.Catalog.Uploads;

/// <summary>Counts what the tables of a session hold and refuses what is too much.</summary>
internal sealed class UploadBudget(UploadLimits limits)
{
    private long rows;
    private long bytes;

    /// <exception cref="ServiceException">LimitExceeded.</exception>
    public void CheckColumns(string table, int columns)
    {
        if (columns > limits.Columns)
            throw TooMuch(
                $"The uploaded table \"{table}\" has {columns} columns; a table may have {limits.Columns}. Send only those that the query needs."
            );
    }

    /// <exception cref="ServiceException">LimitExceeded.</exception>
    public void Add(string table, RowBatch batch)
    {
        rows += batch.Count;
        if (rows > limits.Rows)
            throw TooMuch(
                $"The uploaded tables have more than {limits.Rows} rows, the most that one query may bring (reached in \"{table}\"). Split the table, or send fewer rows."
            );
        foreach (var column in batch.Columns)
            bytes += Size(column);
        if (bytes > limits.Bytes)
            throw TooMuch(
                $"The uploaded tables take more than {limits.Bytes} bytes when unpacked, the most that one query may bring (reached in \"{table}\" after {rows} rows in all). Send fewer rows or columns."
            );
    }

    private static ServiceException TooMuch(FormattableString message) =>
        new(ErrorKind.LimitExceeded, message.ToString(CultureInfo.InvariantCulture));

    private static long Size(ColumnVector column) =>
        column switch
        {
            TextVector text => text.Bytes.Length + 16L * text.Count,
            ListVector list => Size(list.Items) + 16L * list.Count,
            ValueVector<double> or ValueVector<long> => 8L * column.Count,
            ValueVector<float> or ValueVector<int> => 4L * column.Count,
            ValueVector<short> => 2L * column.Count,
            _ => column.Count,
        };
}
