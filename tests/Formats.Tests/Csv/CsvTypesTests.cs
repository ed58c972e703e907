using System.Text;
using DataLab.Formats.Csv;

namespace DataLab.Formats.Tests.Csv;

/// <summary>Types that the cells of a column suggest.</summary>
[TestFixture]
internal sealed class CsvTypesTests
{
    [TestCase("true|false|TRUE", DataType.Boolean)]
    [TestCase("T|F|", DataType.Boolean)]
    [TestCase("T|T|", DataType.Char)]
    [TestCase("f|f|", DataType.Char)]
    [TestCase("T|false|", DataType.Boolean)]
    [TestCase("0|1", DataType.Int)]
    [TestCase("true|1", DataType.Char)]
    [TestCase("-2147483648|2147483647", DataType.Int)]
    [TestCase("1|2147483648", DataType.Long)]
    [TestCase("6917528997577384320", DataType.Long)]
    [TestCase("9223372036854775808", DataType.Char)]
    [TestCase("12345678901234567890123", DataType.Char)]
    [TestCase("007|12", DataType.Char)]
    [TestCase("+5|6", DataType.Char)]
    [TestCase("-0|5", DataType.Double)]
    [TestCase("-05|5", DataType.Char)]
    [TestCase("1.0|2", DataType.Double)]
    [TestCase("+5|6.5", DataType.Double)]
    [TestCase("1e5|2", DataType.Double)]
    [TestCase(".5|5.", DataType.Double)]
    [TestCase("1|NaN", DataType.Double)]
    [TestCase("1|--|3", DataType.Int)]
    [TestCase("inf|1.5", DataType.Double)]
    [TestCase("1.5|1e999", DataType.Char)]
    [TestCase("1.5|1.5.2", DataType.Char)]
    [TestCase("1|-", DataType.Char)]
    [TestCase("1|e5", DataType.Char)]
    [TestCase("1|1e", DataType.Char)]
    [TestCase("1|0x10", DataType.Char)]
    [TestCase("1|1_000", DataType.Char)]
    [TestCase("1|n/a", DataType.Char)]
    [TestCase("|NULL|", DataType.Char)]
    [TestCase("169.42996", DataType.Double)]
    public async Task A_type_holds_every_cell_of_the_column(string cells, DataType type) =>
        Assert.That((await Field(cells)).DataType, Is.EqualTo(type));

    [TestCase("2012-01-01T10:00:00|2012-12-31T23:59:59.123456789", "timestamp")]
    [TestCase("2012-01-01T10:00:00Z", "timestamp")]
    [TestCase("2012-01-01T10:00:00|", "timestamp")]
    [TestCase("2012-01-01 10:00:00", null)]
    [TestCase("2012-01-01", null)]
    [TestCase("2012-13-01T10:00:00", null)]
    [TestCase("2011-02-29T10:00:00", null)]
    [TestCase("2012-01-01T10:00:00.", null)]
    [TestCase("2012-01-01T10:00:00+01:00", null)]
    [TestCase("2012-01-01T10:00:00|later", null)]
    public async Task Timestamps_are_text_that_says_so(string cells, string? xtype)
    {
        var field = await Field(cells);
        Assert.That((field.DataType, field.XType), Is.EqualTo((DataType.Char, xtype)));
    }

    [TestCase("00:11:00.88|23:59:59", true)]
    [TestCase("-12:49:22.3|+40 05 51.84|", true)]
    [TestCase("12 20 43", true)]
    [TestCase("12:20", false)]
    [TestCase("12:20:43|12.5", false)]
    [TestCase("12:20:43|x", false)]
    [TestCase("2012-01-01T10:00:00", false)]
    public async Task Sexagesimal_columns_are_noticed(string cells, bool expected)
    {
        await using var reader = await Open(cells);
        Assert.That(reader.LooksSexagesimal("x"), Is.EqualTo(expected));
    }

    [Test]
    public async Task The_last_row_of_a_long_file_counts()
    {
        var cells = string.Join('|', Enumerable.Repeat("1", 200_000).Append("x"));
        Assert.That((await Field(cells)).DataType, Is.EqualTo(DataType.Char));
    }

    private static async Task<Field> Field(string cells)
    {
        await using var reader = await Open(cells);
        return reader.Fields[1];
    }

    private static Task<CsvReader> Open(string cells)
    {
        var text = "k,x\n" + string.Concat(cells.Split('|').Select(cell => $"k,{cell}\n"));
        return CsvReader.OpenAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(text)),
            TableReadOptions.Default,
            CancellationToken.None
        );
    }
}
