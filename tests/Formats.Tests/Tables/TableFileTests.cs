using System.IO.Compression;
using System.Text;
using DataLab.Formats.Tests.FitsTable;

namespace DataLab.Formats.Tests.Tables;

[TestFixture]
internal sealed class TableFileTests
{
    [TestCase("SIMPLE  =                    T", TableFileKind.Fits)]
    [TestCase("<?xml version=\"1.0\"?>", TableFileKind.VoTable)]
    [TestCase("\uFEFF  <?xml version=\"1.0\"?>", TableFileKind.VoTable)]
    [TestCase("<VOTABLE version=\"1.4\">", TableFileKind.VoTable)]
    [TestCase("<!DOCTYPE VOTABLE>", TableFileKind.VoTable)]
    [TestCase("# %ECSV 1.0\n# ---\n", TableFileKind.Ecsv)]
    [TestCase("# comment\na,b\n", TableFileKind.Csv)]
    [TestCase("a,b\n", TableFileKind.Csv)]
    [TestCase("", TableFileKind.Csv)]
    [TestCase("PAR1\u0015\0", TableFileKind.Parquet)]
    [TestCase("\0\u0001\u0002", TableFileKind.Unknown)]
    public void A_file_is_known_by_its_first_bytes(string head, TableFileKind kind) =>
        Assert.That(TableFile.Sniff(Encoding.UTF8.GetBytes(head)), Is.EqualTo(kind));

    [TestCase("hipparcos.csv.gz", TableFileKind.Csv)]
    [TestCase("hipparcos.fits", TableFileKind.Fits)]
    [TestCase("hipparcos.vot.gz", TableFileKind.VoTable)]
    [TestCase("hipparcos.parquet", TableFileKind.Parquet)]
    [TestCase("wise_tiles.fits.gz", TableFileKind.Fits)]
    [TestCase("conesearch_result.xml", TableFileKind.VoTable)]
    [TestCase("open_clusters.ecsv", TableFileKind.Ecsv)]
    public async Task A_real_file_is_known_through_gzip(string name, TableFileKind kind) =>
        Assert.That(await TableFile.SniffAsync(SharedData.Catalog(name), CancellationToken.None), Is.EqualTo(kind));

    [Test]
    public async Task Hipparcos_is_the_same_table_in_CSV_FITS_and_VOTable()
    {
        var csv = await Open("hipparcos.csv.gz");
        var fits = await Open("hipparcos.fits");
        var votable = await Open("hipparcos.vot.gz");
        Assert.That(fits.Rows.Zip(votable.Rows, (a, b) => a.SequenceEqual(b)), Is.All.True);
        // The text has decimals where the others have floats.
        Assert.That(
            csv.Rows.Zip(fits.Rows, (a, b) => a[0]!.Equals(b[0]) && a[1]!.Equals(b[1]) && a[2]!.Equals(b[2])),
            Is.All.True
        );
        Assert.That((csv.Rows.Count, fits.Rows.Count, votable.Rows.Count), Is.EqualTo((117_955, 117_955, 117_955)));
    }

    [Test]
    public async Task A_compressed_stream_is_unpacked()
    {
        var source = await TableFile.OpenAsync(
            new ForwardOnlyStream(new MemoryStream(Gzip("a,b\n1,2\n"))),
            "t",
            TableReadOptions.Default,
            CancellationToken.None
        );
        Assert.That((await TableCells.ReadAsync(source)).Rows, Is.EqualTo(new object[][] { [1L, 2L] }));
    }

    [Test]
    public async Task A_FITS_table_inside_a_VOTable_is_read()
    {
        var fits = FitsBytes.Table(8, 2, FitsBytes.BigEndian(5, 6), ["TFIELDS = 1", "TTYPE1  = 'x'", "TFORM1  = 'K'"]);
        var xml =
            "<VOTABLE version=\"1.4\"><RESOURCE><TABLE><FIELD name=\"x\" datatype=\"long\"/><DATA><FITS extnum=\"1\"><STREAM encoding=\"base64\">"
            + Convert.ToBase64String(fits)
            + "</STREAM></FITS></DATA></TABLE></RESOURCE></VOTABLE>";
        var source = await TableFile.OpenAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(xml)),
            "t",
            TableReadOptions.Default,
            CancellationToken.None
        );
        Assert.That((await TableCells.ReadAsync(source)).Column("x"), Is.EqualTo(new object[] { 5L, 6L }));
    }

    [TestCase(
        "BZh91AY",
        "\"t\" is compressed with bzip2; expected FITS, VOTable, Parquet, CSV, TSV or ECSV, plain or compressed with gzip."
    )]
    [TestCase(
        "\0\0\0",
        "\"t\" is of an unknown kind; expected FITS, VOTable, Parquet, CSV, TSV or ECSV, plain or compressed with gzip."
    )]
    [TestCase("PAR1", "\"t\" is a Parquet file, which only the engine can load.")]
    [TestCase("", "The file is empty.")]
    public void A_file_that_cannot_be_read_says_why(string content, string message) =>
        Assert.That(
            () =>
                TableFile.OpenAsync(
                    new MemoryStream(Encoding.Latin1.GetBytes(content + (content.StartsWith('B') ? "\0" : ""))),
                    "t",
                    TableReadOptions.Default,
                    CancellationToken.None
                ),
            Throws.TypeOf<TableFormatException>().With.Message.EqualTo(message)
        );

    [Test]
    public void Damaged_gzip_is_an_error_of_the_file()
    {
        var packed = Gzip(
            string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i * 7919 % 10007},x\n")).Insert(0, "a,b\n")
        );
        packed.AsSpan(packed.Length / 2, 100).Fill(0x55);
        Assert.That(
            async () =>
                await TableCells.ReadAsync(
                    await TableFile.OpenAsync(
                        new MemoryStream(packed),
                        "t",
                        TableReadOptions.Default,
                        CancellationToken.None
                    )
                ),
            Throws.TypeOf<TableFormatException>()
        );
    }

    [Test]
    public void A_file_that_unpacks_to_more_than_allowed_is_an_error() =>
        Assert.That(
            () =>
                TableFile.OpenAsync(
                    new MemoryStream(Gzip("a\n" + new string('1', 100_000))),
                    "t",
                    new() { MaxUnpackedBytes = 50_000 },
                    CancellationToken.None
                ),
            Throws
                .TypeOf<TableFormatException>()
                .With.Message.EqualTo("The file unpacks to more than 50000 bytes, which is the limit.")
        );

    [Test]
    public void Gzip_that_is_cut_short_is_an_error() =>
        Assert.That(
            async () =>
                await TableCells.ReadAsync(
                    await TableFile.OpenAsync(
                        new MemoryStream(Gzip("a,b\n1,2\n3,4\n5,6\n")[..^12]),
                        "t",
                        TableReadOptions.Default,
                        CancellationToken.None
                    )
                ),
            Throws.TypeOf<TableFormatException>()
        );

    [Test]
    public void A_stream_that_cannot_be_opened_is_closed()
    {
        var stream = new MemoryStream(Encoding.ASCII.GetBytes("1,2\n"));
        Assert.That(
            () => TableFile.OpenAsync(stream, "t", TableReadOptions.Default, CancellationToken.None),
            Throws.TypeOf<TableFormatException>()
        );
        Assert.That(stream.CanRead, Is.False);
    }

    [Test]
    public async Task A_gzip_file_that_stops_short_is_damaged_also_where_a_row_ends(
        [Values(1, 8, 9, 500)] int missing,
        [Values] bool second
    )
    {
        var rows = string.Concat(
            Enumerable.Range(0, 5000).Select(i => FormattableString.Invariant($"{i},{i * 7919}\n"))
        );
        byte[] packed = second ? [.. Gzip("a,b\n1,2\n"), .. Gzip(rows)] : Gzip("a,b\n" + rows);
        var whole = await ReadAsync(packed);
        Assert.That(whole, Is.EqualTo(second ? 5001 : 5000));
        Assert.That(
            () => ReadAsync(packed[..^missing]),
            Throws.TypeOf<TableFormatException>().With.Message.EqualTo("The gzip compression of the file is damaged.")
        );
    }

    private static async Task<long> ReadAsync(byte[] file)
    {
        await using var rows = await TableFile.OpenAsync(
            new MemoryStream(file),
            "t",
            TableReadOptions.Default,
            CancellationToken.None
        );
        var count = 0L;
        while (await rows.ReadAsync(CancellationToken.None) is { } batch)
            using (batch)
                count += batch.Count;
        return count;
    }

    private static async Task<TableCells> Open(string name) =>
        await TableCells.ReadAsync(
            await TableFile.OpenAsync(SharedData.Catalog(name), TableReadOptions.Default, CancellationToken.None)
        );

    private static byte[] Gzip(string text)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
