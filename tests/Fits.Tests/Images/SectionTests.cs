using System.Collections.Immutable;
using DataLab.Fits.Cutouts;
using DataLab.Fits.Images;

namespace DataLab.Fits.Tests.Images;

[TestFixture]
internal sealed class SectionTests
{
    private static readonly ImmutableArray<long> Axes = [100, 50, 3];

    [TestCase("[1:10,5:8]", "[1:10,5:8,1:3]")]
    [TestCase("2:9:3", "[2:9:3,1:50,1:3]")]
    [TestCase("[*,7,*]", "[1:100,7:7,1:3]")]
    [TestCase(" [ 1 : 10 , *:2 ] ", "[1:10,1:50:2,1:3]")]
    public void A_section_is_read(string text, string expected) =>
        Assert.That(Section.Parse(text, Axes).ToString(), Is.EqualTo(expected));

    [TestCase("[10:1,*]", "backwards")]
    [TestCase("[-*,*]", "backwards")]
    [TestCase("[0:10,*]", "pixels 1 to 100")]
    [TestCase("[1:101,*]", "pixels 1 to 100")]
    [TestCase("[1:2,1:2,1:2,1:2]", "4 axes")]
    [TestCase("[1:2:0]", "step 0")]
    [TestCase("[a:b]", "is no section")]
    [TestCase("[1:2:3:4]", "is no section")]
    [TestCase("[1:99999999999999999999]", "is no section")]
    [TestCase("", "is no section")]
    public void What_is_no_section_of_the_image_is_refused(string text, string why) =>
        Assert.That(() => Section.Parse(text, Axes), Throws.TypeOf<FitsException>().With.Message.Contains(why));

    [TestCase("[1][10:20,30:40]", "1", "10:20,30:40")]
    [TestCase("[SCI,2]", "SCI,2", null)]
    [TestCase("[*,*]", null, "*,*")]
    [TestCase("[10:20]", null, "10:20")]
    [TestCase("[0]", "0", null)]
    public void A_piece_names_extension_and_section(string text, string? extension, string? section) =>
        Assert.That(SubSelection.Parse(text), Is.EqualTo(new SubSelection(extension, section)));

    [TestCase("")]
    [TestCase("1")]
    [TestCase("[]")]
    [TestCase("[1][2][3]")]
    [TestCase("[1")]
    public void What_names_no_piece_is_refused(string text) =>
        Assert.That(() => SubSelection.Parse(text), Throws.TypeOf<FitsException>());

    [TestCase("[0]", 0)]
    [TestCase("[1]", 1)]
    [TestCase("[sci]", 1)]
    [TestCase("[SCI,2]", 2)]
    [TestCase("[PRIMARY]", 0)]
    [TestCase("[*,*]", 1)]
    public async Task The_extension_is_found_by_number_name_or_version(string text, int index)
    {
        var hdus = await Hdus();
        Assert.That(SubSelection.Parse(text).Find(hdus).Index, Is.EqualTo(index));
    }

    [TestCase("[9]", "no extension [9]")]
    [TestCase("[SCI,3]", "no extension [SCI,3]")]
    [TestCase("[SCI,x]", "is no version")]
    [TestCase("[3]", "is no image")]
    public async Task An_extension_that_is_not_there_is_named(string text, string why)
    {
        var hdus = await Hdus();
        Assert.That(
            () => SubSelection.Parse(text).Find(hdus),
            Throws.TypeOf<FitsException>().With.Message.Contains(why)
        );
    }

    private static async Task<ImmutableArray<Hdu>> Hdus()
    {
        static byte[] Image(int version) =>
            [
                .. FitsBytes.Header(
                    "XTENSION= 'IMAGE   '",
                    FitsBytes.Card("BITPIX", 8),
                    FitsBytes.Card("NAXIS", 1),
                    FitsBytes.Card("NAXIS1", 4),
                    FitsBytes.Card("PCOUNT", 0),
                    FitsBytes.Card("GCOUNT", 1),
                    "EXTNAME = 'SCI     '",
                    FitsBytes.Card("EXTVER", version)
                ),
                .. FitsBytes.Padded([1, 2, 3, 4]),
            ];
        byte[] file =
        [
            .. FitsBytes.Header(FitsBytes.EmptyPrimary),
            .. Image(1),
            .. Image(2),
            .. FitsBytes.Header(FitsBytes.Table(0, 0, 0, 0)),
        ];
        await using var source = new MemorySource(file);
        return (await FitsDocument.OpenAsync(source, default)).Hdus;
    }
}
