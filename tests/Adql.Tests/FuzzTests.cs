using System.Diagnostics;
using System.Globalization;

namespace DataLab.Adql.Tests;

/// <summary>Whatever the text, the translator answers: with SQL or with diagnostics, never with an exception.</summary>
/// <remarks>Some 25,000 texts; about as many as DATALAB_FUZZ says where it is set (<c>./build fuzz</c>).</remarks>
public sealed class FuzzTests
{
    private const int Texts = 4 * 1500 + 4 * 1500 + 2 * 300;

    private static readonly int Factor = int.TryParse(
        Environment.GetEnvironmentVariable("DATALAB_FUZZ"),
        CultureInfo.InvariantCulture,
        out var wanted
    )
        ? Math.Max(1, wanted / Texts)
        : 2;

    private static readonly string[] Pieces =
    [
        "SELECT",
        "FROM",
        "WHERE",
        "GROUP BY",
        "ORDER BY",
        "HAVING",
        "UNION",
        "INTERSECT",
        "JOIN",
        "ON",
        "USING",
        "NATURAL",
        "LEFT",
        "(",
        ")",
        ",",
        ".",
        "*",
        "+",
        "-",
        "/",
        "=",
        "<",
        ">=",
        "||",
        "'x'",
        "\"y\"",
        "1",
        "2.5",
        "1e3",
        "NULL",
        "NOT",
        "AND",
        "OR",
        "IN",
        "BETWEEN",
        "LIKE",
        "IS",
        "EXISTS",
        "CAST",
        "AS",
        "INTEGER",
        "COUNT",
        "MAX",
        "POINT",
        "CIRCLE",
        "POLYGON",
        "BOX",
        "CONTAINS",
        "DISTANCE",
        "COALESCE",
        "TOP",
        "DISTINCT",
        "OFFSET",
        "WITH",
        "gaia.source",
        "sdss.star",
        "ra",
        "dec",
        "name",
        "s",
        ";",
        "--",
        "\n",
    ];

    private static readonly string[] Seeds =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(Repository.Tests, "Golden"), "*.adql")
            .Order()
            .Select(File.ReadAllText)
            .Concat(
                File.ReadLines(Path.Combine(Repository.Tests, "Corpora", "valid.adql"))
                    .Where(line => line.Length > 0 && line[0] != '#')
            ),
    ];

    [Test]
    public void Words_in_any_order_are_answered([Range(1, 4)] int seed) =>
        Check(
            seed,
            1500,
            random =>
                string.Join(
                    ' ',
                    Enumerable.Range(0, random.Next(1, 40)).Select(_ => Pieces[random.Next(Pieces.Length)])
                )
        );

    [Test]
    public void Mutated_queries_are_answered([Range(1, 4)] int seed) => Check(seed, 1500, Mutated);

    [Test]
    public void Random_bytes_are_answered([Range(1, 2)] int seed) =>
        Check(
            seed,
            300,
            random => new string([.. Enumerable.Range(0, random.Next(200)).Select(_ => (char)random.Next(0, 0x110))])
        );

    private static string Mutated(Random random)
    {
        var text = Seeds[random.Next(Seeds.Length)];
        for (var i = random.Next(1, 4); i > 0 && text.Length > 1; i--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 12), text.Length - at);
            text = random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                2 => text.Insert(at, text.Substring(at, length)),
                _ => text.Remove(at, 1).Insert(at, ((char)random.Next(1, 0x180)).ToString()),
            };
        }
        return text;
    }

    private static void Check(int seed, int count, Func<Random, string> make)
    {
        var random = new Random(seed);
        for (var i = 0; i < count * Factor; i++)
        {
            var text = make(random);
            var clock = Stopwatch.StartNew();
            try
            {
                var translation = TestSchema.Translate(text);
                Assert.That(translation.Succeeded, Is.EqualTo(translation.Diagnostics.IsEmpty), text);
                Assert.That(
                    translation.Diagnostics.Select(d => d.Message),
                    Has.None.EqualTo(AdqlQuery.Unsupported),
                    text
                );
                AdqlQuery.CheckSyntax(text);
            }
            catch (Exception fault) when (fault is not AssertionException)
            {
                Assert.Fail($"{fault}\n{text}");
            }
            Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(15)), text);
        }
    }
}
