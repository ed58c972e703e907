using System.Globalization;

namespace DataLab.Adql.Tests;

/// <summary>Operators: precedence, associativity, and what the SQL of them computes.</summary>
public sealed class ExpressionTests
{
    // vollt issue 169: (a-1-2) must not become a-(1-2).
    [TestCase("a-1-2", "((a - 1) - 2)")]
    [TestCase("a-(1-b)", "(a - (1 - b))")]
    [TestCase("a+b-c", "((a + b) - c)")]
    [TestCase("a/b/c", "((a // nullif(b, 0)) // nullif(c, 0))")]
    [TestCase("a/b*c", "((a // nullif(b, 0)) * c)")]
    [TestCase("a+b*c", "(a + (b * c))")]
    [TestCase("a*b+c", "((a * b) + c)")]
    [TestCase("(a+b)*c", "((a + b) * c)")]
    [TestCase("-a*b", "((-a) * b)")]
    [TestCase("-(a*b)", "(-(a * b))")]
    [TestCase("a - -1", "(a - (-1))")]
    [TestCase("a - - -b", "(a - b)")]
    [TestCase("- -a", "a")]
    [TestCase("-(-a)", "(-(-a))")]
    [TestCase("+a", "a")]
    [TestCase("x/2", "(x / 2)")]
    [TestCase("a/2", "(a // 2)")]
    [TestCase("a/2.", "(a / 2e0)")]
    [TestCase("7/2", "3")]
    [TestCase("-7/2", "(-3)")]
    [TestCase("7/2.", "3.5e0")]
    [TestCase("1/0", "(1 // nullif(0, 0))")]
    [TestCase("x/0.0", "(x / nullif(0e0, 0))")]
    [TestCase("2147483647 + 1", "2147483648")]
    [TestCase("-9223372036854775808", "(-9223372036854775808)")]
    [TestCase("9223372036854775808", "9.223372036854776E+18")]
    [TestCase("0.3", "0.3e0")]
    [TestCase("1E-7", "1E-07")]
    [TestCase("POWER(2, 10)", "1024e0")]
    [TestCase("ABS(-3)", "3")]
    [TestCase("ABS(-9007199254740993)", "abs((-9007199254740993))")]
    [TestCase("'a' || 'b' || 'c'", "'abc'")]
    [TestCase("MOD(a, 3)", "(a % 3)")]
    [TestCase("COALESCE(a, 0)", "coalesce(a, 0)")]
    public void Value(string adql, string sql) => Assert.That(TestSchema.Value(adql), Is.EqualTo(sql));

    [TestCase("a = 1 OR b = 2 AND c = 3", "((a = 1) OR ((b = 2) AND (c = 3)))")]
    [TestCase("(a = 1 OR b = 2) AND c = 3", "(((a = 1) OR (b = 2)) AND (c = 3))")]
    [TestCase("NOT a = 1 AND b = 2", "((NOT (a = 1)) AND (b = 2))")]
    [TestCase("NOT (a = 1 AND b = 2)", "(NOT ((a = 1) AND (b = 2)))")]
    [TestCase("NOT NOT a = 1", "(a = 1)")]
    [TestCase("NOT NOT NOT a = 1", "(NOT (a = 1))")]
    [TestCase("a BETWEEN 1 AND 2 AND b = 3", "((a BETWEEN 1 AND 2) AND (b = 3))")]
    [TestCase("a NOT BETWEEN b AND c OR NOT b = 3", "((a NOT BETWEEN b AND c) OR (NOT (b = 3)))")]
    [TestCase("a+1 BETWEEN b AND c*2", "((a + 1) BETWEEN b AND (c * 2))")]
    [TestCase("b!=2", "(b <> 2)")]
    [TestCase("a<>1", "(a <> 1)")]
    [TestCase("a<-1", "(a < (-1))")]
    [TestCase("a>=-1", "(a >= (-1))")]
    [TestCase("1=a", "(1 = a)")]
    [TestCase("a IN (1, -2, 3)", "(a IN (1, (-2), 3))")]
    [TestCase("a NOT IN ('1', 2)", "(a NOT IN (1, 2))")]
    [TestCase("'5' < a", "(5 < a)")]
    [TestCase("a BETWEEN '1' AND '2.5'", "(a BETWEEN 1 AND 2.5e0)")]
    [TestCase("((a)) = ((1))", "(a = 1)")]
    public void Condition(string adql, string sql) => Assert.That(TestSchema.Condition(adql), Is.EqualTo(sql));

    [TestCase("obs_time > '2020-01-01'", "(obs_time > TIMESTAMP '2020-01-01 00:00:00')")]
    [TestCase("obs_time = '2020-01-01T01:02:03.25Z'", "(obs_time = TIMESTAMP '2020-01-01 01:02:03.25')")]
    [TestCase("obs_time < CAST(name AS TIMESTAMP)", "(obs_time < CAST(name AS TIMESTAMP))")]
    [TestCase("obs_time < name", "(obs_time < CAST(name AS TIMESTAMP))")]
    [TestCase("variable = 'T'", "(variable = TRUE)")]
    [TestCase("variable = 0", "(variable = FALSE)")]
    [TestCase("variable <> n_obs", "(CAST(variable AS INTEGER) <> n_obs)")]
    [TestCase("n_obs + variable = 1", "((CAST(n_obs AS INTEGER) + CAST(variable AS INTEGER)) = 1)")]
    [TestCase("mag > n_obs / 2", "(CAST(mag AS DOUBLE) > (CAST(n_obs AS INTEGER) // 2))")]
    [TestCase("name = NULL", "(name = NULL)")]
    [TestCase("name LIKE '50%\\_'", "(name LIKE '50%\\_')")]
    [TestCase("name LIKE '%a%b%'", "(name LIKE '%a%b%')")]
    [TestCase("name LIKE '%a_b%'", "datalab_like(name, '%a_b%')")]
    [TestCase("name NOT LIKE name", "(NOT datalab_like(name, name))")]
    [TestCase("name ILIKE '%a%'", "datalab_like(lower(name), lower('%a%'))")]
    [TestCase("name ILIKE 'A%'", "(name ILIKE 'A%')")]
    [TestCase("name || 'x' = 'ax'", "(datalab_concat(name, 'x') = 'ax')")]
    public void Comparison_of_types(string adql, string sql) =>
        Assert.That(TestSchema.Condition(adql, "gaia.source"), Is.EqualTo(sql));

    [TestCase("AREA(NULL)")]
    [TestCase("COORD1(NULL)")]
    [TestCase("CENTROID(NULL)")]
    [TestCase("DISTANCE(POINT(1, 2), NULL)")]
    [TestCase("CONTAINS(NULL, CIRCLE(1, 2, 3))")]
    [TestCase("SQRT(NULL)")]
    [TestCase("a + NULL")]
    [TestCase("'a' || NULL")]
    [TestCase("-NULL")]
    public void NULL_makes_NULL(string adql) => Assert.That(TestSchema.Value(adql), Is.EqualTo("NULL"));

    // nullif doubles its argument in the engine: nested divisions must not double at every level.
    [Test]
    public void Nested_divisions_do_not_grow_without_end() =>
        Assert.That(
            TestSchema
                .Value(string.Concat(Enumerable.Repeat("1.0/(", 100)) + "x" + new string(')', 100))
                .Split("nullif(")
                .Length - 1,
            Is.EqualTo(100)
        );

    [Test]
    public void A_large_divisor_is_written_once() =>
        Assert.That(
            TestSchema.Value("x / (x / (x / y))"),
            Is.EqualTo(
                "(x / list_transform([(x / nullif((x / nullif(y, 0)), 0))], lambda number: nullif(number, 0))[1])"
            )
        );

    [Test]
    public void No_minus_signs_meet_in_the_SQL()
    {
        var random = new Random(20231215);
        for (var i = 0; i < 300; i++)
            Assert.That(
                TestSchema.Sql($"SELECT {Formula.Random(random, 5).Print()} FROM num.bers"),
                Does.Not.Contain("--")
            );
    }

    [Test]
    public void Random_formulas_compute_what_they_say()
    {
        var random = new Random(42);
        for (var i = 0; i < 500; i++)
        {
            var formula = Formula.Random(random, 6);
            var values = new Dictionary<string, long?>
            {
                ["a"] = random.Next(-9, 10),
                ["b"] = random.Next(-9, 10),
                ["c"] = random.Next(-9, 10),
            };
            var sql = TestSchema.Value(formula.Print());
            Assert.That(
                SqlArithmetic.Evaluate(sql, values),
                Is.EqualTo(formula.Evaluate(values)),
                $"{formula.Print()} → {sql}"
            );
        }
    }

    [TestCase("(1 - 2) - 3", -4)]
    [TestCase("(7 // 2)", 3)]
    [TestCase("((-7) // nullif(a, 0))", null)]
    public void The_evaluator_of_these_tests_can_count(string sql, int? result) =>
        Assert.That(
            SqlArithmetic.Evaluate(sql, new Dictionary<string, long?> { ["a"] = 0 }),
            Is.EqualTo((long?)result)
        );

    [Test]
    public void Numbers_do_not_depend_on_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = german;
        try
        {
            Assert.That(TestSchema.Value("x + 1.5"), Is.EqualTo("(x + 1.5e0)"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
