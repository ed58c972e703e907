using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DataLab.Host.Tests;

/// <summary>The cone searches over HTTP, before the clients and validators that people use (SCS 1.03).</summary>
[Category("Sky")]
public sealed class ConeSearchTests
{
    /// <summary>Hydra II, where the demo survey has a dwarf galaxy.</summary>
    private const string Hydra = "RA=185.4254&DEC=-31.9853&SR=0.1";

    private static LiveServer Server => DemoArchive.Server;
    private static string Objects => Server.Url + "scs/smash_dr1/object";

    [TestCase("?" + Hydra)]
    [TestCase("?&" + Hydra)]
    [TestCase("?CAT=x&" + Hydra)]
    [TestCase("?" + Hydra + "&VERB=1")]
    [TestCase("?" + Hydra + "&VERB=3")]
    [TestCase("?" + Hydra + "&RESPONSEFORMAT=votable/b2")]
    [TestCase("?RA=0&DEC=0&SR=0")]
    [TestCase("?RA=0&DEC=90&SR=0.01")]
    [TestCase("?" + Hydra + "&MAXREC=3")]
    [TestCase("")]
    [TestCase("?RA=0&DEC=100&SR=1")]
    public async Task Votlint_and_the_schema_find_nothing_to_say(string query)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.File("c.vot"), await Server.Http.GetByteArrayAsync(Objects + query));
        var valid = await Tool.PythonAsync("validate_xml.py", folder.File("c.vot"));
        Assert.That(valid.ExitCode, Is.Zero, valid.Output + valid.Errors);
        var lint = await Tool.StiltsAsync("votlint", "votable=" + folder.File("c.vot"));
        Assert.That(lint.Output.Trim(), Is.Empty);
    }

    [Test]
    public async Task Three_columns_have_the_words_of_the_standard_exactly_once()
    {
        var fields = Fields(await TableAsync(Hydra + "&VERB=3"));
        foreach (
            var (ucd, type) in new[]
            {
                ("ID_MAIN", "char"),
                ("POS_EQ_RA_MAIN", "double"),
                ("POS_EQ_DEC_MAIN", "double"),
            }
        )
        {
            var those = fields.Where(field => (string?)field.Attribute("ucd") == ucd).ToArray();
            Assert.That(those, Has.Length.EqualTo(1), ucd);
            Assert.That((string?)those[0].Attribute("datatype"), Is.EqualTo(type));
        }
    }

    [Test]
    public async Task Verbosity_adds_columns()
    {
        var counts = new List<int>();
        for (var verb = 1; verb <= 3; verb++)
            counts.Add(Fields(await TableAsync($"{Hydra}&VERB={verb}")).Length);
        Assert.That(counts[0], Is.EqualTo(3));
        Assert.That(counts, Is.Ordered.And.Unique);
    }

    [Test]
    public async Task A_radius_of_zero_gives_the_columns_and_no_row_and_is_not_an_overflow()
    {
        var text = (await TableAsync("RA=185.4254&DEC=-31.9853&SR=0")).ToString();
        Assert.That(text, Does.Contain("<FIELD").And.Not.Contain("<TR>").And.Not.Contain("OVERFLOW"));
    }

    [Test]
    public async Task Rows_left_out_are_told_of()
    {
        var document = await TableAsync(Hydra + "&MAXREC=3");
        var infos = document.Descendants().Where(e => (string?)e.Attribute("name") == "QUERY_STATUS").ToArray();
        Assert.That(document.Descendants().Count(e => e.Name.LocalName == "TR"), Is.EqualTo(3));
        Assert.That(infos.Select(e => (string?)e.Attribute("value")), Is.EqualTo(new[] { "OK", "OVERFLOW" }));
    }

    [Test]
    public async Task Post_gives_what_get_gives()
    {
        var get = await Server.Http.GetStringAsync($"{Objects}?{Hydra}&RESPONSEFORMAT=csv");
        using var form = new StringContent(
            Hydra + "&RESPONSEFORMAT=csv",
            Encoding.ASCII,
            "application/x-www-form-urlencoded"
        );
        using var post = await Server.Http.PostAsync(Objects, form);
        Assert.That(get.Split('\n'), Has.Length.GreaterThan(5));
        Assert.That(Sorted(await post.Content.ReadAsStringAsync()), Is.EqualTo(Sorted(get)));
    }

    [Test]
    public async Task The_rows_are_those_that_TAP_finds()
    {
        var tap = await Server.RowsAsync(
            "SELECT id FROM smash_dr1.object WHERE 1=CONTAINS(POINT('ICRS',ra,dec),CIRCLE('ICRS',185.4254,-31.9853,0.1))"
        );
        var cone = await Server.Http.GetStringAsync($"{Objects}?{Hydra}&VERB=1&RESPONSEFORMAT=csv");
        var ids = cone.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[0]);
        Assert.That(ids, Is.Not.Empty.And.EquivalentTo(tap));
    }

    [TestCase("RA=0&DEC=0", "SR")]
    [TestCase("RA=0&DEC=-90.1&SR=1", "DEC")]
    [TestCase("RA=0&DEC=0&SR=181", "SR")]
    [TestCase("RA=0&DEC=0&SR=1&VERB=x", "VERB")]
    public async Task A_wrong_parameter_is_one_Info_named_Error_under_VOTABLE(string query, string named)
    {
        using var response = await Server.Http.GetAsync(Objects + "?" + query);
        var document = XDocument.Parse(await response.Content.ReadAsStringAsync());
        var error = document.Descendants().Single(element => (string?)element.Attribute("name") == "Error");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(error.Parent, Is.SameAs(document.Root));
        Assert.That((string?)error.Attribute("value"), Does.Contain(named));
    }

    [TestCase("scs/smash_dr1/nothing?RA=0&DEC=0&SR=1")]
    [TestCase("scs/tap_schema/tables?RA=0&DEC=0&SR=1")]
    public async Task A_table_without_cone_search_is_404_in_the_same_form(string path)
    {
        using var response = await Server.Http.GetAsync(path);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("name=\"Error\"").And.Contain("/scs"));
    }

    [Test]
    public async Task Head_does_not_search()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, $"{Objects}?RA=0&DEC=0&SR=180");
        using var response = await Server.Http.SendAsync(request);
        Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/xml; content=x-votable"));
    }

    [Test]
    public async Task The_documents_beside_it_are_valid_and_the_test_query_finds_something()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "capabilities", "availability", "tables" })
            await File.WriteAllBytesAsync(folder.File(name), await Server.Http.GetByteArrayAsync($"{Objects}/{name}"));
        var valid = await Tool.PythonAsync(
            "validate_xml.py",
            folder.File("capabilities"),
            folder.File("availability"),
            folder.File("tables")
        );
        Assert.That(valid.ExitCode, Is.Zero, valid.Output + valid.Errors);
        var capabilities = XDocument.Load(folder.File("capabilities"));
        var url = capabilities.Descendants("accessURL").First().Value;
        Assert.That(url, Is.EqualTo(Objects + "?"));
        var test = capabilities.Descendants("testQuery").Single();
        var rows = await Server.Http.GetStringAsync(
            $"{url}RA={test.Element("ra")!.Value}&DEC={test.Element("dec")!.Value}&SR={test.Element("sr")!.Value}&RESPONSEFORMAT=csv"
        );
        Assert.That(rows.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.GreaterThan(1));
    }

    [Test]
    public async Task The_table_of_the_service_has_a_document_of_its_own()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "smash_dr1.object", "SMASH_DR1.Object" })
        {
            var child = await Server.Http.GetByteArrayAsync($"{Objects}/tables/{name}");
            var (own, whole) = (
                XElement.Parse(Encoding.UTF8.GetString(child)),
                XElement.Parse(await Server.Http.GetStringAsync("tap/tables/smash_dr1.object"))
            );
            // Keys lead out of the tableset of the service, whose only table it is.
            whole.Elements("foreignKey").Remove();
            Assert.That(XNode.DeepEquals(own, whole), own.ToString());
            await File.WriteAllBytesAsync(folder.File(name), child);
        }
        var valid = await Tool.PythonAsync("validate_xml.py", folder.File("smash_dr1.object"));
        Assert.That(valid.ExitCode, Is.Zero, valid.Output + valid.Errors);
        using var other = await Server.Http.GetAsync($"{Objects}/tables/smash_dr1.field");
        Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await other.Content.ReadAsStringAsync(), Does.Contain("its only one is smash_dr1.object"));
    }

    [TestCase("min", false)]
    [TestCase("MAX", true)]
    [TestCase("", true)]
    public async Task The_tableset_tells_as_much_as_detail_says(string detail, bool columns)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder.File("t"),
            await Server.Http.GetStringAsync($"{Objects}/tables?detail={detail}")
        );
        var valid = await Tool.PythonAsync("validate_xml.py", folder.File("t"));
        Assert.That(valid.ExitCode, Is.Zero, valid.Output + valid.Errors);
        var set = XDocument.Load(folder.File("t"));
        Assert.That(set.Descendants("table").Single().Element("name")!.Value, Is.EqualTo("smash_dr1.object"));
        Assert.That(set.Descendants("column").Any(), Is.EqualTo(columns));
    }

    [Test]
    public async Task The_judge_finds_every_MUST_of_VOSI_kept()
    {
        var judged = await Tool.DatalabAsync("check", Objects, "--standard", "vosi", "--strict");
        Assert.That(judged.ExitCode, Is.Zero, judged.Output + judged.Errors);
    }

    [Test]
    public async Task Any_other_detail_is_refused_as_TAP_refuses_it()
    {
        using var tap = await Server.Http.GetAsync("tap/tables?detail=some");
        using var cone = await Server.Http.GetAsync($"{Objects}/tables?detail=some");
        Assert.That(tap.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(cone.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        var said = await tap.Content.ReadAsStringAsync();
        Assert.That(said, Does.Contain("detail is min or max"));
        Assert.That(WithoutNumber(await cone.Content.ReadAsStringAsync()), Is.EqualTo(WithoutNumber(said)));

        // Each request has a number of its own.
        static string WithoutNumber(string document) =>
            Regex.Replace(document, "name=\"request_id\" value=\"[^\"]+\"", "");
    }

    [Test]
    public async Task The_list_names_every_service()
    {
        var list = await Server.Http.GetStringAsync("scs");
        Assert.That(list, Does.Contain(Objects + "?").And.Contain("smash_dr1/field?"));
    }

    [Test]
    public async Task Stilts_matches_a_list_against_it()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("list.csv"), "a,d\n185.4254,-31.9853\n12.5,80\n");
        var result = await Tool.StiltsAsync(
            "coneskymatch",
            "serviceurl=" + Objects + "?",
            "in=" + folder.File("list.csv"),
            "ifmt=csv",
            "ra=a",
            "dec=d",
            "sr=0.05",
            "verb=3",
            "find=each",
            "ofmt=csv"
        );
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(3), result.Output + result.Errors);
        var separation = double.Parse(lines[1].Split(',')[^1], CultureInfo.InvariantCulture);
        Assert.That(separation, Is.InRange(0, 0.05));
        Assert.That(lines[2], Does.EndWith(","), "nothing is near the second position");
    }

    [Test]
    public async Task Pyvo_searches_it()
    {
        var result = await Tool.PythonAsync("pyvo_cone.py", Objects);
        Assert.That(result.ExitCode, Is.Zero, result.Output + result.Errors);
    }

    /// <summary>Cones at the poles, across RA 0, of tiny and of huge radius; astropy says which rows are inside.</summary>
    [Test]
    public async Task Astropy_finds_the_same_rows_everywhere_on_the_sky()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("points.csv"), Points(4000));
        var load = await Tool.DatalabAsync([
            "ingest",
            folder.File("points.csv"),
            "--data",
            folder.File("data"),
            "--schema",
            "sky",
            "--table",
            "points",
        ]);
        Assert.That(load.ExitCode, Is.Zero, load.Errors);
        await using var server = await LiveServer.ServeAsync(folder.File("data"));
        var result = await Tool.PythonAsync(
            "astropy_cones.py",
            server.Url + "scs/sky/points",
            folder.File("points.csv")
        );
        Assert.That(result.ExitCode, Is.Zero, result.Output + result.Errors);
        TestContext.Out.WriteLine(result.Output);
    }

    /// <summary>A third of the points all over the sky, the others close to the poles and to RA 0.</summary>
    private static string Points(int count)
    {
        var random = new Random(3);
        var text = new StringBuilder("id,ra,dec\n");
        for (var i = 0; i < count; i++)
        {
            var (ra, dec) = (i % 6) switch
            {
                0 or 1 => (360 * random.NextDouble(), Math.Asin(2 * random.NextDouble() - 1) * 180 / Math.PI),
                2 => (360 * random.NextDouble(), 90 - Math.Pow(random.NextDouble(), 4)),
                3 => (360 * random.NextDouble(), -90 + Math.Pow(random.NextDouble(), 4)),
                4 => (random.NextDouble() * random.NextDouble(), 2 * random.NextDouble() - 1),
                _ => (360 - Math.Max(1e-13, Math.Pow(random.NextDouble(), 3)), 2 * random.NextDouble() - 1),
            };
            text.Append(CultureInfo.InvariantCulture, $"{i},{ra:R},{dec:R}\n");
        }
        text.Append("100000,0,90\n100001,359.9999,-90\n100002,0,0\n100003,180,0\n");
        return text.ToString();
    }

    private static string[] Sorted(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    private static async Task<XDocument> TableAsync(string query) =>
        XDocument.Parse(await Server.Http.GetStringAsync($"{Objects}?{query}"));

    private static XElement[] Fields(XDocument document) =>
        [.. document.Descendants().Where(element => element.Name.LocalName == "FIELD")];
}
