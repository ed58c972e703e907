namespace DataLab.Sky.Tests;

/// <summary>Sets of cells against lists of truth values of one order, and their JSON.</summary>
[TestFixture]
public class MocOperationTests
{
    private const int Order = 3;
    private static readonly int Count = (int)Healpix.PixelCount(Order);

    [Test]
    public void Operations_agree_with_what_they_mean_cell_by_cell()
    {
        var random = new Random(31);
        for (var i = 0; i < 300; i++)
        {
            var (a, b) = (Cells(random), Cells(random));
            var (first, second) = (Map(a), Map(b));
            Check(first.Union(second), c => a[c] || b[c]);
            Check(first.Intersection(second), c => a[c] && b[c]);
            Check(first.Difference(second), c => a[c] && !b[c]);
            Check(first.SymmetricDifference(second), c => a[c] != b[c]);
            Check(first.Complement(), c => !a[c]);
            var order = random.Next(Order + 1);
            var shift = 2 * (Order - order);
            var touched = Enumerable.Range(0, Count).Where(c => a[c]).Select(c => c >> shift).ToHashSet();
            Check(first.Degrade(order), c => touched.Contains(c >> shift));
            Assert.That(first.Degrade(order).Cells, Is.All.Matches<(int Order, long)>(cell => cell.Order <= order));
            Assert.That(first.SkyFraction, Is.EqualTo(a.Count(x => x) / (double)Count).Within(1e-15));
        }
    }

    [Test]
    public void The_whole_sky_and_nothing_are_each_others_rest()
    {
        Assert.That(Moc.WholeSky.SkyFraction, Is.EqualTo(1));
        Assert.That(Moc.WholeSky.Complement(), Is.EqualTo(Moc.Empty));
        Assert.That(Moc.Union([]), Is.EqualTo(Moc.Empty));
        Assert.That(MocText.Write(Moc.WholeSky), Is.EqualTo("0/0-11"));
    }

    [Test]
    public void Json_is_read_as_it_was_written()
    {
        var random = new Random(32);
        for (var i = 0; i < 50; i++)
        {
            var map = Map(Cells(random)).Union(Moc.Of([new HealpixRange(i, i)], 29));
            var bytes = System.Text.Encoding.UTF8.GetBytes(MocJson.Write(map));
            Assert.That(MocJson.TryRead(bytes, out var read, out var error), Is.True, error);
            Assert.That(read, Is.EqualTo(map));
            Assert.That(read!.Order, Is.EqualTo(map.Order));
        }
    }

    [Test]
    public void Json_of_the_standard()
    {
        Assert.That(MocJson.TryRead("""{"1":[1,2,4],"2":[12,13,14,21,23,25],"8":[]}"""u8, out var map, out _), Is.True);
        Assert.That(MocText.Write(map!), Is.EqualTo("1/1,2,4 2/12-14,21,23,25 8/"));
        Assert.That(MocJson.Write(map!), Is.EqualTo("""{"1":[1,2,4],"2":[12,13,14,21,23,25],"8":[]}"""));
    }

    [TestCase("")]
    [TestCase("[1]")]
    [TestCase("{}")]
    [TestCase("""{"30":[1]}""")]
    [TestCase("""{"a":[1]}""")]
    [TestCase("""{"1":1}""")]
    [TestCase("""{"1":[48]}""")]
    [TestCase("""{"1":[-1]}""")]
    [TestCase("""{"1":[1.5]}""")]
    [TestCase("""{"1":["1"]}""")]
    [TestCase("""{"1":[[1]]}""")]
    [TestCase("""{"1":[1""")]
    [TestCase("""{"1":[1]} 3""")]
    public void Json_that_is_no_map_is_refused_with_a_reason(string json)
    {
        Assert.That(MocJson.TryRead(System.Text.Encoding.UTF8.GetBytes(json), out _, out var error), Is.False);
        Assert.That(error, Is.Not.Empty);
    }

    private static bool[] Cells(Random random)
    {
        var cells = new bool[Count];
        for (var runs = random.Next(6); runs > 0; runs--)
        {
            var first = random.Next(Count);
            Array.Fill(cells, true, first, Math.Min(Count - first, random.Next(1, 1 + Count / 4)));
        }

        return cells;
    }

    private static Moc Map(bool[] cells) =>
        Moc.Of(Enumerable.Range(0, Count).Where(c => cells[c]).Select(c => Healpix.Range(Order, c)), Order);

    private static void Check(Moc map, Func<int, bool> isIn)
    {
        for (var c = 0; c < Count; c++)
            Assert.That(map.OverlapWith(Order, c), Is.EqualTo(isIn(c) ? Overlap.Full : Overlap.None), $"cell {c}");
        for (var i = 1; i < map.Ranges.Length; i++)
            Assert.That(map.Ranges[i].First, Is.GreaterThan(map.Ranges[i - 1].Last + 1), "ranges touch");
    }
}
