using System.Diagnostics;
using System.Text;

namespace DataLab.Adql.Tests;

/// <summary>Texts that are too long, too deep or no queries at all end in a diagnostic, and soon.</summary>
public sealed class GuardTests
{
    /// <summary>Far above what is needed, far below what a user would call a hang.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static IEnumerable<TestCaseData> TooMuch()
    {
        yield return Case("brackets", $"SELECT {Repeat("(", 10_000)}1{Repeat(")", 10_000)} FROM plain");
        yield return Case("brackets_that_never_close", "SELECT " + Repeat("(", 500_000));
        yield return Case(
            "conditions_in_brackets",
            $"SELECT 1 FROM plain WHERE {Repeat("(", 5_000)}id=1{Repeat(")", 5_000)}"
        );
        yield return Case(
            "subqueries",
            $"SELECT 1 FROM {Repeat("(SELECT id FROM ", 5_000)}plain{Repeat(") AS q", 5_000)}"
        );
        yield return Case(
            "subqueries_of_IN",
            $"SELECT 1 FROM plain WHERE {Repeat("id IN (SELECT id FROM plain WHERE ", 3_000)}id=1{Repeat(")", 3_000)}"
        );
        yield return Case("function_calls", $"SELECT {Repeat("ABS(", 5_000)}id{Repeat(")", 5_000)} FROM plain");
        yield return Case("a_sum", $"SELECT {Repeat("id+", 100_000)}id FROM plain");
        yield return Case("a_product", $"SELECT {Repeat("id*", 100_000)}id FROM plain");
        yield return Case("a_concatenation", $"SELECT {Repeat("'a'||", 100_000)}'a' FROM plain");
        yield return Case("joins", $"SELECT 1 FROM plain {Repeat("JOIN plain ", 50_000)}");
        yield return Case("natural_joins", $"SELECT 1 FROM plain {Repeat("NATURAL JOIN plain ", 50_000)}");
        yield return Case("set_operations", $"SELECT 1 FROM plain {Repeat("UNION SELECT 1 FROM plain ", 20_000)}");
        yield return Case("a_text_above_the_limit", $"SELECT 1 FROM plain WHERE id IN ({Repeat("1,", 1_000_000)}1)");
        yield return Case(
            "a_polygon",
            $"SELECT 1 FROM plain WHERE 1=INTERSECTS(POINT(1,1),POLYGON({string.Join(',', Enumerable.Range(0, 20_000).Select(i => FormattableString.Invariant($"{180 + 60 * Math.Cos(Math.PI * i / 10_000)},{60 * Math.Sin(Math.PI * i / 10_000)}")))}))"
        );
        yield return Case(
            "distances_in_distances",
            $"SELECT {Repeat("DISTANCE(1,1,1,", 100)}val{Repeat(")", 100)} FROM plain"
        );
    }

    private static IEnumerable<TestCaseData> Garbage()
    {
        var random = new Random(1);
        yield return Case("random_characters", Random(random, 1_000_000, char.MaxValue));
        yield return Case("random_ASCII", Random(random, 1_000_000, '\u007f'));
        yield return Case("single_quotes", Repeat("' ", 500_001));
        yield return Case("double_quotes", Repeat("\"a\" ", 250_000));
        yield return Case("words", "SELECT " + Repeat("word ", 200_000));
        yield return Case("keywords", Repeat("SELECT ", 140_000));
        yield return Case("commas", "SELECT a" + Repeat(",", 900_000));
        yield return Case("dots", "SELECT a" + Repeat(".", 900_000));
        yield return Case("a_name_with_many_parts", "SELECT a" + Repeat(".a", 450_000) + " FROM plain");
        yield return Case(
            "unknown_columns",
            "SELECT " + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"x{i}")) + " FROM gaia.source"
        );
        yield return Case("one_long_name", "SELECT " + Repeat("x", 900_000) + " FROM gaia.source");
        yield return Case("one_long_table", "SELECT 1 FROM gaia." + Repeat("x", 900_000));
        yield return Case("minus_signs_as_a_comment", "SELECT " + Repeat("-", 900_000));
        yield return Case("IN_without_list", "SELECT 1 FROM plain WHERE id IN " + Repeat("IN ", 300_000));
        yield return Case("selects_in_brackets", Repeat("(SELECT ", 100_000));
        yield return Case("tables_in_brackets", "SELECT * FROM " + Repeat("(", 399) + "plain" + Repeat(")", 399));
    }

    [TestCaseSource(nameof(TooMuch))]
    [TestCaseSource(nameof(Garbage))]
    public void Ends_in_a_diagnostic(string text)
    {
        var clock = Stopwatch.StartNew();
        var translation = TestSchema.Translate(text);
        Assert.Multiple(() =>
        {
            Assert.That(clock.Elapsed, Is.LessThan(Patience));
            Assert.That(translation.Sql, Is.Null);
            Assert.That(translation.Diagnostics, Has.Length.InRange(1, AdqlLimits.Diagnostics));
            Assert.That(translation.Diagnostics, Has.All.Property("Message").Length.LessThan(1000));
        });
    }

    private static IEnumerable<TestCaseData> Large()
    {
        yield return Case(
            "a_list_of_100_000_numbers",
            $"SELECT 1 FROM plain WHERE id IN ({string.Join(',', Enumerable.Range(0, 100_000))})"
        );
        yield return Case(
            "a_list_of_50_000_texts",
            $"SELECT 1 FROM gaia.source WHERE name IN ({string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"'star {i}'"))})"
        );
        yield return Case(
            "50_000_alternatives",
            $"SELECT 1 FROM plain WHERE {string.Join(" OR ", Enumerable.Range(0, 50_000).Select(i => $"id={i}"))}"
        );
        yield return Case(
            "50_000_conditions",
            $"SELECT 1 FROM plain WHERE {string.Join(" AND ", Enumerable.Range(0, 50_000).Select(i => $"id<>{i}"))}"
        );
        yield return Case(
            "10_000_columns",
            $"SELECT {string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"id AS c{i}"))} FROM plain"
        );
        yield return Case("100_000_negations", $"SELECT 1 FROM plain WHERE {Repeat("NOT ", 100_000)}id=1");
        yield return Case("100_000_signs", $"SELECT {Repeat("- ", 100_000)}id FROM plain");
        yield return Case("a_text_of_900_000_characters", $"SELECT '{Repeat("x", 900_000)}' FROM plain");
        yield return Case("a_sum_of_300_terms", $"SELECT {Repeat("id+", 299)}id FROM plain");
        yield return Case("200_brackets", $"SELECT {Repeat("(", 190)}id{Repeat(")", 190)} FROM plain");
        yield return Case(
            "100_joins",
            $"SELECT 1 FROM plain AS p {string.Concat(Enumerable.Range(0, 100).Select(i => $"JOIN plain AS p{i} ON p{i}.id = p.id "))}"
        );
        yield return Case("100_unions", $"SELECT 1 FROM plain {Repeat("UNION SELECT 1 FROM plain ", 100)}");
    }

    [TestCaseSource(nameof(Large))]
    public void Is_translated(string text)
    {
        var clock = Stopwatch.StartNew();
        var translation = TestSchema.Translate(text);
        Assert.Multiple(() =>
        {
            Assert.That(translation.Diagnostics, Is.Empty);
            Assert.That(clock.Elapsed, Is.LessThan(Patience));
        });
    }

    [Test]
    public void A_small_stack_is_enough_for_the_deepest_query()
    {
        var query = $"SELECT {Repeat("(1+", 150)}id{Repeat(")", 150)} FROM plain";
        Translation? translation = null;
        var thread = new Thread(() => translation = TestSchema.Translate(query), 512 * 1024);
        thread.Start();
        thread.Join();
        Assert.That(
            translation!.Diagnostics.Select(d => d.Code),
            Is.Empty.Or.EqualTo(new[] { DiagnosticCodes.TooComplex })
        );
    }

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();

    private static string Random(Random random, int length, char below)
    {
        var text = new char[length];
        for (var i = 0; i < length; i++)
            text[i] = (char)random.Next(1, below);
        return new string(text);
    }

    private static TestCaseData Case(string name, string text) => new TestCaseData(text).SetArgDisplayNames(name);
}
