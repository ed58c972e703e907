using DataLab.Formats.Parquet;
using DataLab.Formats.Tests.Tables;

namespace DataLab.Formats.Tests.Parquet;

[Parallelizable]
public sealed class ParquetRoundTripTests
{
    [TestCase(0)]
    [TestCase(4)]
    public async Task Every_type_comes_back(int nullEvery)
    {
        var table = SampleTable.EveryType;
        var rows = SampleTable.Rows(table.Fields, 700, nullEvery);
        var parquet = await TableText.BytesAsync(new ParquetFormat(), new ListSource(table, rows));
        var expected = rows.Select(TableText.Line).ToList();
        using var engine = new DuckDbOracle(parquet);
        Assert.That(engine.Lines(), Is.EqualTo(expected));
        Assert.That(await ParquetNetOracle.LinesAsync(parquet), Is.EqualTo(expected));
    }

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public void Any_table_comes_back(int seed)
    {
        var table = new RandomTable(seed);
        var parquet = TableText.BytesAsync(new ParquetFormat(), table.Source).Result;
        var expected = table.Rows.Select(TableText.Line).ToList();
        using var engine = new DuckDbOracle(parquet);
        Assert.That(engine.Lines(), Is.EqualTo(expected));
        Assert.That(ParquetNetOracle.LinesAsync(parquet).Result, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_null_array_that_has_elements_all_the_same_is_null()
    {
        // As the engine delivers arrays of one length.
        var table = new TableDescription([new Field("pair", DataType.Int) { ArraySize = ArraySize.Of(2) }]);
        var vector = (ListVector)ColumnVector.For(table.Fields[0]);
        for (var i = 0; i < 6; i++)
        {
            ((ValueVector<int>)vector.Items).Append(i);
            if (i % 2 == 1)
                vector.AppendRow();
        }
        vector.SetNull(1);
        var source = new BatchSource(table, new RowBatch([vector]) { Count = 3 });
        using var engine = new DuckDbOracle(await TableText.BytesAsync(new ParquetFormat(), source));
        Assert.That(engine.Lines(), Is.EqualTo(new[] { "[0 1]", "∅", "[4 5]" }));
    }

    [Test]
    public async Task A_batch_that_a_limit_cut_is_written_as_far_as_it_counts()
    {
        var table = new TableDescription([
            new Field("s", DataType.Char) { ArraySize = ArraySize.Any },
            new Field("l", DataType.Double) { ArraySize = ArraySize.Any },
        ]);
        List<object?[]> rows =
        [
            ["a", new object?[] { 1.0 }],
            ["b", null],
            ["c", new object?[] { 3.0 }],
        ];
        await using var limited = new LimitedRowSource(new ListSource(table, rows), 2);
        using var engine = new DuckDbOracle(await TableText.BytesAsync(new ParquetFormat(), limited));
        Assert.That(engine.Lines(), Is.EqualTo(rows.Take(2).Select(TableText.Line)));
    }
}
