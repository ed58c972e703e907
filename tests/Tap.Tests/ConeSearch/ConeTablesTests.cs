using DataLab.Catalog;
using DataLab.Formats;
using DataLab.Tap.ConeSearch;
using DataLab.Tap.Tests.Support;

namespace DataLab.Tap.Tests.ConeSearch;

/// <summary>Which tables have a cone search, and by which column their rows are named.</summary>
public sealed class ConeTablesTests
{
    private static readonly Field Ra = new("ra", DataType.Double);
    private static readonly Field Dec = new("dec", DataType.Double);

    [TestCase("a:meta.id b:meta.id;meta.main", "b")]
    [TestCase("a:meta.id b:ID_MAIN", "b")]
    [TestCase("a:meta.id.cross b:meta.id", "b")]
    [TestCase("objid b:meta.id", "b")]
    [TestCase("name objid", "objid")]
    [TestCase("comment Source_ID", "Source_ID")]
    [TestCase("fieldid stars_id", "stars_id")]
    [TestCase("fieldid comment", null)]
    public void The_identifier_is_found_by_UCD_then_by_name(string columns, string? expected)
    {
        var fields = columns
            .Split(' ')
            .Select(c => c.Split(':'))
            .Select(c => ListedEngine.Text(c[0], c.ElementAtOrDefault(1)));
        var table = ListedEngine.Table("s", "stars", [Ra, Dec, .. fields]);
        Assert.That(ConeIdentifier.Find(table)?.Field.Name, Is.EqualTo(expected));
    }

    [Test]
    public void A_column_that_the_operator_had_indexed_goes_before_names()
    {
        var table = ListedEngine.Table("s", "stars", Ra, Dec, ListedEngine.Text("objid"), ListedEngine.Text("label"));
        table = table with { Columns = table.Columns.SetItem(3, table.Columns[3] with { Indexed = true }) };
        Assert.That(ConeIdentifier.Find(table)!.Field.Name, Is.EqualTo("label"));
    }

    [TestCase(DataType.Double)]
    [TestCase(DataType.Boolean)]
    public void Numbers_with_a_fraction_and_truth_values_name_nothing(DataType type)
    {
        var table = ListedEngine.Table("s", "t", Ra, Dec, new Field("id", type) { Ucd = "meta.id;meta.main" });
        Assert.That(ConeIdentifier.Find(table), Is.Null);
    }

    [Test]
    public void A_table_without_identifier_is_left_out_and_the_reason_says_how_to_mend_it()
    {
        var without = ListedEngine.Table("s", "nameless", Ra, Dec);
        var flat = ListedEngine.Table("s", "flat", ListedEngine.Text("id"));
        var cones = new ConeTables(new ListedEngine(new SchemaMetadata("s", [without, flat])));
        Assert.That(cones.All, Is.Empty);
        Assert.That(cones.ReasonAgainst(without), Does.Contain("meta.id;meta.main"));
        Assert.That(cones.ReasonAgainst(flat), Is.Null);
    }

    [Test]
    public void Tables_whose_names_differ_in_case_only_are_told_apart()
    {
        var (a, b) = (Named("Stars"), Named("STARS"));
        var cones = new ConeTables(new ListedEngine(new SchemaMetadata("s", [a, b])));
        Assert.That(cones.Find("s", "STARS").Table, Is.SameAs(b));
        Assert.That(cones.Find("S", "stars").Table, Is.SameAs(a));
        var error = Assert.Throws<ServiceException>(() => cones.Find("s", "star"))!;
        Assert.That(error.Kind, Is.EqualTo(ErrorKind.NotFound));
    }

    [Test]
    public void What_is_published_later_is_found_and_what_is_gone_is_not()
    {
        var engine = new ListedEngine(new SchemaMetadata("s", [Named("old")]));
        var cones = new ConeTables(engine);
        Assert.That(cones.All.Single().Table.Name, Is.EqualTo("old"));
        engine.Replace(new SchemaMetadata("s", [Named("new")]));
        Assert.That(cones.All.Single().Path, Is.EqualTo("/scs/s/new"));
        Assert.Throws<ServiceException>(() => cones.Find("s", "old"));
    }

    [Test]
    public void The_path_of_a_name_that_needs_it_is_escaped() =>
        Assert.That(
            ConeTable.PathOf(ListedEngine.Table("my schema", "a/b?\"é\"")),
            Is.EqualTo("/scs/my%20schema/a%2Fb%3F%22%C3%A9%22")
        );

    private static TableMetadata Named(string name) => ListedEngine.Table("s", name, Ra, Dec, ListedEngine.Text("id"));
}
