using System.Globalization;
using DataLab.Sia.Tests.Support;
using DataLab.Sky;
using Row = System.Collections.Generic.Dictionary<string, object?>;

namespace DataLab.Sia.Tests.Search;

/// <summary>Every parameter of SIA 2.0 against a filter in C# over the same rows.</summary>
public sealed class Sia2FilterTests
{
    private static RandomImages Images => SearchedImages.Images;

    private static double? Real(Row row, string column) => (double?)row[column];

    private static Func<Row, bool> Overlaps(string low, string high, double from, double to) =>
        row => Real(row, low) <= to && Real(row, high) >= from;

    private static Func<Row, bool> Holds(string column, double from, double to) =>
        row => Real(row, column) >= from && Real(row, column) <= to;

    private static Func<Row, bool> Has(string column, params object[] values) =>
        row => row[column] is { } value && values.Contains(value);

    private static Func<Row, bool> Meets(Region region) =>
        row => RandomImages.Outline(row)?.TryIntersects(region) == true;

    private const double Inf = double.PositiveInfinity;

    private static IEnumerable<TestCaseData> Cases()
    {
        TestCaseData Case(string query, params Func<Row, bool>[] filters) =>
            new TestCaseData(query, (Func<Row, bool>)(row => filters.All(filter => filter(row)))).SetArgDisplayNames(
                query
            );

        yield return Case("");
        yield return Case("POS=CIRCLE 155 -25 1.5", Meets(new Circle(new Point(155, -25), 1.5)));
        yield return Case("POS=circle 0.1 0 0.4", Meets(new Circle(new Point(0.1, 0), 0.4)));
        yield return Case("POS=CIRCLE 20 90 2", Meets(new Circle(new Point(20, 90), 2)));
        yield return Case("POS=RANGE 152 154 -28 -25", Meets(new CoordinateRange(152, -28, 154, -25)));
        yield return Case("POS=RANGE 0 360 89 +Inf", Meets(new CoordinateRange(0, 89, 360, 90)));
        yield return Case("POS=RANGE 359 360 -Inf +Inf", Meets(new CoordinateRange(359, -90, 360, 90)));
        yield return Case(
            "POS=POLYGON 152 -28 156 -28 154 -24",
            Meets(new Polygon([new Point(152, -28), new Point(156, -28), new Point(154, -24)]))
        );
        yield return Case(
            "POS=POLYGON 154 -24 156 -28 152 -28",
            Meets(new Polygon([new Point(152, -28), new Point(156, -28), new Point(154, -24)]))
        );
        yield return Case(
            "POS=CIRCLE 155 -25 1&POS=CIRCLE 359.9 1 0.5&COLLECTION=alpha",
            row => Meets(new Circle(new Point(155, -25), 1))(row) || Meets(new Circle(new Point(359.9, 1), 0.5))(row),
            Has("obs_collection", "alpha")
        );
        yield return Case("BAND=5.5e-7", Overlaps("em_min", "em_max", 5.5e-7, 5.5e-7));
        yield return Case("BAND=-Inf 4.5e-7", Overlaps("em_min", "em_max", -Inf, 4.5e-7));
        yield return Case(
            "BAND=8.5e-7 +Inf&BAND=4e-7 4.1e-7",
            row => Overlaps("em_min", "em_max", 8.5e-7, Inf)(row) || Overlaps("em_min", "em_max", 4e-7, 4.1e-7)(row)
        );
        yield return Case("BAND=-Inf +Inf", Overlaps("em_min", "em_max", -Inf, Inf));
        yield return Case("TIME=57010.25 57020", Overlaps("t_min", "t_max", 57010.25, 57020));
        yield return Case("TIME=57010", Overlaps("t_min", "t_max", 57010, 57010));
        yield return Case("TIME=57090 Inf", Overlaps("t_min", "t_max", 57090, Inf));
        yield return Case("POL=Q", Has("pol_states", "/I/Q/U/V/"));
        yield return Case("POL=I&POL=XX", row => row["pol_states"] is not null);
        yield return Case("POL=LL", _ => false);
        yield return Case("FOV=0.5 0.75", Holds("s_fov", 0.5, 0.75));
        yield return Case("FOV=0.5", Holds("s_fov", 0.5, 0.5));
        yield return Case("SPATRES=-Inf 1.2", Holds("s_resolution", -Inf, 1.2));
        yield return Case("SPECRP=2 +Inf", Holds("em_res_power", 2, Inf));
        yield return Case("EXPTIME=60 120", Holds("t_exptime", 60, 120));
        yield return Case("TIMERES=-Inf +Inf", row => row["t_resolution"] is not null);
        yield return Case("COLLECTION=Beta&COLLECTION=g'amma", Has("obs_collection", "Beta", "g'amma"));
        yield return Case("COLLECTION=beta", _ => false);
        yield return Case("FACILITY=Blanco", Has("facility_name", "Blanco"));
        yield return Case(
            "INSTRUMENT=DECam&FACILITY=Mayall",
            Has("instrument_name", "DECam"),
            Has("facility_name", "Mayall")
        );
        yield return Case("TARGET=M 31", Has("target_name", "M 31"));
        yield return Case("DPTYPE=cube", Has("dataproduct_type", "cube"));
        yield return Case("CALIB=2&CALIB=3", Has("calib_level", 2, 3));
        yield return Case("FORMAT=image/fits", Has("access_format", "image/fits"));
        yield return Case(
            "RELEASEDATE=2020-01-31",
            row => row["obs_release_date"] is string s && s.StartsWith("2020-01-31", StringComparison.Ordinal)
        );
        yield return Case("RELEASEDATE=2020-01-31T12:00:00", Has("obs_release_date", "2020-01-31T12:00:00"));
        yield return Case("RELEASEDATE=2020-02-01 +Inf", Has("obs_release_date", "2021-06-01T00:00:00"));
        yield return Case("RELEASEDATE=-Inf 2021-06-01", row => row["obs_release_date"] is not null);
        yield return Case("RELEASEDATE=-Inf 2021-05-31", Has("obs_release_date", "2020-01-31", "2020-01-31T12:00:00"));
        yield return Case(
            "pos=CIRCLE 155 -25 4&Band=4e-7 6.5e-7&time=57000 57050&calib=1&unknown=x",
            Meets(new Circle(new Point(155, -25), 4)),
            Overlaps("em_min", "em_max", 4e-7, 6.5e-7),
            Overlaps("t_min", "t_max", 57000, 57050),
            Has("calib_level", 1)
        );
    }

    [TestCaseSource(nameof(Cases))]
    public async Task A_query_finds_what_the_filter_finds(string query, Func<Row, bool> filter)
    {
        var answer = await Images.Query2Async(Pairs(query));
        var expected = Images.Rows.Where(filter).Select(row => (string)row["obs_publisher_did"]!);
        Assert.That(
            RandomImages.Column(answer, "obs_publisher_did"),
            Is.EqualTo(expected.Order(StringComparer.Ordinal))
        );
    }

    [Test]
    public void The_cases_find_something_and_leave_something_out()
    {
        var counts = Cases().Select(c => Images.Rows.Count((Func<Row, bool>)c.Arguments[1]!)).ToArray();
        Assert.That(
            counts.Count(count => count is > 0 and < RandomImages.Count),
            Is.GreaterThan(counts.Length * 4 / 5)
        );
    }

    [Test]
    public async Task An_identifier_is_found_in_any_case()
    {
        var some = Images.Rows.Take(3).Select(row => (string)row["obs_publisher_did"]!).ToArray();
        var answer = await Images.Query2Async(
            ("ID", some[0]),
            ("ID", some[1].ToUpperInvariant()),
            ("ID", some[2]),
            ("ID", "ivo://elsewhere/x?'")
        );
        Assert.That(RandomImages.Column(answer, "obs_publisher_did"), Is.EqualTo(some.Order(StringComparer.Ordinal)));
        Assert.That((await Images.Query2Async(("ID", "ivo://archive.example/none"))).Rows, Is.Empty);
        var both = await Images.Query2Async(("ID", some[0]), ("CALIB", "4"));
        Assert.That(both.Rows, Is.Empty);
    }

    [Test]
    public async Task The_thirty_columns_come_first_and_addresses_are_whole()
    {
        var answer = await Images.Query2Async(("MAXREC", "5"));
        Assert.That(
            answer.Source.Fields.Take(30).Select(field => field.Name),
            Is.EqualTo(ObsCore.ObsCoreColumns.Mandatory.Select(column => column.Name))
        );
        Assert.That(
            RandomImages.Column(answer, "access_url"),
            NUnit.Framework.Has.Length.EqualTo(5).And.All.StartsWith(RandomImages.BaseUrl + "/links?ID=")
        );
        Assert.That(
            (answer.Source.Overflowed, answer.Source.OverflowReason),
            Is.EqualTo((true, "Only the first 5 images are here, as MAXREC asked."))
        );
    }

    [Test]
    public async Task MaxRec_zero_gives_columns_and_descriptors_and_no_overflow()
    {
        var answer = await Images.Query2Async(("MAXREC", "0"));
        Assert.That((answer.Rows.Count, answer.Source.Overflowed), Is.EqualTo((0, false)));
        var services = answer.Source.Table.Services;
        Assert.That(
            services.Select(service => service.StandardId),
            Is.SupersetOf(
                new[]
                {
                    "ivo://ivoa.net/std/SIA#query-2.0",
                    "ivo://ivoa.net/std/DataLink#links-1.1",
                    "ivo://ivoa.net/std/SODA#sync-1.0",
                }
            )
        );
        var inputs = services.Single(service => service.Name == "this").Inputs.ToDictionary(input => input.Name);
        Assert.That(inputs["COLLECTION"].Options, Is.EqualTo(new[] { "Beta", "alpha", "g'amma" }));
        Assert.That(inputs["CALIB"].Options, Is.EqualTo(new[] { "1", "2", "3" }));
        Assert.That(inputs["INSTRUMENT"].Options, Is.EqualTo(new[] { "DECam", "decam" }));
        var times = Images.Rows.Select(row => Real(row, "t_max")).Max()!.Value;
        Assert.That(inputs["TIME"].Maximum, Is.EqualTo(times.ToString("R", CultureInfo.InvariantCulture)));
        Assert.That(inputs.Keys, Is.SupersetOf(new[] { "POS", "BAND", "POL", "ID", "MAXREC", "RESPONSEFORMAT" }));
    }

    private static (string, string)[] Pairs(string query) =>
        [
            .. query
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair =>
                    (
                        pair[..pair.IndexOf('=', StringComparison.Ordinal)],
                        pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]
                    )
                ),
        ];
}
