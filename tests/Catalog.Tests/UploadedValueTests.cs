using System.Collections.Immutable;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>The values of uploaded tables: what comes back of them, and what counts as an instant, a position or a shape.</summary>
[Parallelizable]
public sealed class UploadedValueTests
{
    [Test]
    public async Task An_upload_comes_back_with_its_values_and_metadata()
    {
        await using var archive = await Archive.EmptyAsync();
        ImmutableArray<Field> fields =
        [
            new("a b\"c", DataType.Long)
            {
                Unit = "km/s",
                Ucd = "spect.dopplerVeloc",
                Utype = "x:y",
                Description = "D",
            },
            new("select", DataType.Char) { ArraySize = ArraySize.Any, XType = "hms" },
        ];
        object?[][] rows =
        [
            [1L, ""],
            [null, "é"],
            [long.MinValue, null],
        ];
        await using var result = await UploadQueries.RunAsync(
            archive,
            "SELECT * FROM TAP_UPLOAD.T",
            ("t", new MemorySource(fields, rows))
        );
        // A text with characters outside ASCII is unicodeChar, whatever it was said to be.
        Assert.That(
            result.Fields,
            Is.EqualTo([fields[0], fields[1] with { DataType = DataType.UnicodeChar }]).UsingPropertiesComparer()
        );
        Assert.That(await Cells.ReadAllAsync(result), Is.EqualTo(rows));
    }

    [TestCase("2020-01-01T00:00:00", "2020-01-01T00:00:00")]
    [TestCase("2020-01-01T00:00:00.123", "2020-01-01T00:00:00.123")]
    [TestCase("2020-01-01", "2020-01-01")]
    [TestCase("2020-01-01T00:00:00.000Z", "2020-01-01T00:00:00")]
    [TestCase("2020-01-01 00:00:00", "2020-01-01T00:00:00")]
    public async Task Uploaded_timestamps_are_compared_as_instants_and_have_the_xtype_of_today(
        string sent,
        string expected
    )
    {
        await using var archive = await Archive.EmptyAsync();
        Field field = new("t", DataType.Char) { ArraySize = ArraySize.Any, XType = "adql:TIMESTAMP" };
        object?[][] rows =
        [
            [sent],
            [null],
        ];
        await using var result = await UploadQueries.RunAsync(
            archive,
            "SELECT t FROM TAP_UPLOAD.u WHERE t >= '2019-12-31T23:59:59' AND t < '2020-01-01T12:00:00'",
            ("u", new MemorySource([field], rows))
        );
        Assert.That(result.Fields[0].XType, Is.EqualTo("timestamp"));
        Assert.That(await Cells.ReadAllAsync(result), Is.EqualTo(new object?[][] { [expected] }));
    }

    [TestCase("yesterday")]
    [TestCase("2020-02-30T00:00:00")]
    [TestCase("2020-01-01T00:00:00.123456789")]
    public async Task Texts_that_are_no_timestamps_stay_what_they_are(string sent)
    {
        await using var archive = await Archive.EmptyAsync();
        Field field = new("t", DataType.Char) { ArraySize = ArraySize.Any, XType = "timestamp" };
        object?[][] rows =
        [
            ["2020-01-01T00:00:00"],
            [sent],
        ];
        await using var result = await UploadQueries.RunAsync(
            archive,
            "SELECT t FROM TAP_UPLOAD.u",
            ("u", new MemorySource([field], rows))
        );
        Assert.That(result.Fields[0].XType, Is.Null);
        Assert.That(await Cells.ReadAllAsync(result), Is.EqualTo(rows));
    }

    [TestCase("Position ICRS 10.5 -20")]
    [TestCase("POSITION 10.5 -20.0")]
    [TestCase("Position FK5 TOPOCENTER SPHERICAL2 1.05e1 -20")]
    [TestCase("10.5 -20")]
    public async Task Positions_as_text_are_points(string sent)
    {
        await using var archive = await Archive.EmptyAsync();
        Field field = new("p", DataType.Char) { ArraySize = ArraySize.Any, XType = "adql:POINT" };
        object?[][] rows =
        [
            [sent],
            [null],
        ];
        await using var result = await UploadQueries.RunAsync(
            archive,
            "SELECT p, COORD2(p) AS d FROM TAP_UPLOAD.u WHERE 1 = CONTAINS(p, CIRCLE(10.5, -20.1, 0.2))",
            ("u", new MemorySource([field], rows))
        );
        Assert.That(
            await Cells.ReadAllAsync(result),
            Is.EqualTo(new object?[][] { [new object[] { 10.5, -20.0 }, -20.0] })
        );
    }

    [TestCase("Position GALACTIC 1 2")]
    [TestCase("Circle ICRS 1 2 3")]
    [TestCase("abc")]
    public async Task Texts_that_are_no_positions_stay_what_they_are(string sent)
    {
        await using var archive = await Archive.EmptyAsync();
        Field field = new("p", DataType.Char) { ArraySize = ArraySize.Any, XType = "adql:POINT" };
        object?[][] rows =
        [
            [sent],
        ];
        await using var result = await UploadQueries.RunAsync(
            archive,
            "SELECT * FROM TAP_UPLOAD.u",
            ("u", new MemorySource([field], rows))
        );
        Assert.That((result.Fields[0].XType, result.Fields[0].IsText), Is.EqualTo(((string?)null, true)));
        Assert.That(await Cells.ReadAllAsync(result), Is.EqualTo(rows));
    }

    [Test]
    public async Task Shapes_work_in_functions_whatever_the_width_of_their_numbers()
    {
        await using var archive = await Archive.EmptyAsync();
        ImmutableArray<Field> fields =
        [
            new("p", DataType.Float) { ArraySize = ArraySize.Of(2), XType = "point" },
            new("c", DataType.Double) { ArraySize = ArraySize.Of(3), XType = "circle" },
            new("g", DataType.Double) { ArraySize = ArraySize.Any, XType = "polygon" },
        ];
        object?[][] rows =
        [
            [
                new object[] { 10f, 5f },
                new object[] { 10.0, 5.0, 1.0 },
                new object[] { 9.0, 4.0, 11.0, 4.0, 10.0, 7.0 },
            ],
        ];
        await using var result = await UploadQueries.RunAsync(
            archive,
            "SELECT CONTAINS(p, c) AS a, CONTAINS(p, g) AS b, INTERSECTS(c, g) AS i FROM TAP_UPLOAD.u",
            ("u", new MemorySource(fields, rows))
        );
        Assert.That(await Cells.ReadAllAsync(result), Is.EqualTo(new object?[][] { [1, 1, 1] }));
    }
}
