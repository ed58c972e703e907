using System.IO.Compression;
using System.Text;

namespace DataLab.Formats.Tests.VoTable;

/// <summary>Documents made to fill the memory or the disk of whoever reads them.</summary>
public sealed class VoTableHostileTests
{
    private const string Head = "<VOTABLE><RESOURCE><TABLE><FIELD name='x' datatype='int'/>";

    [Test]
    public void An_attribute_without_end_is_refused() =>
        Refused(
            "<VOTABLE name='" + new string('a', 3_000_000) + "'/>",
            "The VOTable cannot be read: a tag is longer than 1048576 bytes."
        );

    [Test]
    public void An_attribute_full_of_brackets_is_refused() =>
        Refused("<VOTABLE name='" + new string('>', 3_000_000) + "'/>", "a tag is longer");

    [Test]
    public void Attributes_without_number_are_refused() =>
        Refused(
            "<VOTABLE " + string.Concat(Enumerable.Range(0, 300_000).Select(i => $"a{i}='' ")) + "/>",
            "a tag is longer"
        );

    [TestCase("<RESOURCE>")]
    [TestCase("<RESOURCE><TABLE><DESCRIPTION>")]
    [TestCase("<RESOURCE><TABLE><FIELD name='x' datatype='int'/><DATA><TABLEDATA><TR>")]
    [TestCase("<RESOURCE><TABLE><FIELD name='x' datatype='int'/><DATA><TABLEDATA><TR><TD>")]
    public void Elements_nested_without_end_are_refused(string around) =>
        Refused(
            "<VOTABLE>" + around + string.Concat(Enumerable.Repeat("<a>", 100_000)),
            "elements are nested more than 200 deep"
        );

    [Test]
    public void Fields_without_number_are_refused() =>
        Refused(
            "<VOTABLE><RESOURCE>"
                + string.Concat(Enumerable.Repeat("<TABLE><FIELD name='x' datatype='int'/></TABLE>", 60_000)),
            "it has more than 50000 FIELD elements"
        );

    [Test]
    public void A_stream_that_unpacks_to_more_than_allowed_is_refused()
    {
        const string fits =
            "SIMPLE  =                    T|BITPIX  =                    8|NAXIS   =                    0|END";
        const string table =
            "XTENSION= 'BINTABLE'|BITPIX  =                    8|NAXIS   =                    2|NAXIS1  =                    4"
            + "|NAXIS2  =              5000000|PCOUNT  =                    0|GCOUNT  =                    1"
            + "|TFIELDS =                    1|TFORM1  = '1J'|END";
        byte[] content = [.. Cards(fits), .. Cards(table), .. new byte[20_001_600]];
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(content);
        var stream = $"<STREAM encoding='gzip'>{Convert.ToBase64String(packed.ToArray())}</STREAM>";
        Refused(
            Head + $"<DATA><BINARY>{stream}</BINARY></DATA></TABLE></RESOURCE></VOTABLE>",
            "more than 1000000 bytes"
        );
        Refused(Head + $"<DATA><FITS>{stream}</FITS></DATA></TABLE></RESOURCE></VOTABLE>", "more than 1000000 bytes");
    }

    private static byte[] Cards(string cards) =>
        Encoding.ASCII.GetBytes(string.Concat(cards.Split('|').Select(card => card.PadRight(80))).PadRight(2880));

    [Test]
    public async Task Comments_cdata_and_long_texts_are_no_tags()
    {
        var text = new string('a', 3_000_000);
        var document =
            "<?xml version='1.0'?><!-- don't mind the quote: 1 < 2 -->"
            + Head.Replace("'int'", "'char' arraysize='*'", StringComparison.Ordinal)
            + $"<DATA><TABLEDATA><TR><TD>{text}</TD></TR><TR><TD><![CDATA[it's]]></TD></TR></TABLEDATA></DATA>"
            + "</TABLE></RESOURCE></VOTABLE>";
        var rows = await ReadAsync(Encoding.UTF8.GetBytes(document));
        Assert.That(rows, Is.EqualTo(2));
        Assert.That(
            await ReadAsync([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(document)]),
            Is.EqualTo(2)
        );
    }

    private static void Refused(string document, string message) =>
        Assert.That(
            () => ReadAsync(Encoding.UTF8.GetBytes(document)),
            Throws.InstanceOf<TableFormatException>().With.Message.Contains(message)
        );

    private static async Task<int> ReadAsync(byte[] document)
    {
        var options = new TableReadOptions { MaxUnpackedBytes = 1_000_000 };
        await using var source = await TableFile.OpenAsync(new MemoryStream(document), "t", options, default);
        var rows = 0;
        while (await source.ReadAsync(default) is { } batch)
        {
            rows += batch.Count;
            batch.Dispose();
        }
        return rows;
    }
}
