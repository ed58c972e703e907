using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace DataLab.Formats.Tests.Tables;

/// <summary>Tables to and from what tests compare: bytes of a format, and one line of text a row.</summary>
internal static class TableText
{
    public static async Task<byte[]> BytesAsync(ITableFormat format, RowSource rows)
    {
        using var stream = new MemoryStream();
        var writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        try
        {
            await format.WriteAsync(rows, writer, CancellationToken.None);
        }
        finally
        {
            await writer.CompleteAsync();
        }
        return stream.ToArray();
    }

    public static async Task<string> StringAsync(ITableFormat format, RowSource rows) =>
        Encoding.UTF8.GetString(await BytesAsync(format, rows));

    /// <summary>Every row as <c>a|b|c</c>; null is <c>∅</c>, arrays are in brackets.</summary>
    public static async Task<List<string>> LinesAsync(RowSource rows)
    {
        var lines = new List<string>();
        while (await rows.ReadAsync(CancellationToken.None) is { } batch)
        {
            for (var row = 0; row < batch.Count; row++)
                lines.Add(string.Join('|', batch.Columns.Select(column => Cell(column, row))));
            batch.Dispose();
        }
        return lines;
    }

    public static string Line(object?[] row) => string.Join('|', row.Select(Cell));

    private static string Cell(object? cell) =>
        cell switch
        {
            null => "∅",
            object?[] list => $"[{string.Join(' ', list.Select(Cell))}]",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            float number => number.ToString("R", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => cell.ToString()!,
        };

    private static string Cell(ColumnVector column, int row)
    {
        if (column.IsNull(row))
            return Cell(null);
        return column switch
        {
            ListVector list =>
                $"[{string.Join(' ', Enumerable.Range(list[row].Start, list[row].Length).Select(i => Cell(list.Items, i)))}]",
            TextVector text => Encoding.UTF8.GetString(text[row]),
            ValueVector<bool> values => Cell(values.Values[row]),
            ValueVector<byte> values => Cell(values.Values[row]),
            ValueVector<short> values => Cell(values.Values[row]),
            ValueVector<int> values => Cell(values.Values[row]),
            ValueVector<long> values => Cell(values.Values[row]),
            ValueVector<float> values => Cell(values.Values[row]),
            ValueVector<double> values => Cell(values.Values[row]),
            _ => throw new InvalidOperationException(),
        };
    }
}
