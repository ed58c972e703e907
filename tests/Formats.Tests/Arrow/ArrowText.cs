using Apache.Arrow;
using Apache.Arrow.Ipc;
using DataLab.Formats.Tests.Tables;

namespace DataLab.Formats.Tests.Arrow;

/// <summary>Reads an Arrow stream with the library's reader, every cell by its public face.</summary>
internal static class ArrowText
{
    /// <summary>The schema, and every row as <see cref="TableText"/> writes rows.</summary>
    public static async Task<(Schema Schema, List<string> Lines)> ReadAsync(byte[] stream)
    {
        using var reader = new ArrowStreamReader(new MemoryStream(stream));
        var schema = await reader.GetSchema();
        var lines = new List<string>();
        while (await reader.ReadNextRecordBatchAsync() is { } batch)
        {
            for (var row = 0; row < batch.Length; row++)
                lines.Add(TableText.Line([.. batch.Arrays.Select(array => Cell(array, row))]));
            batch.Dispose();
        }
        return (schema, lines);
    }

    private static object? Cell(IArrowArray array, int row) =>
        array switch
        {
            ListArray list => list.IsNull(row) ? null : Elements(list.GetSlicedValues(row)),
            StringArray text => text.GetString(row),
            BooleanArray truths => truths.GetValue(row),
            UInt8Array numbers => numbers.GetValue(row),
            Int16Array numbers => numbers.GetValue(row),
            Int32Array numbers => numbers.GetValue(row),
            Int64Array numbers => numbers.GetValue(row),
            FloatArray numbers => numbers.GetValue(row),
            DoubleArray numbers => numbers.GetValue(row),
            _ => throw new NotSupportedException(array.GetType().ToString()),
        };

    private static object?[] Elements(IArrowArray array) =>
        [.. Enumerable.Range(0, array.Length).Select(i => Cell(array, i))];
}
