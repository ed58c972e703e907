using DataLab.Host.SampleSurvey;

namespace DataLab.Host.Tests.SampleSurvey;

[Category("AnyEngine")]
public sealed class SurveyRowTests
{
    private static readonly SampleSurveyOptions Small = new() { Rows = 2000, Fields = 5 };

    [TestCase("object", "1798d0ff5d49b048dbc6b9f37d252c1c314e7af1263e9d557595d24ba1f5b710")]
    [TestCase("source", "81cf8f98a5615bb84bc1f830ed8e8a2596152852bbf519c05a47d429a856068f")]
    [TestCase("xmatch", "39cf3da8cc350356fcdcbfe5cc9ef14811e79e3be9308ddd83e5478e9c30caa6")]
    [TestCase("exposure", "04cc7487edd1fa47e2e1463cd737b9393c8616e345e7169c606da43f17ac5dfc")]
    [TestCase("chip", "172a0d9a128b9566fd3d4f9546ac38343525dcb6930740ecb6872ef70a7886b5")]
    [TestCase("field", "e0f62d337c9a898a74da92d2a73d438cbdc48c3a999c572ec3babd8376019945")]
    public void A_small_survey_has_the_same_bytes_everywhere(string table, string sha256) =>
        Assert.That(TableData.Hash(SyntheticSurvey.Create(Small)[table]), Is.EqualTo(sha256));

    [Test]
    public void Tables_do_not_depend_on_what_was_made_before()
    {
        var (first, second) = (SyntheticSurvey.Create(Small), SyntheticSurvey.Create(Small));
        var forward = first.Tables.Select(TableData.Hash).ToArray();
        var backward = second.Tables.Reverse().Select(TableData.Hash).Reverse().ToArray();
        Assert.That(backward, Is.EqualTo(forward));
    }

    [Test]
    public void Another_seed_makes_another_sky() =>
        Assert.That(
            TableData.Hash(SyntheticSurvey.Create(Small with { Seed = 170 })["object"]),
            Is.Not.EqualTo(TableData.Hash(SyntheticSurvey.Create(Small)["object"]))
        );

    [TestCase(1000, 1)]
    [TestCase(1000, 197)]
    [TestCase(5000, 61)]
    public void The_object_table_has_exactly_the_rows_asked_for(int rows, int fields) =>
        Assert.That(
            TableData.Read(SyntheticSurvey.Create(new() { Rows = rows, Fields = fields })["object"]).Rows,
            Is.EqualTo(rows)
        );

    [Test]
    public void The_source_table_has_about_the_rows_asked_for() =>
        Assert.That(TableData.Demo("source").Rows, Is.EqualTo(200_000).Within(5).Percent);

    [Test]
    public void Rows_known_beforehand_are_those_delivered() =>
        Assert.That(
            SyntheticSurvey
                .Create(Small)
                .Tables.Where(table => table.Metadata.Rows is { } rows && rows != TableData.Read(table).Rows)
                .Select(table => table.Metadata.Name),
            Is.Empty
        );

    [TestCase("object", "id")]
    [TestCase("xmatch", "id")]
    [TestCase("exposure", "expnum")]
    [TestCase("field", "fieldid")]
    public void Primary_identifiers_are_unique(string table, string column) =>
        Assert.That(new HashSet<string>(Keys(table, column)), Has.Count.EqualTo(TableData.Demo(table).Rows));

    public static IEnumerable<TestCaseData> References() =>
        from table in SyntheticSurvey.Create(Small).Tables
        from key in table.Metadata.ForeignKeys
        select new TestCaseData(key.FromTable, key.Columns[0].From, key.TargetTable, key.Columns[0].Target);

    [TestCaseSource(nameof(References))]
    public void Every_foreign_key_has_its_target(string from, string column, string target, string targetColumn)
    {
        var known = new HashSet<string>(Keys(Unqualified(target), targetColumn));
        Assert.That(Keys(Unqualified(from), column).Where(key => !known.Contains(key)).Take(3), Is.Empty);
    }

    [Test]
    public void Nine_foreign_keys_link_the_tables() => Assert.That(References().Count(), Is.EqualTo(9));

    [TestCase("nobj", "object")]
    [TestCase("nsrc", "source")]
    [TestCase("nexp", "exposure")]
    [TestCase("nchips", "chip")]
    public void Totals_of_a_field_are_the_rows_of_the_table(string total, string table)
    {
        var fields = TableData.Demo("field");
        var rows = TableData.Demo(table).Numbers("fieldid").CountBy(id => id).ToDictionary();
        var expected = fields.Numbers("fieldid").Select(id => (double)rows.GetValueOrDefault(id));
        Assert.That(fields.Numbers(total), Is.EqualTo(expected));
    }

    [TestCase("u")]
    [TestCase("g")]
    [TestCase("r")]
    [TestCase("i")]
    [TestCase("z")]
    public void A_band_without_detection_has_sentinels_and_only_then(string band)
    {
        var objects = TableData.Demo("object");
        var (count, magnitude, error) = (
            objects.Numbers("ndet" + band),
            objects.Numbers(band + "mag"),
            objects.Numbers(band + "err")
        );
        var wrong = Enumerable
            .Range(0, objects.Rows)
            .Where(row =>
                count[row] == 0
                    ? (magnitude[row], error[row]) != ((double)99.99f, (double)9.99f)
                    : magnitude[row] is < 10 or > 28 || error[row] is <= 0 or > 0.6001
            );
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Detections_of_all_bands_add_up()
    {
        var objects = TableData.Demo("object");
        var bands = "ugriz".Select(band => objects.Numbers($"ndet{band}")).ToArray();
        var sums = Enumerable.Range(0, objects.Rows).Select(row => bands.Sum(band => band[row]));
        Assert.That(objects.Numbers("ndet"), Is.EqualTo(sums).And.All.GreaterThan(0));
    }

    [Test]
    public void Single_measurements_are_as_many_as_the_object_says()
    {
        var (objects, sources) = (TableData.Demo("object"), TableData.Demo("source"));
        var ndet = objects
            .Texts("id")
            .Zip(objects.Numbers("ndet"))
            .ToDictionary(pair => pair.First!, pair => pair.Second);
        var wrong = sources.Texts("id").CountBy(id => id!).Where(count => count.Value != ndet[count.Key]);
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Calibrated_magnitude_is_the_instrumental_one_less_the_zero_point()
    {
        var (sources, exposures) = (TableData.Demo("source"), TableData.Demo("exposure"));
        var zero = exposures.Numbers("expnum").Zip(exposures.Numbers("zpterm")).ToDictionary();
        var (number, raw, calibrated) = (sources.Numbers("expnum"), sources.Numbers("mag"), sources.Numbers("cmag"));
        var wrong = Enumerable
            .Range(0, sources.Rows)
            .Where(row => calibrated[row] < 99 && Math.Abs(raw[row] - calibrated[row] - zero[number[row]]) > 1e-5);
        Assert.That(wrong, Is.Empty);
    }

    [TestCase("object", "ra", 0, 359.9999999)]
    [TestCase("source", "ra", 0, 359.9999999)]
    [TestCase("exposure", "ra", 0, 359.9999999)]
    [TestCase("chip", "vertex_ra3", 0, 359.9999999)]
    [TestCase("source", "x", 1, 2046)]
    [TestCase("source", "y", 1, 4094)]
    [TestCase("source", "chip", 1, 62)]
    [TestCase("object", "prob", 0, 1)]
    [TestCase("object", "random_id", 0, 100)]
    [TestCase("exposure", "airmass", 1, 2.5)]
    public void Values_are_in_range(string table, string column, double least, double most) =>
        Assert.That(TableData.Demo(table).Numbers(column), Is.All.InRange(least, most));

    [Test]
    public void Measurements_do_not_gather_at_the_edge_of_the_CCDs()
    {
        var x = TableData.Demo("source").Numbers("x");
        Assert.That(x.Count(pixel => pixel is < 21.45 or > 2025.55), Is.EqualTo(x.Length * 0.02).Within(25).Percent);
    }

    [Test]
    public void An_AllWISE_name_is_the_cut_position() =>
        Assert.That(SkyMatch.WiseName(185.4311552, -31.9953269), Is.EqualTo("J122143.47-315943.1"));

    [TestCase(57093.05, "2015-03-12T01:12:00")]
    [TestCase(57093.0500005, "2015-03-12T01:12:00.043")]
    public void A_date_is_that_of_its_MJD(double mjd, string date) =>
        Assert.That(ExposureTable.ToIso(mjd), Is.EqualTo(date));

    private static string Unqualified(string table) => table[(table.IndexOf('.', StringComparison.Ordinal) + 1)..];

    private static IEnumerable<string> Keys(string table, string column) =>
        column == "id"
            ? TableData.Demo(table).Texts(column).Select(id => id!)
            : TableData.Demo(table).Numbers(column).Select(PythonOracle.Exact);
}
