using DataLab.Formats.Tests.Tables;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace DataLab.Formats.Tests.Parquet;

/// <summary>Reads Parquet with Parquet.Net, which shares no code with what we write with; lists are put together from the levels.</summary>
internal static class ParquetNetOracle
{
    /// <summary>Every row as <see cref="TableText"/> writes rows.</summary>
    public static async Task<List<string>> LinesAsync(byte[] parquet)
    {
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(parquet));
        var lines = new List<string>();
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            var columns = new List<List<object?>>();
            foreach (var field in reader.Schema.Fields)
                columns.Add(await ColumnAsync(group, field));
            Assert.That(columns, Has.All.Count.EqualTo(group.RowCount));
            for (var row = 0; row < group.RowCount; row++)
                lines.Add(TableText.Line([.. columns.Select(column => column[row])]));
        }
        return lines;
    }

    private static async Task<List<object?>> ColumnAsync(
        ParquetRowGroupReader group,
        global::Parquet.Schema.Field field
    )
    {
        var list = field as ListField;
        var data = (DataField)(list?.Item ?? field);
        using var raw = await group.ReadRawColumnDataBaseAsync(data);
        var values = new Queue<object?>(Values(raw));
        var definitions = raw.DefinitionLevels.ToArray();
        var cells = new List<object?>();
        if (list is null)
        {
            cells.AddRange(definitions.Select(level => level == 0 ? null : values.Dequeue()));
            return cells;
        }
        var repetitions = raw.RepetitionLevels.ToArray();
        List<object?>? open = null;
        for (var i = 0; i <= definitions.Length; i++)
        {
            if (i == definitions.Length || repetitions[i] == 0)
            {
                if (open is not null)
                    cells.Add(open.ToArray());
                open = null;
            }
            if (i == definitions.Length)
                break;
            if (definitions[i] == 0)
            {
                cells.Add(null);
                continue;
            }
            open ??= [];
            if (definitions[i] > 1)
                open.Add(definitions[i] == 2 ? null : values.Dequeue());
        }
        return cells;
    }

    private static IEnumerable<object?> Values(RawColumnData raw) =>
        raw switch
        {
            RawColumnData<bool> data => data.Values.ToArray().Cast<object?>(),
            RawColumnData<byte> data => data.Values.ToArray().Cast<object?>(),
            RawColumnData<short> data => data.Values.ToArray().Cast<object?>(),
            RawColumnData<int> data => data.Values.ToArray().Cast<object?>(),
            RawColumnData<long> data => data.Values.ToArray().Cast<object?>(),
            RawColumnData<float> data => data.Values.ToArray().Cast<object?>(),
            RawColumnData<double> data => data.Values.ToArray().Cast<object?>(),
            RawColumnData<ReadOnlyMemory<char>> data => data.Values.ToArray().Select(text => text.ToString()),
            _ => throw new NotSupportedException(raw.GetType().ToString()),
        };
}
