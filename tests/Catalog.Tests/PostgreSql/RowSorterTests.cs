using System.Buffers.Binary;
using System.Collections.Immutable;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.PostgreSql;
using DataLab.Formats;

namespace DataLab.Catalog.Tests.PostgreSql;

/// <summary>Rows sorted by runs on disk, as small and as few at a time as they can be.</summary>
[Category("AnyEngine")]
public sealed class RowSorterTests
{
    private string folder = "";

    [SetUp]
    public void Make() => folder = Directory.CreateTempSubdirectory("datalab-sort-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [TestCase(0, 256)]
    [TestCase(1, 256)]
    [TestCase(5_000, 256)]
    [TestCase(5_000, 2)]
    [TestCase(5_000, 3)]
    public void Rows_come_by_cell_and_those_of_a_cell_as_they_were(int count, int fanIn)
    {
        var cells = Cells(count);
        var expected = cells
            .Index()
            .OrderBy(row => row.Item ?? SortedRows.Nowhere)
            .ThenBy(row => row.Index)
            .Select(row => row.Index);
        Assert.That(Numbers(Sorted(cells, fanIn), long.MinValue, long.MaxValue), Is.EqualTo(expected));
    }

    [Test]
    public void A_range_of_cells_is_read_alone()
    {
        var cells = Cells(20_000);
        var sorted = Sorted(cells, 256);
        foreach (var first in new[] { 0L, 17, 40, 99, 250 })
        foreach (var last in new[] { 0L, 17, 60, 99 })
        {
            var expected = cells
                .Index()
                .Where(row => row.Item >= first && row.Item <= last)
                .OrderBy(row => row.Item)
                .ThenBy(row => row.Index)
                .Select(row => row.Index);
            Assert.That(Numbers(sorted, first, last), Is.EqualTo(expected), $"{first} to {last}");
        }
    }

    [Test]
    public void Rows_without_a_position_are_told_apart()
    {
        var cells = Cells(3_000);
        var sorted = Sorted(cells, 256);
        Assert.That(sorted.HasRowsNowhere, Is.True);
        Assert.That(
            Numbers(sorted, SortedRows.Nowhere, SortedRows.Nowhere),
            Is.EqualTo(cells.Index().Where(row => row.Item is null).Select(row => row.Index))
        );
        Assert.That(Sorted([1, 2, 3], 256).HasRowsNowhere, Is.False);
    }

    [Test]
    public void The_cut_gives_every_part_as_many_rows()
    {
        var cells = Cells(3_001);
        var known = cells.OfType<long>().Order().ToArray();
        var sorted = Sorted(cells, 4);
        Assert.That(sorted.Quantiles(3), Is.EqualTo(new[] { known[known.Length / 3], known[known.Length / 3 * 2] }));
        Assert.That(Sorted([5, null], 4).Quantiles(2), Is.Empty);
        Assert.That(Sorted([5, 6], 4).Quantiles(2), Is.EqualTo(new long[] { 6 }));
    }

    [Test]
    public void Runs_that_were_merged_are_gone()
    {
        Sorted(Cells(5_000), 2);
        Assert.That(Directory.EnumerateFiles(folder).Count(), Is.LessThanOrEqualTo(2));
    }

    [Test]
    public void An_interrupt_ends_the_sorting()
    {
        using var sorter = Sorter(2);
        sorter.Interrupt();
        var batch = new ValueVector<int>();
        batch.Append(1);
        var cell = new ValueVector<long>();
        cell.Append(1);
        sorter.Append([batch, batch, batch, cell], 1);
        Assert.That(() => sorter.Finish(Stored(1), [], _ => { }), Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>Cells of a few values, so that many are alike; some rows have none. One row in a hundred is long.</summary>
    private static long?[] Cells(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(50) == 0 ? (long?)null : random.Next(300))];
    }

    private static readonly ImmutableArray<Field> Fields =
    [
        new Field("number", DataType.Int),
        new Field("ra", DataType.Double),
        new Field("dec", DataType.Double),
        new Field("text", DataType.Char) { ArraySize = ArraySize.Any },
    ];

    private RowSorter Sorter(int fanIn)
    {
        var request = new IngestRequest(folder, "s", "t", []) { MemoryLimit = 8 << 10 };
        return new RowSorter(request, IngestColumns.Of(request, Fields[..3], null, _ => { }), folder, fanIn);
    }

    private SortedRows Sorted(long?[] cells, int fanIn)
    {
        var request = new IngestRequest(folder, "s", "t", []) { MemoryLimit = 8 << 10 };
        using var sorter = new RowSorter(request, IngestColumns.Of(request, Fields, null, _ => { }), folder, fanIn);
        foreach (var chunk in cells.Index().Chunk(700))
        {
            var (number, degrees, text, cell) = (
                new ValueVector<int>(),
                new ValueVector<double>(),
                new TextVector(),
                new ValueVector<long>()
            );
            foreach (var (i, item) in chunk)
            {
                number.Append(i);
                degrees.Append(i);
                text.Append(new string('x', i % 100 == 0 ? 9_000 : i % 7));
                if (item is { } known)
                    cell.Append(known);
                else
                    cell.AppendNull();
            }
            sorter.Append([number, degrees, degrees, text, cell], chunk.Length);
        }
        sorter.Finish(Stored(cells.Length), [], _ => { });
        return sorter.Sorted;
    }

    private static StoredTable Stored(long rows) => new(new TableMetadata("s", "t", []) { Rows = rows }, []);

    private static List<int> Numbers(SortedRows rows, long first, long last)
    {
        var numbers = new List<int>();
        using var merge = rows.Read(first, last);
        while (merge.Next())
            numbers.Add(BinaryPrimitives.ReadInt32BigEndian(merge.Row[6..]));
        return numbers;
    }
}
