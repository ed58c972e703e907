using System.Diagnostics;
using System.Text;
using DataLab.Formats.FitsTable;

namespace DataLab.Formats.Tests.FitsTable;

/// <summary>Files that lie: an error soon, and little memory.</summary>
[TestFixture]
internal sealed class FitsTableHostileTests
{
    private const long MostMemory = 300L << 20;

    [TestCase("NAXIS1  = 4611686018427387904", "NAXIS2  = 4611686018427387904")]
    [TestCase("NAXIS1  = 4", "NAXIS2  = 4611686018427387904")]
    [TestCase("NAXIS1  = 268435456", "NAXIS2  = 100000000", "TFORM1  = '268435456B'")]
    [TestCase("NAXIS1  = 60000000", "NAXIS2  = 100000000", "TFORM1  = '60000000B'")]
    [TestCase("NAXIS1  = 268435456", "NAXIS2  = 1", "TFORM1  = '2147483647X'")]
    [TestCase("NAXIS1  = 0", "NAXIS2  = 4611686018427387904", "TFORM1  = '0J'")]
    [TestCase("TFIELDS = 999999")]
    [TestCase("TFIELDS = 999")]
    [TestCase("TFIELDS = 0")]
    [TestCase("TFIELDS = -1")]
    [TestCase("PCOUNT  = 9223372036854775807")]
    [TestCase("TFORM1  = 'PE(2147483647)'", "NAXIS1  = 8")]
    [TestCase("TSCAL1  = 2.0", "TFORM1  = 'C'", "NAXIS1  = 8")]
    public void A_header_that_asks_for_too_much_is_an_error(params string[] cards)
    {
        var header = new Dictionary<string, string>
        {
            ["XTENSION"] = "XTENSION= 'BINTABLE'",
            ["BITPIX"] = "BITPIX  = 8",
            ["NAXIS"] = "NAXIS   = 2",
            ["NAXIS1"] = "NAXIS1  = 4",
            ["NAXIS2"] = "NAXIS2  = 1000000",
            ["PCOUNT"] = "PCOUNT  = 0",
            ["GCOUNT"] = "GCOUNT  = 1",
            ["TFIELDS"] = "TFIELDS = 1",
            ["TFORM1"] = "TFORM1  = 'J'",
        };
        foreach (var card in cards)
            header[card[..8].Trim()] = card;
        var text = string.Concat(header.Values.Append("END").Select(card => card.PadRight(80))).PadRight(2880);
        byte[] file = [.. FitsBytes.Table(0, 0, [], [])[..2880], .. Encoding.ASCII.GetBytes(text), .. new byte[28800]];
        var before = GC.GetTotalAllocatedBytes();
        Assert.That(() => Drain(file), Throws.TypeOf<TableFormatException>());
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(MostMemory));
    }

    [TestCase(1, -1)]
    [TestCase(-1, 0)]
    [TestCase(int.MaxValue, 0)]
    [TestCase(26, 0)]
    [TestCase(1, 97)]
    public void An_array_outside_the_heap_is_an_error(int count, int offset)
    {
        var file = FitsBytes.Table(
            8,
            1,
            FitsBytes.Descriptor(count, offset),
            ["TFIELDS = 1", "TTYPE1  = 'x'", "TFORM1  = 'PJ'"],
            new byte[100]
        );
        Assert.That(
            () => Drain(file),
            Throws
                .TypeOf<TableFormatException>()
                .With.Property("Line")
                .EqualTo(1)
                .And.Property("Field")
                .EqualTo("x")
                .And.Message.Contains("outside the heap")
        );
    }

    [Test]
    public void An_array_longer_than_a_cell_may_be_is_an_error()
    {
        var file = FitsBytes.Table(
            8,
            1,
            FitsBytes.Descriptor(2000, 0),
            ["TFIELDS = 1", "TTYPE1  = 'x'", "TFORM1  = 'PB'"],
            new byte[2000]
        );
        Assert.That(
            () => Drain(file, new() { MaxCellBytes = 1000 }),
            Throws.TypeOf<TableFormatException>().With.Message.EndsWith("longer than 1000 bytes.")
        );
    }

    [Test]
    public async Task Rows_that_share_one_large_array_come_in_small_batches()
    {
        var descriptors = Enumerable.Repeat(FitsBytes.Descriptor(3 << 20, 0), 20).SelectMany(bytes => bytes).ToArray();
        var file = FitsBytes.Table(8, 20, descriptors, ["TFIELDS = 1", "TFORM1  = 'PB'"], new byte[3 << 20]);
        await using var reader = await FitsTableReader.OpenAsync(
            new MemoryStream(file),
            TableReadOptions.Default,
            CancellationToken.None
        );
        var sizes = new List<int>();
        while (await reader.ReadAsync(CancellationToken.None) is { } batch)
        {
            sizes.Add(batch.Count);
            batch.Dispose();
        }
        Assert.That((sizes.Sum(), sizes.Max()), Is.EqualTo((20, 2)));
    }

    [Test]
    public void A_table_cut_short_gives_its_whole_rows_and_then_an_error()
    {
        var file = FitsBytes.Table(4, 5000, new byte[20000], ["TFIELDS = 1", "TFORM1  = 'J'"])[..(5760 + 12000)];
        var rows = 0;
        Assert.That(
            () => Drain(file, new() { BatchRows = 1000 }, batch => rows += batch),
            Throws
                .TypeOf<TableFormatException>()
                .With.Message.EqualTo("HDU 1 ends after 12000 of 20000 bytes of data: the file is cut short.")
        );
        Assert.That(rows, Is.EqualTo(3000));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Mutated_files_give_rows_or_a_TableFormatException(bool forwardOnly)
    {
        var data = new byte[26 * 10];
        for (var row = 0; row < 10; row++)
            FitsBytes.Descriptor(row, row * 4).CopyTo(data, row * 26 + 18);
        var file = FitsBytes.Table(
            26,
            10,
            data,
            [
                "TFIELDS = 4",
                "TFORM1  = 'J'",
                "TFORM2  = '6A'",
                "TFORM3  = 'D'",
                "TFORM4  = 'PE(9)'",
                "TDIM2   = '(3,2)'",
                "TNULL1  = 5",
                "TSCAL3  = 2.0",
            ],
            new byte[400]
        );
        var random = new Random(1);
        var (refused, clock) = (0, Stopwatch.StartNew());
        for (var round = 0; round < 2000; round++)
        {
            var mutant = (byte[])file.Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
                mutant[random.Next(2) == 0 ? random.Next(mutant.Length) : 2880 + random.Next(1300)] = (byte)
                    random.Next(32, 127);
            mutant = mutant[..random.Next(mutant.Length * 2 / 3, mutant.Length + 1)];
            try
            {
                await Drain(mutant, forwardOnly: forwardOnly);
            }
            catch (TableFormatException)
            {
                refused++;
            }
        }
        Assert.That(refused, Is.InRange(1, 1999), "some mutants break the file and some do not");
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromMinutes(1)));
    }

    private static async Task Drain(
        byte[] file,
        TableReadOptions? options = null,
        Action<int>? onBatch = null,
        bool forwardOnly = false
    )
    {
        Stream stream = new MemoryStream(file);
        await using var reader = await FitsTableReader.OpenAsync(
            forwardOnly ? new ForwardOnlyStream(stream) : stream,
            options ?? TableReadOptions.Default,
            CancellationToken.None
        );
        // A file may promise more rows than anyone would wait for; its bytes end before.
        while (await reader.ReadAsync(CancellationToken.None) is { } batch)
        {
            onBatch?.Invoke(batch.Count);
            batch.Dispose();
        }
    }
}
