using System.Globalization;
using DataLab.Adql;
using DataLab.Catalog;
using DataLab.Formats;
using DataLab.Sky;
using DataLab.Tap.ConeSearch;
using DataLab.Tap.Tests.Support;

namespace DataLab.Tap.Tests.ConeSearch;

/// <summary>A cone search becomes an ADQL query that uses the index, and its answer has the columns that the standard names.</summary>
public sealed class ConeQueryTests
{
    private static readonly TableMetadata Stars = ListedEngine.Table(
        "s",
        "stars",
        new Field("number", DataType.Long) { Ucd = "meta.id;meta.main", Unit = "" },
        new Field("ra", DataType.Float) { Unit = "deg", Ucd = "pos.eq.ra;meta.main" },
        new Field("dec", DataType.Double) { Unit = "deg", Ucd = "pos.eq.dec;meta.main" },
        new Field("ra_2", DataType.Double) { Unit = "deg", Ucd = "pos.eq.ra;meta.main" },
        ListedEngine.Text("old", "ID_MAIN"),
        new Field("order", DataType.Double) { Unit = "mag", Ucd = "phot.mag" }
    );

    [TestCase(1e-6)]
    [TestCase(0.001)]
    [TestCase(1)]
    [TestCase(30)]
    public void The_query_reads_only_the_cells_of_the_cone(double radius)
    {
        var query = Query(Stars, radius: radius).Adql;
        var translated = AdqlQuery.Translate(query, Engine(Stars).Snapshot.Adql, Engine(Stars).Dialect);
        Assert.That(translated.Sql, Does.Contain("\"hpx29\" BETWEEN"), query);
    }

    [Test]
    public void Numbers_are_written_with_a_point_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            // InvariantGlobalization knows no others.
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            Assert.That(Query(Stars, 0.5).Adql, Does.Contain("CIRCLE(POINT(10.25, -20.5), 0.5)"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void The_identifier_becomes_text_and_the_position_double()
    {
        var fields = Describe(Stars, verbosity: 3);
        var (id, ra, dec) = (fields["number"], fields["ra"], fields["dec"]);
        Assert.That(
            (id.DataType, id.ArraySize, id.Ucd),
            Is.EqualTo((DataType.Char, (ArraySize?)ArraySize.Any, "ID_MAIN"))
        );
        Assert.That((ra.DataType, ra.Ucd, ra.Unit), Is.EqualTo((DataType.Double, "POS_EQ_RA_MAIN", "deg")));
        Assert.That((dec.DataType, dec.Ucd, dec.Unit), Is.EqualTo((DataType.Double, "POS_EQ_DEC_MAIN", "deg")));
    }

    [Test]
    public void No_other_column_claims_to_be_the_main_one_in_either_edition_of_UCDs()
    {
        var ucds = Describe(Stars, verbosity: 3).Values.Select(field => field.Ucd).OfType<string>().ToArray();
        foreach (var main in new[] { "ID_MAIN", "POS_EQ_RA_MAIN", "POS_EQ_DEC_MAIN" })
            Assert.That(ucds.Count(ucd => ucd == main), Is.EqualTo(1), main);
        Assert.That(ucds, Has.None.Contains("meta.main"));
        Assert.That(ucds, Does.Contain("pos.eq.ra").And.Contain("phot.mag"));
    }

    [TestCase(1, "number,ra,dec")]
    [TestCase(2, "number,ra,dec,ra_2,old,order,_r")]
    [TestCase(3, "number,ra,dec,ra_2,old,order,_r")]
    public void Verbosity_chooses_columns(int verbosity, string expected) =>
        Assert.That(string.Join(',', Describe(Stars, verbosity).Keys), Is.EqualTo(expected));

    [Test]
    public void Verbosity_2_gives_the_principal_columns_where_some_are_marked()
    {
        var marked = Stars with
        {
            Columns = [.. Stars.Columns.Select(column => column with { Principal = column.Field.Name is "order" })],
        };
        Assert.That(string.Join(',', Describe(marked, 2).Keys), Is.EqualTo("number,ra,dec,order,_r"));
    }

    [Test]
    public void A_column_called_like_the_distance_stays_what_it_is()
    {
        var table = Stars with { Columns = Stars.Columns.Add(new ColumnMetadata(new Field("_R", DataType.Int))) };
        var fields = Describe(table, 3);
        Assert.That(fields.Keys.Last(), Is.EqualTo("_R"));
        Assert.That(fields["_R"].DataType, Is.EqualTo(DataType.Int));
    }

    private static Dictionary<string, Field> Describe(TableMetadata table, int verbosity)
    {
        var query = Query(table, verbosity: verbosity);
        var translated = AdqlQuery.Translate(query.Adql, Engine(table).Snapshot.Adql, Engine(table).Dialect);
        Assert.That(translated.Diagnostics, Is.Empty, query.Adql);
        var described = query.Describe(new NoRows(new TableDescription(ResultFields.Of(translated))));
        return described.Fields.ToDictionary(field => field.Name);
    }

    private static ConeQuery Query(TableMetadata table, double radius = 0.5, int verbosity = 2) =>
        new(
            new ConeTables(Engine(table)).Find("S", "STARS"),
            new ConeRequest(new Point(10.25, -20.5), radius, verbosity, null, ConeRequest.DefaultFormat)
        );

    private static ListedEngine Engine(TableMetadata table) => new(new SchemaMetadata("s", [table]));

    private sealed class NoRows(TableDescription table) : RowSource
    {
        public override TableDescription Table => table;

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct) => ValueTask.FromResult<RowBatch?>(null);
    }
}
