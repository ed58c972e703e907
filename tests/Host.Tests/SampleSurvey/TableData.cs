using System.Security.Cryptography;
using System.Text;
using DataLab.Formats;
using DataLab.Host.SampleSurvey;

namespace DataLab.Host.Tests.SampleSurvey;

/// <summary>All rows of a survey table, by column, for tests to look at.</summary>
internal sealed class TableData
{
    private readonly Dictionary<string, List<double>> numbers = [];
    private readonly Dictionary<string, List<string?>> texts = [];

    private static readonly Lazy<SyntheticSurvey> Default = new(() =>
        SyntheticSurvey.Create(new SampleSurveyOptions())
    );
    private static readonly Dictionary<string, TableData> OfDefault = [];

    public int Rows { get; private set; }

    /// <summary>A table of the demonstration survey, made once.</summary>
    public static TableData Demo(string table)
    {
        lock (OfDefault)
            return OfDefault.TryGetValue(table, out var data) ? data : OfDefault[table] = Read(Default.Value[table]);
    }

    public static TableData Read(SurveyTable table)
    {
        var data = new TableData();
        foreach (var batch in Batches(table))
        {
            data.Rows += batch.Count;
            for (var i = 0; i < batch.Columns.Length; i++)
                data.Add(table.Metadata.Columns[i].Field.Name, batch.Columns[i], batch.Count);
            batch.Dispose();
        }
        return data;
    }

    /// <summary>SHA-256 of all cells as text of full precision, row by row within a column, hexadecimal.</summary>
    public static string Hash(SurveyTable table)
    {
        var data = Read(table);
        var text = new StringBuilder();
        foreach (var column in table.Metadata.Columns.Select(column => column.Field.Name))
        {
            text.Append(column).Append(':');
            if (data.texts.TryGetValue(column, out var strings))
                text.AppendJoin(',', strings);
            else
                text.AppendJoin(',', data.numbers[column].Select(x => BitConverter.DoubleToInt64Bits(x)));
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public double[] Numbers(string column) => [.. numbers[column]];

    public string?[] Texts(string column) => [.. texts[column]];

    private static IEnumerable<RowBatch> Batches(SurveyTable table)
    {
        var source = table.Open();
        while (source.ReadAsync(CancellationToken.None).AsTask().Result is { } batch)
            yield return batch;
        source.DisposeAsync().AsTask().Wait();
    }

    private void Add(string column, ColumnVector cells, int count)
    {
        Assert.That(cells.Count, Is.EqualTo(count), column);
        if (cells is TextVector text)
        {
            var list = texts.TryGetValue(column, out var known) ? known : texts[column] = [];
            for (var row = 0; row < count; row++)
                list.Add(text.IsNull(row) ? null : Encoding.UTF8.GetString(text[row]));
            return;
        }
        var values = numbers.TryGetValue(column, out var old) ? old : numbers[column] = [];
        for (var row = 0; row < count; row++)
            values.Add(
                cells switch
                {
                    ValueVector<short> shorts => shorts.Values[row],
                    ValueVector<int> ints => ints.Values[row],
                    ValueVector<long> longs => longs.Values[row],
                    ValueVector<float> floats => floats.Values[row],
                    ValueVector<double> doubles => doubles.Values[row],
                    _ => throw new ArgumentException($"{cells.GetType()}"),
                }
            );
    }
}
