using System.IO.Compression;
using System.Text;

namespace DataLab.Fits.Tests;

[TestFixture]
internal sealed class FitsFileTests
{
    private static readonly byte[] Primary = FitsBytes.Header(FitsBytes.EmptyPrimary);

    [TestCase(false)]
    [TestCase(true)]
    public async Task HDUs_follow_each_other_by_their_data_sizes(bool forwardOnly)
    {
        byte[] file =
        [
            .. FitsBytes.Header(
                "SIMPLE  = T",
                FitsBytes.Card("BITPIX", -32),
                FitsBytes.Card("NAXIS", 2),
                FitsBytes.Card("NAXIS1", 100),
                FitsBytes.Card("NAXIS2", 10)
            ),
            .. FitsBytes.Padded(new byte[4000]),
            .. FitsBytes.Header(FitsBytes.Table(4, 3, 5, 1, "TFORM1  = 'J'", "EXTNAME = 'ROWS    '")),
            .. FitsBytes.Padded(new byte[17]),
            .. FitsBytes.Header("XTENSION= 'IMAGE   '", FitsBytes.Card("BITPIX", 16), FitsBytes.Card("NAXIS", 0)),
        ];
        var hdus = await FitsBytes.Walk(forwardOnly ? Forward(file) : new MemoryStream(file));
        Assert.That(
            hdus.Select(hdu => (hdu.Index, hdu.Kind, hdu.Name, hdu.HeaderOffset, hdu.DataOffset, hdu.DataLength)),
            Is.EqualTo(
                new[]
                {
                    (0, HduKind.Image, null, 0L, 2880L, 4000L),
                    (1, HduKind.BinaryTable, "ROWS", 8640L, 11520L, 17L),
                    (2, HduKind.Image, null, 14400L, 17280L, 0L),
                }
            )
        );
    }

    [Test]
    public async Task Random_groups_do_not_count_the_empty_first_axis()
    {
        var header = FitsBytes.Header(
            "SIMPLE  = T",
            FitsBytes.Card("BITPIX", -32),
            FitsBytes.Card("NAXIS", 3),
            FitsBytes.Card("NAXIS1", 0),
            FitsBytes.Card("NAXIS2", 3),
            FitsBytes.Card("NAXIS3", 4),
            "GROUPS  = T",
            FitsBytes.Card("PCOUNT", 5),
            FitsBytes.Card("GCOUNT", 7)
        );
        var hdus = await FitsBytes.Walk(header, FitsBytes.Padded(new byte[4 * 7 * (5 + 12)]));
        Assert.That((hdus[0].Kind, hdus[0].DataLength), Is.EqualTo((HduKind.RandomGroups, 4L * 7 * (5 + 12))));
    }

    [TestCase("ZIMAGE  = T", HduKind.CompressedImage)]
    [TestCase("ZTABLE  = T", HduKind.CompressedTable)]
    [TestCase("ZTABLE  = F", HduKind.BinaryTable)]
    public async Task Compressed_HDUs_are_told_apart(string card, HduKind kind)
    {
        var hdus = await FitsBytes.Walk(Primary, FitsBytes.Header(FitsBytes.Table(0, 0, 0, 0, card)));
        Assert.That(hdus[1].Kind, Is.EqualTo(kind));
    }

    [Test]
    public async Task Bytes_behind_the_last_HDU_are_left_alone() =>
        Assert.That(await FitsBytes.Walk(Primary, Encoding.ASCII.GetBytes("tape padding")), Has.Count.EqualTo(1));

    [Test]
    public async Task A_last_block_that_is_not_filled_up_is_tolerated() =>
        Assert.That(
            await FitsBytes.Walk(Primary, FitsBytes.Header(FitsBytes.Table(4, 3, 0, 0)), new byte[12]),
            Has.Count.EqualTo(2)
        );

    [Test]
    public async Task Junk_after_END_is_tolerated()
    {
        var header = FitsBytes.Header(FitsBytes.EmptyPrimary);
        Encoding.ASCII.GetBytes("left over by the writer").CopyTo(header, 320);
        Assert.That(await FitsBytes.Walk(header), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Data_end_where_the_header_says()
    {
        var data = new byte[2880];
        data.AsSpan().Fill(7);
        byte[] bytes = [.. Primary, .. FitsBytes.Header(FitsBytes.Table(4, 3, 0, 0)), .. data];
        await using var file = new FitsFile(new MemoryStream(bytes));
        await file.ReadHduAsync(CancellationToken.None);
        await file.ReadHduAsync(CancellationToken.None);
        var copy = new MemoryStream();
        await using var stream = file.OpenData();
        await stream.CopyToAsync(copy);
        Assert.That(copy.ToArray(), Is.EqualTo(data[..12]));
    }

    [Test]
    public async Task The_walk_goes_on_after_data_were_read_in_part()
    {
        byte[] bytes =
        [
            .. Primary,
            .. FitsBytes.Header(FitsBytes.Table(4, 3, 0, 0)),
            .. new byte[2880],
            .. FitsBytes.Header(FitsBytes.Table(0, 0, 0, 0)),
        ];
        await using var file = new FitsFile(Forward(bytes));
        await file.ReadHduAsync(CancellationToken.None);
        await file.ReadHduAsync(CancellationToken.None);
        await file.OpenData().ReadExactlyAsync(new byte[5]);
        Assert.That((await file.ReadHduAsync(CancellationToken.None))!.Index, Is.EqualTo(2));
    }

    [Test]
    public void A_file_that_is_not_FITS_is_refused() =>
        Assert.That(
            () => FitsBytes.Walk(Encoding.ASCII.GetBytes("id,ra,dec\n")),
            Throws
                .TypeOf<FitsException>()
                .With.Message.EqualTo("Not a FITS file: it does not begin with \"SIMPLE  =\".")
        );

    [Test]
    public void A_header_without_END_is_an_error() =>
        Assert.That(
            () => FitsBytes.Walk(Primary[..240]),
            Throws
                .TypeOf<FitsException>()
                .With.Message.EqualTo("The header of HDU 0 has no END: the file is cut short.")
        );

    [Test]
    public void A_header_that_never_ends_is_given_up()
    {
        var endless = new byte[Header.MaxCards * 80 + 2 * 2880];
        endless.AsSpan().Fill((byte)' ');
        "SIMPLE  =                    T"u8.CopyTo(endless);
        Assert.That(
            () => FitsBytes.Walk(endless),
            Throws.TypeOf<FitsException>().With.Message.Contains("has no END in 100000 records")
        );
    }

    [Test]
    public void Missing_data_are_an_error() =>
        Assert.That(
            () => FitsBytes.Walk(Primary, FitsBytes.Header(FitsBytes.Table(100, 100, 0, 0)), new byte[5000]),
            Throws
                .TypeOf<FitsException>()
                .With.Message.EqualTo("HDU 1 ends after 5000 of 10000 bytes of data: the file is cut short.")
        );

    [TestCase(8L, 1L << 62, 1L << 62, 0L)]
    [TestCase(8L, 1L << 62, 1L, 0L)]
    [TestCase(8L, long.MaxValue, long.MaxValue, long.MaxValue)]
    [TestCase(8L, -1L, 1L, 0L)]
    [TestCase(8L, 1L, 1L, -1L)]
    [TestCase(8L, 1L, 1L, long.MaxValue)]
    [TestCase(7L, 1L, 1L, 0L)]
    public void Impossible_sizes_are_refused(long bitpix, long naxis1, long naxis2, long pcount)
    {
        var cards = FitsBytes.Table(naxis1, naxis2, pcount, 0);
        cards[1] = FitsBytes.Card("BITPIX", bitpix);
        Assert.That(
            () => FitsBytes.Walk(Primary, FitsBytes.Header(cards)),
            Throws.TypeOf<FitsException>().With.Message.StartsWith("HDU 1: ")
        );
    }

    [TestCase("NAXIS   = 1000")]
    [TestCase("NAXIS   = 'two'")]
    [TestCase("OTHER   = 1")]
    [TestCase("NAXIS   = 2")]
    public void A_missing_or_absurd_NAXIS_is_refused(string card) =>
        Assert.That(
            () => FitsBytes.Walk(FitsBytes.Header("SIMPLE  = T", "BITPIX  = 8", card)),
            Throws.TypeOf<FitsException>()
        );

    [Test]
    public async Task Mutated_files_give_HDUs_or_a_FitsException()
    {
        byte[] file =
        [
            .. Primary,
            .. FitsBytes.Header(
                FitsBytes.Table(12, 3, 40, 2, "TFORM1  = 'J'", "TFORM2  = 'PE(5)'", "EXTNAME = 'A&'", "CONTINUE  'B'")
            ),
            .. FitsBytes.Padded(new byte[76]),
            .. FitsBytes.Header(
                "XTENSION= 'IMAGE   '",
                FitsBytes.Card("BITPIX", 16),
                FitsBytes.Card("NAXIS", 1),
                FitsBytes.Card("NAXIS1", 4)
            ),
            .. FitsBytes.Padded(new byte[8]),
        ];
        var random = new Random(42);
        var refused = 0;
        for (var round = 0; round < 3000; round++)
        {
            var mutant = (byte[])file.Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
                mutant[random.Next(2) == 0 ? random.Next(mutant.Length) : 2880 + random.Next(800)] = (byte)
                    random.Next(256);
            mutant = mutant[..random.Next(mutant.Length / 2, mutant.Length)];
            try
            {
                foreach (var hdu in await FitsBytes.Walk(round % 2 == 0 ? new MemoryStream(mutant) : Forward(mutant)))
                    _ = hdu.Kind == HduKind.BinaryTable ? Tables.TableLayout.Of(hdu) : null;
            }
            catch (FitsException)
            {
                refused++;
            }
        }
        Assert.That(refused, Is.InRange(1, 2999), "some mutants break the file and some do not");
    }

    /// <summary>Through gzip and back, so that it cannot be rewound.</summary>
    private static GZipStream Forward(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        packed.Position = 0;
        return new GZipStream(packed, CompressionMode.Decompress);
    }
}
