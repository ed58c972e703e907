using DataLab.Formats.Tests.Tables;

namespace DataLab.Formats.Tests;

public sealed class LimitedRowSourceTests
{
    private static readonly TableDescription Numbers = new([new Field("n", DataType.Int)]);

    [TestCase(10, 0, 0, true)]
    [TestCase(10, 3, 3, true)]
    [TestCase(10, 4, 4, true)]
    [TestCase(10, 9, 9, true)]
    [TestCase(10, 10, 10, false)]
    [TestCase(10, 11, 10, false)]
    [TestCase(8, 8, 8, false)]
    [TestCase(0, 5, 0, false)]
    public async Task Overflow_is_said_only_when_rows_were_cut(int rows, int limit, int read, bool overflowed)
    {
        var inner = new ListSource(
            Numbers,
            [.. Enumerable.Range(0, rows).Select(i => new object?[] { i })],
            batchRows: 4
        );
        await using var source = new LimitedRowSource(inner, limit);
        var lines = await TableText.LinesAsync(source);
        Assert.That((lines.Count, source.Overflowed, inner.Alive), Is.EqualTo((read, overflowed, 0)));
    }

    [Test]
    public void A_negative_limit_is_refused() =>
        Assert.That(
            () => new LimitedRowSource(new ListSource(Numbers, []), -1),
            Throws.InstanceOf<ArgumentException>()
        );
}
