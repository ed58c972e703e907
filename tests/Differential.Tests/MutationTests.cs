using System.Diagnostics;
using System.Globalization;
using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Differential.Tests.Generation;

namespace DataLab.Differential.Tests;

/// <summary>Queries of the generator with a few words changed, and shapes of extreme size: each is answered, in time that its length explains.</summary>
/// <remarks>Some 20,000 texts; about as many as DATALAB_FUZZ says where it is set (<c>./build fuzz</c>).</remarks>
[Category("AnyEngine")]
public sealed class MutationTests
{
    private const int Seeds = 4;

    private static readonly int Texts =
        (
            int.TryParse(
                Environment.GetEnvironmentVariable("DATALAB_FUZZ"),
                CultureInfo.InvariantCulture,
                out var wanted
            )
                ? wanted
                : 20_000
        ) / Seeds;

    /// <summary>SELECTs of a query: short ones are quicker and break in as many ways.</summary>
    private const int Selects = 2;

    /// <summary>The longest SQL that is written, 16 MB, takes most of a second; a text of a page may need it.</summary>
    private const double ForLongestSql = 3000;

    /// <summary>Milliseconds for any text, and for each character; a text that takes longer may try again.</summary>
    private const double ForAny = 50,
        ForEach = 0.25;

    private static readonly string[] Numbers =
    [
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "2147483648",
        "1e308",
        "1e309",
        "4.9e-324",
        "1e-400",
        "0.000000000000000000000000000000000001",
        "99999999999999999999999999999999999999999999999999",
        "00",
        "1.",
        ".0",
        "1e",
        "0x1F",
        "NaN",
        "Infinity",
    ];

    private static readonly string[] Odd =
    [
        "é",
        "日本",
        "\U0001d11e",
        "\u00a0",
        "\u2019",
        "\u202e",
        "\ud800",
        "\0",
        "''",
        "\"\"",
        "\u200b",
        "--",
        ";",
        "\\",
        "\uff08",
    ];

    [Test]
    public void Queries_with_changes_are_answered([Range(1, Seeds)] int seed)
    {
        var random = new Random(seed);
        var reached = new int[4];
        var slowest = 0.0;
        var clock = Stopwatch.StartNew();
        var others = Enumerable
            .Range(0, 50)
            .Select(i => Words(new QueryGenerator(-i, Selects).Query().ToString()))
            .ToList();
        for (var i = 0; i < Texts; i++)
        {
            var words = Words(new QueryGenerator(seed * 10_000_000 + i / 8, Selects).Query().ToString());
            for (var changes = random.Next(4); changes > 0 && words.Count > 0; changes--)
                Change(words, others[random.Next(others.Count)], random);
            var text = string.Concat(words);
            reached[Answer(text, ForAny, ref slowest)]++;
        }
        TestContext.Out.WriteLine(
            $"{Texts} texts, {clock.Elapsed.TotalSeconds:0} s: {reached[0]} ended in the lexer, {reached[1]} in the parser, "
                + $"{reached[2]} in the binder, {reached[3]} became SQL; at most {slowest:0.000} of the time allowed"
        );
        Assert.That(reached[3], Is.GreaterThan(Texts / 4), "SQL");
        Assert.That(reached[2], Is.GreaterThan(Texts / 20), "binder");
        Assert.That(reached[1], Is.GreaterThan(Texts / 20), "parser");
    }

    private static readonly Dictionary<string, Func<int, Random, string>> Large = new()
    {
        ["brackets"] = (n, _) => $"SELECT {new string('(', n)}id{new string(')', n)} AS a FROM d.t",
        ["negations"] = (n, _) => $"SELECT id FROM d.t WHERE {Repeat("NOT (", n)}id = 1{new string(')', n)}",
        ["subqueries"] = (n, _) =>
            $"SELECT id FROM {Repeat("(SELECT id FROM ", n / 8)}d.t AS a{Repeat(") AS a", n / 8)}",
        ["members"] = (n, r) =>
            $"SELECT id FROM d.t WHERE n IN ({string.Join(',', Enumerable.Range(0, n).Select(_ => r.Next()))})",
        ["names"] = (n, _) => $"SELECT id AS {new string('a', n)}, \"{new string('é', n)}\" FROM d.t",
        ["texts"] = (n, r) => $"SELECT id FROM d.t WHERE kind = '{Repeat(Odd[r.Next(9)], n)}'",
        ["case"] = (n, _) => $"SELECT CASE {Repeat("WHEN id = 1 THEN 2 ", n)} END AS a FROM d.t",
        ["unions"] = (n, _) => $"SELECT id FROM d.t{Repeat(" UNION SELECT n FROM d.u", n / 8)}",
        ["joins"] = (n, _) =>
            $"SELECT 1 AS a FROM d.t AS a{string.Concat(Enumerable.Range(0, n / 16).Select(i => $" LEFT JOIN d.u AS b{i} ON a.id = b{i}.id"))}",
        ["outer_subqueries"] = (n, _) =>
            $"SELECT 1 AS a FROM d.t AS a{string.Concat(Enumerable.Range(0, n / 64).Select(i => $" LEFT JOIN d.u AS b{i} ON a.id IN (SELECT n FROM d.u)"))}",
        ["full_joins"] = (n, _) =>
            $"SELECT 1 AS a FROM d.t AS a{string.Concat(Enumerable.Range(0, n / 64).Select(i => $" FULL JOIN d.u AS b{i} ON a.id IN (SELECT n FROM d.u WHERE b{i}.id = id)"))}",
        ["regions"] = (n, _) =>
            $"SELECT id FROM d.sky WHERE 1 = CONTAINS(POINT(ra, dec), REGION('Union ({Repeat("Circle 1 2 3 ", n / 4)})'))",
        ["maps"] = (n, _) =>
            $"SELECT id FROM d.sky WHERE 1 = CONTAINS(POINT(ra, dec), MOC('9/{string.Join(',', Enumerable.Range(0, n))}'))",
        ["common"] = (n, _) =>
            $"WITH {string.Join(", ", Enumerable.Range(0, n / 8 + 1).Select(i => $"w{i} AS (SELECT id FROM {(i == 0 ? "d.t" : $"w{i - 1}")})"))} SELECT * FROM w0",
        ["concatenations"] = (n, _) => $"SELECT kind{Repeat(" || kind", n)} AS a FROM d.t",
        ["simple_case"] = (n, _) =>
            $"SELECT {Repeat("CASE ", n / 8)}id{Repeat(" WHEN 1 THEN 2 WHEN 2 THEN 1 END", n / 8)} AS a FROM d.t",
        ["distances"] = (n, _) =>
            $"SELECT {Repeat("CASE WHEN DISTANCE(ra, dec, ", n / 32)}id{Repeat(", 1) BETWEEN 1 AND 2 THEN 1 END", n / 32)} AS a FROM d.sky",
        ["powers"] = (n, _) => $"SELECT {Repeat("POWER(LOG(", n / 8)}id{Repeat("), id)", n / 8)} AS a FROM d.t",
        ["greatest"] = (n, _) => $"SELECT {Repeat("GREATEST(id, ", n / 4)}id{Repeat(")", n / 4)} AS a FROM d.t",
        ["divisions"] = (n, _) => $"SELECT {Repeat("(id / ", n / 4)}id{Repeat(")", n / 4)} AS a FROM d.t",
        ["nullif"] = (n, _) => $"SELECT {Repeat("NULLIF(", n / 4)}id{Repeat(", 1)", n / 4)} AS a FROM d.t",
    };

    private static IEnumerable<string> LargeNames => Large.Keys;

    [TestCaseSource(nameof(LargeNames))]
    public void Large_texts_are_answered(string name)
    {
        var random = new Random(1);
        var slowest = 0.0;
        foreach (var n in new[] { 1, 10, 100, 300, 1000, 3000, 10_000 })
            Answer(Large[name](n, random), ForLongestSql, ref slowest);
        TestContext.Out.WriteLine($"{name}: at most {slowest:0.000} of the time allowed");
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    /// <returns>How far it came: 0 the lexer, 1 the parser, 2 the binder, 3 SQL.</returns>
    private static int Answer(string text, double forAny, ref double slowest)
    {
        var allowed = forAny + ForEach * text.Length;
        for (var attempt = 1; ; attempt++)
        {
            var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            var answer = Translated(text);
            // On a machine that is busy with others the time passes, but is not ours.
            var took = TimeSpan.FromTicks(
                Math.Min(clock.Elapsed.Ticks, (Environment.CpuUsage.TotalTime - before).Ticks)
            );
            var share = took.TotalMilliseconds / allowed;
            if (share < 1 || attempt == 3)
            {
                slowest = Math.Max(slowest, share);
                Assert.That(share, Is.LessThan(1), () => $"{took} for {text.Length} characters: {Start(text)}");
                return Stage(answer, text);
            }
        }
    }

    private static Translation Translated(string text)
    {
        try
        {
            return AdqlQuery.Translate(text, SmallSchema.Adql, DuckDbDialect.Instance);
        }
        catch (Exception fault)
        {
            throw new AssertionException($"{fault}\n{Start(text)}");
        }
    }

    private static int Stage(Translation answer, string text)
    {
        Assert.That(answer.Succeeded, Is.EqualTo(answer.Diagnostics.IsEmpty), text);
        if (answer.Succeeded)
            return 3;
        Assert.That(answer.Diagnostics.Select(d => d.Message), Has.None.EqualTo(AdqlQuery.Unsupported), text);
        var codes = answer.Diagnostics.Select(d => d.Code).ToHashSet();
        return codes.Contains(DiagnosticCodes.LexicalError) ? 0
            : codes.Overlaps([DiagnosticCodes.SyntaxError, DiagnosticCodes.ReservedWord, DiagnosticCodes.NotASelect])
                ? 1
            : 2;
    }

    private static string Start(string text) => text.Length > 2000 ? text[..2000] + "…" : text;

    private static List<string> Words(string text) => [.. SqlTokens.Split(text)];

    private static void Change(List<string> words, List<string> others, Random random)
    {
        var at = random.Next(words.Count);
        switch (random.Next(20))
        {
            case 0:
                words.RemoveAt(at);
                break;
            case 1:
                words.Insert(at, words[random.Next(words.Count)]);
                break;
            case 2:
                (words[at], words[^1]) = (words[^1], words[at]);
                break;
            case 3:
                words[at] = others[random.Next(others.Count)];
                break;
            case 4:
                var start = random.Next(others.Count);
                words.InsertRange(at, others.Skip(start).Take(random.Next(1, 12)));
                break;
            case 5:
                words.RemoveRange(at, Math.Min(random.Next(1, 8), words.Count - at));
                break;
            case 6 when char.IsAsciiDigit(words[at][0]) || random.Next(4) == 0:
                words[at] = Numbers[random.Next(Numbers.Length)];
                break;
            case 7 when random.Next(3) == 0:
                words[at] = words[at].Insert(random.Next(words[at].Length + 1), Odd[random.Next(Odd.Length)]);
                break;
            default:
                // A name for a name, a text for a text: what the parser takes and the binder may not.
                var same = others.Where(word => Kind(word) == Kind(words[at])).ToList();
                if (same.Count > 0)
                    words[at] = same[random.Next(same.Count)];
                break;
        }
    }

    private static char Kind(string word) =>
        char.IsAsciiLetter(word[0]) ? 'a'
        : char.IsAsciiDigit(word[0]) ? '0'
        : word[0];
}
