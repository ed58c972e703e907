using System.Text.RegularExpressions;
using DataLab.Adql.Library;
using DataLab.Adql.Plan;

namespace DataLab.Adql.Tests;

/// <summary>The table of functions beyond ADQL: complete, documented, and what is said about wrong calls.</summary>
public sealed partial class UserFunctionTests
{
    [Test]
    public void The_page_of_functions_is_that_of_the_table()
    {
        var path = Path.Combine(Repository.Root, "docs", "functions.md");
        if (Environment.GetEnvironmentVariable("DATALAB_ACCEPT") == "1")
            File.WriteAllText(path, FunctionPage.Write());
        Assert.That(File.ReadAllText(path), Is.EqualTo(FunctionPage.Write()));
    }

    [Test]
    public void Every_function_has_one_way_to_be_computed()
    {
        foreach (var function in UserFunctions.All)
        {
            var isMade = function.Alias is not null || function.IsBoundElsewhere || function.Expand is not null;
            Assert.That(isMade || function.DuckDb is not null, function.Signature);
            Assert.That(UserFunctions.All.Count(other => other.Signature == function.Signature), Is.EqualTo(1));
            Assert.That(UserFunctions.Find(function.Name).All(form => form.IsAggregate == function.IsAggregate));
        }
    }

    [Test]
    public void Spellings_use_every_argument_and_scalar_ones_use_it_once()
    {
        foreach (var (function, spelling) in UserFunctions.All.SelectMany(function => Spellings(function)))
        {
            var used = Placeholder().Matches(spelling).Select(match => match.Groups[1].Value).ToList();
            var all = Enumerable.Range(0, function.Parameters.Count).Select(i => $"{i}").ToList();
            var numbers = used.Where(name => char.IsAsciiDigit(name[0])).ToList();
            Assert.That(numbers.Distinct(), Is.EquivalentTo(all), function.Signature);
            if (!function.IsAggregate)
                Assert.That(numbers, Is.Unique, function.Signature);
            Assert.That(used.Contains("over"), Is.EqualTo(function.TakesOver), function.Signature);
            Assert.That(used.Contains("order"), Is.EqualTo(function.TakesOrder), function.Signature);
            Assert.That(used.Contains("distinct"), Is.EqualTo(function.TakesDistinct), function.Signature);
        }
    }

    private static IEnumerable<(UserFunction, string)> Spellings(UserFunction function) =>
        new[] { function.DuckDb, function.PostgreSql }.OfType<string>().Select(spelling => (function, spelling));

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Placeholder();

    [TestCase("stddev()", "stddev takes 1 argument, found 0")]
    [TestCase("stddev(name)", "x of stddev needs a number, found a text")]
    [TestCase("stddev(*)", "Only COUNT takes *")]
    [TestCase("median(DISTINCT ra)", "median takes no DISTINCT")]
    [TestCase("mode(ra) OVER (ORDER BY ra)", "mode takes no OVER")]
    [TestCase("array_agg(ra) FILTER (WHERE ra > 1)", "array_agg takes no FILTER")]
    [TestCase("ivo_histogram(ra, 0, 1, 2) FILTER (WHERE ra > 1)", "ivo_histogram takes no FILTER")]
    [TestCase("SQRT(ra) FILTER (WHERE ra > 1)", "SQRT takes no FILTER")]
    [TestCase("ROW_NUMBER() FILTER (WHERE ra > 1) OVER (ORDER BY ra)", "ROW_NUMBER takes no FILTER")]
    [TestCase("SUM(ra ORDER BY dec)", "SUM takes no ORDER BY")]
    [TestCase("SQRT(ra ORDER BY dec)", "SQRT takes no ORDER BY")]
    [TestCase("string_agg(DISTINCT name, ',' ORDER BY ra)", "string_agg takes either DISTINCT or ORDER BY")]
    [TestCase("array_agg(name)", "array_agg must know how long texts may be")]
    [TestCase("array_agg(POINT(ra, dec))", "array_agg makes no array of a point")]
    [TestCase("median(ra) WITHIN GROUP (ORDER BY ra)", "median takes no WITHIN GROUP")]
    [TestCase("percentile_cont(0.5) WITHIN GROUP (ORDER BY ra DESC)", "sorted upwards")]
    [TestCase("percentile_cont(1.5) WITHIN GROUP (ORDER BY ra)", "fraction of percentile_cont goes from 0 to 1")]
    [TestCase("bool_and(ra)", "condition of bool_and must be a condition, found a number")]
    [TestCase("bit_or(ra)", "flags of bit_or must be a whole number")]
    [TestCase("extract(moon FROM obs_time)", "extract knows no 'moon'")]
    [TestCase("extract(year FROM ra)", "d of extract must be a timestamp, found a number")]
    [TestCase("date_trunc('fortnight', obs_time)", "date_trunc knows no 'fortnight'")]
    [TestCase("SQRT(ra FROM dec)", "Arguments of SQRT stand between commas")]
    [TestCase("lower(FROM name)", "Arguments of lower stand between commas")]
    [TestCase("ra[1]", "arr of arr_get must be an array of numbers or texts, found a number")]
    [TestCase("arr_in(name, ARRAY[1, 2])", "arr_in looks for a text among numbers")]
    [TestCase("array_length(ARRAY[1, 2], 2)", "Arrays have the one dimension 1")]
    [TestCase("ivo_healpix_index(30, ra, dec)", "a whole number from 0 to 29")]
    [TestCase("ivo_healpix_index(1.5, ra, dec)", "a whole number from 0 to 29")]
    [TestCase("CASE WHEN name IN dec THEN 1 END", "IN needs brackets")]
    [TestCase("stddev(median(ra))", "median cannot stand inside another aggregate")]
    [TestCase("substring(name)", "substring takes 2 or 3 arguments, found 1")]
    [TestCase("substring(name, 1.5)", "start of substring must be a whole number, found a number")]
    [TestCase("length(ra)", "s of length needs a text, found a number")]
    [TestCase("ivo_geom_transform('ICRS', 'MARS', POINT(1, 2))", "knows no frame 'MARS'")]
    [TestCase("ivo_geom_transform('icrs', 'GALACTIC', POINT(1, 2))", "knows no frame 'icrs'")]
    [TestCase(
        "ivo_geom_transform(name, 'GALACTIC', POINT(1, 2))",
        "from_sys of ivo_geom_transform must be written out"
    )]
    [TestCase("ivo_geom_transform('ICRS', 'GALACTIC', ra)", "geo of ivo_geom_transform must be a point")]
    [TestCase("ivo_epoch_prop_pos(NULL, 1, 1, 1, 1, 1, 2000, 2001)", "ra of ivo_epoch_prop_pos cannot be NULL")]
    [TestCase("ivo_epoch_prop_pos(1, 1, 1, 1, 1, 1, NULL, 2001)", "ref_epoch of ivo_epoch_prop_pos cannot be NULL")]
    [TestCase("ivo_histogram(ra, 0, 1, 1000000000)", "nbins of ivo_histogram goes from 1 to 4000")]
    [TestCase("ivo_histogram(ra, 0, 1, 0)", "nbins of ivo_histogram goes from 1 to 4000")]
    [TestCase("ivo_histogram(ra, 1, 1, 5)", "lower of ivo_histogram must be less than upper")]
    [TestCase("ivo_histogram(ra, dec, 1, 5)", "lower of ivo_histogram must be a number written out")]
    [TestCase("quantile(ra, 1.5)", "q of quantile goes from 0 to 1")]
    [TestCase("percentile(ra, -1)", "p of percentile goes from 0 to 100")]
    [TestCase("gaia_healpix_index(29, source_id)", "hpxOrder of gaia_healpix_index goes from 0 to 12")]
    [TestCase("ivo_healpix_center(1, 23.2)", "hpxIndex of ivo_healpix_center must be a whole number")]
    [TestCase("ivo_to_mjd('yesterday')", "'yesterday' is not a timestamp")]
    [TestCase("ivo_to_mjd(ra)", "d of ivo_to_mjd must be a timestamp, found a number")]
    [TestCase("arr_avg(ra)", "arr of arr_avg must be an array of numbers, found a number")]
    [TestCase("ivo_string_agg(name, name)", "delimiter of ivo_string_agg must be written out")]
    [TestCase("ln(ra) OVER (ORDER BY ra)", "LN takes no OVER")]
    [TestCase("ivo_simbadpoint('M 31')", "No function \"ivo_simbadpoint\"")]
    public void Wrong_calls_are_told_by_name(string call, string message)
    {
        var found = TestSchema.Translate($"SELECT {call} FROM gaia.source").Diagnostics;
        Assert.That(found.Select(diagnostic => diagnostic.Message), Has.Some.Contains(message));
    }

    [TestCase("SELECT STDEV(ra) FROM gaia.source", "stddev")]
    [TestCase("SELECT ivo_healpix_centre(1, 2) FROM gaia.source", "ivo_healpix_center")]
    [TestCase("SELECT cds_healpix_index(ra, dec) FROM gaia.source", "ivo_healpix_index(order, ra, dec)")]
    [TestCase("SELECT esdc_stddev(ra) FROM gaia.source", "stddev(x)")]
    [TestCase("SELECT IFNULL(ra, 1) FROM gaia.source", "COALESCE")]
    [TestCase("SELECT to_char(obs_time, 'YYYY') FROM gaia.source", "CAST(x AS VARCHAR)")]
    public void Unknown_names_lead_to_the_table(string adql, string near) =>
        Assert.That(TestSchema.Translate(adql).Diagnostics.Single().Hint, Does.Contain(near));

    [TestCase("left(name, 2)")]
    [TestCase("RIGHT(name, 2)")]
    [TestCase("substring(name, 2)")]
    [TestCase("TRIM(name)")]
    [TestCase("POSITION('a', name)")]
    [TestCase("CHAR_LENGTH(name)")]
    [TestCase("EXTRACT('year', obs_time)")]
    public void Functions_with_reserved_names_are_refused_when_strict(string call)
    {
        var adql = $"SELECT {call} FROM gaia.source";
        Assert.That(TestSchema.Translate(adql).Succeeded);
        var strict = AdqlQuery.Translate(
            adql,
            TestSchema.Schema,
            Dialects.DuckDbDialect.Instance,
            new AdqlOptions { Strict = true }
        );
        Assert.That(strict.Diagnostics.Select(d => d.Code), Is.EqualTo(new[] { DiagnosticCodes.Extension }));
    }

    [Test]
    public void What_the_strict_understand_is_declared_to_them_and_nothing_else() =>
        Assert.Multiple(() =>
        {
            foreach (var function in UserFunctions.All)
            {
                var declared = AdqlFeatures.UserDefinedWhenStrict.Any(other => other.Signature == function.Signature);
                var found = AdqlQuery
                    .Translate(
                        $"SELECT {function.Name}() FROM gaia.source",
                        TestSchema.Schema,
                        Dialects.DuckDbDialect.Instance,
                        new AdqlOptions { Strict = true }
                    )
                    .Diagnostics;
                Assert.That(
                    found.Any(diagnostic => diagnostic.Code == DiagnosticCodes.Extension),
                    Is.Not.EqualTo(declared),
                    function.Signature
                );
            }
        });

    [TestCase("COUNT(*) FILTER (WHERE ra > 1)", "FILTER")]
    [TestCase("percentile_cont(0.5) WITHIN GROUP (ORDER BY ra)", "WITHIN GROUP")]
    [TestCase("string_agg(name, ',' ORDER BY ra)", "ORDER BY")]
    [TestCase("ivo_to_mjd(TIMESTAMP '2000-01-01')", "timestamps that are written out")]
    public void Words_of_SQL_in_calls_are_refused_when_strict(string call, string word)
    {
        var found = TestSchema.Translate($"SELECT {call} FROM gaia.source", strict: true).Diagnostics;
        Assert.That(found.Select(diagnostic => diagnostic.Code), Is.EqualTo(new[] { DiagnosticCodes.Extension }));
        Assert.That(found.Single().Message, Does.Contain(word));
    }

    [TestCase("SELECT ra filter FROM gaia.source")]
    [TestCase("SELECT within.ra FROM gaia.source AS within")]
    [TestCase("SELECT COUNT(*) filter FROM gaia.source")]
    [TestCase("SELECT COUNT(*) within FROM gaia.source")]
    public void New_words_stay_names(string adql) => Assert.That(TestSchema.Translate(adql).Succeeded);

    [TestCase("ln(ra)")]
    [TestCase("stddev(ra)")]
    [TestCase("ivo_to_mjd(obs_time)")]
    [TestCase("substr(name, 2)")]
    public void Other_functions_are_declared_and_stay_when_strict(string call) =>
        Assert.That(
            AdqlQuery
                .Translate(
                    $"SELECT {call} AS v FROM gaia.source",
                    TestSchema.Schema,
                    Dialects.DuckDbDialect.Instance,
                    new AdqlOptions { Strict = true }
                )
                .Succeeded
        );

    [TestCase("stddev(pmra)", "double", "mas/yr", "pos.pm;pos.eq.ra;stat.stdev")]
    [TestCase("variance(pmra)", "double", "mas**2/yr**2", "pos.pm;pos.eq.ra;stat.variance")]
    [TestCase("median(ra)", "double", "deg", "pos.eq.ra;stat.median")]
    [TestCase("regr_slope(pmra, ra)", "double", "mas.yr**-1.deg**-1", null)]
    [TestCase("regr_intercept(pmra, ra)", "double", "mas/yr", null)]
    [TestCase("covar_samp(ra, mag)", "double", "deg.mag", "stat.covariance")]
    [TestCase("corr(ra, dec)", "double", null, "stat.correlation")]
    [TestCase("regr_count(ra, dec)", "long", null, "meta.number")]
    [TestCase("ivo_histogram(mag, 0, 20, 20)", "int", null, "meta.number")]
    [TestCase("ivo_string_agg(name, ',')", "char", null, null)]
    [TestCase("ivo_to_mjd(MAX(obs_time))", "double", "d", "time.epoch")]
    [TestCase("ivo_hms_to_degrees(MAX(name))", "double", "deg", null)]
    [TestCase("arr_avg(array_agg(ra))", "double", "deg", null)]
    public void Results_carry_units_and_ucds(string expression, string type, string? unit, string? ucd)
    {
        var found = TestSchema.Translate($"SELECT {expression} AS v FROM gaia.source");
        Assert.That(found.Succeeded, string.Join("; ", found.Diagnostics));
        var column = found.Columns.Single();
        Assert.That((column.Type.DataType, column.Unit, column.Ucd), Is.EqualTo((type, unit, ucd)));
    }

    [Test]
    public void A_transformed_constant_shape_reaches_the_index() =>
        Assert.That(
            TestSchema.Sql(
                "SELECT ra FROM gaia.source WHERE 1 = CONTAINS(POINT(ra, dec), ivo_geom_transform('GALACTIC', 'ICRS', CIRCLE(0, 0, 1)))"
            ),
            Does.Contain("hpx29")
        );

    [Test]
    public void An_aggregate_keeps_all_its_arguments_when_queries_are_rewritten() =>
        Assert.That(
            Tree.Children(
                new AggregateValue(Aggregate.Declared, false, new WholeConstant(1), Semantics.AdqlType.Double)
                {
                    Name = "CORR",
                    More = [new WholeConstant(2)],
                }
            ),
            Is.EqualTo(new Value[] { new WholeConstant(1), new WholeConstant(2) })
        );
}
