using DataLab.Formats;
using DataLab.Sia.Sia1;
using DataLab.Sia.Tests.Support;
using DataLab.Sky;

namespace DataLab.Sia.Tests.Search;

/// <summary>Searches of SIA 1.0 against a filter in C#, and the columns of their answers.</summary>
public sealed class Sia1SearchTests
{
    private static readonly string[] Required =
    [
        "VOX:Image_Title",
        "POS_EQ_RA_MAIN",
        "POS_EQ_DEC_MAIN",
        "VOX:Image_Naxes",
        "VOX:Image_Naxis",
        "VOX:Image_Scale",
        "VOX:Image_Format",
        "VOX:Image_AccessReference",
    ];

    private static RandomImages Images => SearchedImages.Images;

    // West, south, east, north of the region as the standard has it: a range of coordinates.
    [TestCase("155,-25", "2,1", "OVERLAPS", 154, -25.5, 156, -24.5)]
    [TestCase("0,0", "1", "OVERLAPS", 359.5, -0.5, 0.5, 0.5)]
    [TestCase("359.8,0.2", "3,1", "overlaps", 358.3, -0.3, 1.3, 0.7)]
    [TestCase("10,89", "400,4", "OVERLAPS", 0, 87, 360, 90)]
    [TestCase("155,-25", "4,4", "ENCLOSED", 153, -27, 157, -23)]
    [TestCase("0,0", "4,4", "ENCLOSED", 358, -2, 2, 2)]
    [TestCase("155,-25", "0.05,0.02", "COVERS", 154.975, -25.01, 155.025, -24.99)]
    [TestCase("155.5,-25.5", "5", "CENTER", 155.5, -25.5, 155.5, -25.5)]
    [TestCase("155,-25", "0", "OVERLAPS", 155, -25, 155, -25)]
    [TestCase("0.5,0.5", "0", "COVERS", 0.5, 0.5, 0.5, 0.5)]
    public async Task A_search_finds_the_images_of_the_region(
        string pos,
        string size,
        string intersect,
        double west,
        double south,
        double east,
        double north
    )
    {
        var region = new CoordinateRange(west, south, east, north);
        var isPoint = west == east;
        var expected = Images.Rows.Where(row =>
            row["hdu"] is not null
            && RandomImages.Outline(row) is { } outline
            && (
                isPoint ? outline.Contains(new Point(west, south))
                : intersect == "ENCLOSED" ? region.TryContains(outline) == true
                : intersect == "COVERS" ? outline.TryContains(region) == true
                : outline.TryIntersects(region) == true
            )
        );
        var answer = await Images.Query1Async(null, ("POS", pos), ("SIZE", size), ("INTERSECT", intersect));
        Assert.That(
            RandomImages.Column(answer, "obs_publisher_did"),
            Is.EqualTo(expected.Select(row => (string)row["obs_publisher_did"]!).Order(StringComparer.Ordinal))
        );
        Assert.That(Images.Rows.Count(row => row["hdu"] is not null), Is.GreaterThan(answer.Rows.Count));
    }

    [Test]
    public async Task A_collection_is_searched_alone_and_unknown_ones_are_told()
    {
        var answer = await Images.Query1Async("Beta", ("POS", "155,-25"), ("SIZE", "20"));
        Assert.That(RandomImages.Column(answer, "obs_collection"), Is.Not.Empty.And.All.EqualTo("Beta"));
        Assert.That(await Images.Sia1.FindCollectionAsync("bETA", default), Is.EqualTo("Beta"));
        var error = Assert.ThrowsAsync<ServiceException>(() => Images.Sia1.FindCollectionAsync("delta", default));
        Assert.That(error!.Kind, Is.EqualTo(ErrorKind.NotFound));
        Assert.That(error.Message, Does.Contain("delta").And.Contain("alpha").And.Contain("g'amma"));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public async Task The_required_columns_are_there_exactly_once(int verbosity)
    {
        var answer = await Images.Query1Async(null, ("POS", "155,-25"), ("SIZE", "20"), ("VERB", $"{verbosity}"));
        var fields = answer.Source.Fields;
        foreach (var ucd in Required)
            Assert.That(fields.Count(field => field.Ucd == ucd), Is.EqualTo(1), ucd);
        Assert.That(fields.Select(field => field.Name), Is.Unique);
        if (verbosity == 0)
            Assert.That(fields, Has.Length.EqualTo(Required.Length));
        if (verbosity >= 2)
            Assert.That(fields.Take(61).Select(field => field.Name), Is.EqualTo(Sia1Column.DataLab));
        Field Of(string ucd) => fields.Single(field => field.Ucd == ucd);
        Assert.That(
            (Of("VOX:Image_Naxis").DataType, Of("VOX:Image_Scale").DataType, Of("VOX:Image_Naxes").DataType),
            Is.EqualTo((DataType.Int, DataType.Double, DataType.Int))
        );
        Assert.That(answer.Rows, Is.Not.Empty);
        Assert.That(answer.Rows.Select(row => row.Length), Is.All.EqualTo(fields.Length));
    }

    [Test]
    public async Task Cells_are_what_clients_of_the_Data_Lab_expect()
    {
        var answer = await Images.Query1Async(null, ("POS", "155,-25"), ("SIZE", "20,30"));
        var names = answer.Source.Fields.Select(field => field.Name).ToList();
        foreach (var cells in answer.Rows)
        {
            object? Cell(string name) => cells[names.IndexOf(name)];
            var row = Images.Rows.Single(r => (string)r["obs_publisher_did"]! == (string)Cell("obs_publisher_did")!);
            var url =
                $"{RandomImages.BaseUrl}/svc/cutout?col={Uri.EscapeDataString((string)row["obs_collection"]!)}&siaRef={row["file_name"]}&extn={row["hdu"]}&POS=155,-25&SIZE=20,30";
            Assert.That(
                (Cell("access_url"), Cell("preview")),
                Is.EqualTo(((object?)url, (object?)(url + "&preview=true")))
            );
            Assert.That(Cell("access_format"), Is.EqualTo("image/fits"));
            Assert.That(Cell("access_estsize"), Is.EqualTo((int)((long)row["access_estsize"]! * 1000)));
            Assert.That(
                Cell("exptime"),
                Is.EqualTo(
                    row["exptime"] is double d
                        ? d.ToString("R", System.Globalization.CultureInfo.InvariantCulture)
                        : null
                )
            );
            Assert.That(Cell("mjd_obs"), Is.TypeOf<string>());
            Assert.That(Cell("obs_title"), Is.EqualTo(row["obs_title"] ?? row["target_name"] ?? row["file_name"]));
            Assert.That(Cell("im_naxis"), Is.EqualTo(new object[] { 2048, 4096 }));
        }
    }

    [Test]
    public async Task Two_formats_are_two_rows_of_each_image_and_MaxRec_counts_rows()
    {
        var (pos, size) = (("POS", "155,-25"), ("SIZE", "20"));
        var fits = (await Images.Query1Async(null, pos, size)).Rows.Count;
        var both = await Images.Query1Async(null, pos, size, ("FORMAT", "image/fits,image/png"));
        var types = RandomImages.Column(both, "access_format");
        Assert.That(
            (types.Count(t => t == "image/fits"), types.Count(t => t == "image/png")),
            Is.EqualTo((fits, fits))
        );
        var cut = await Images.Query1Async(
            null,
            pos,
            size,
            ("FORMAT", "image/fits,image/png"),
            ("MAXREC", $"{fits + 1}")
        );
        Assert.That((cut.Rows.Count, cut.Source.Overflowed), Is.EqualTo((fits + 1, true)));
        var graphic = await Images.Query1Async(null, pos, size, ("FORMAT", "GRAPHIC"));
        Assert.That(RandomImages.Column(graphic, "access_url"), Is.All.EndsWith("&preview=true"));
        Assert.That((await Images.Query1Async(null, pos, size, ("FORMAT", "text/html"))).Rows, Is.Empty);
    }

    [Test]
    public async Task Metadata_needs_no_position_and_tells_the_inputs()
    {
        var answer = await Images.Query1Async(null, ("FORMAT", "METADATA"));
        Assert.That(answer.Rows, Is.Empty);
        Assert.That(
            answer.Source.Table.Parameters.Select(parameter => parameter.Name),
            Is.SupersetOf(new[] { "INPUT:POS", "INPUT:SIZE", "INPUT:FORMAT", "INPUT:INTERSECT", "INPUT:VERB" })
        );
    }
}
