using System.Globalization;
using DataLab.Adql.Library;

namespace DataLab.Adql.Tests;

/// <summary>The table of functions of other services: what is told to be elsewhere, and what to write here.</summary>
public sealed class OtherFunctionTests
{
    /// <summary>Of every type that a function may want.</summary>
    private static readonly string[] Arguments =
    [
        "ra",
        "name",
        "n_good",
        "spectrum",
        "obs_time",
        "2",
        "0.5",
        "ra > 1",
        "POINT(ra, dec)",
    ];

    private static IEnumerable<OtherFunction> All() => OtherFunctions.ByName.Values;

    /// <summary>What a service with tables says of a call is the judge: it knows every function that is here, by whatever table.</summary>
    [Test]
    public void Nothing_told_to_be_elsewhere_is_a_function_here() =>
        Assert.That(
            All()
                .Where(other => !other.Name.StartsWith("Q3C_", StringComparison.Ordinal))
                .Where(other =>
                    !TestSchema
                        .Translate($"SELECT {other.Name}(ra) FROM gaia.source")
                        .Diagnostics.Any(said =>
                            said.Code == DiagnosticCodes.UnknownFunction && said.Hint == other.Advice
                        )
                )
                .Select(other => other.Name),
            Is.Empty
        );

    [Test]
    public void Nothing_told_to_be_elsewhere_is_declared() =>
        Assert.That(
            All()
                .Select(other => other.Name)
                .Intersect(
                    AdqlFeatures
                        .UserDefined.Select(function => function.Signature[..function.Signature.IndexOf('(')])
                        .Concat(AdqlFeatures.Geometry),
                    StringComparer.OrdinalIgnoreCase
                ),
            Is.Empty
        );

    /// <summary>Extensions are here, and elsewhere only to those who want ADQL alone.</summary>
    [TestCase("Q3C_DIST(ra, dec, 1, 2)")]
    [TestCase("Q3C_RADIAL_QUERY(ra, dec, 1, 2, 3)")]
    [TestCase("Q3C_JOIN(ra, dec, 1, 2, 3)")]
    public void The_functions_of_Q3C_are_elsewhere_only_when_read_strictly(string call)
    {
        var query = $"SELECT {call} AS v FROM gaia.source";
        Assert.That(TestSchema.Translate(query).Diagnostics, Is.Empty);
        Assert.That(
            TestSchema.Translate(query, strict: true).Diagnostics.Select(said => said.Code),
            Is.EqualTo([DiagnosticCodes.UnknownFunction])
        );
    }

    /// <summary>Whatever the types of the arguments: one of the ways to fill them in is understood.</summary>
    [TestCaseSource(nameof(Writings))]
    public void What_is_written_instead_is_understood(string name)
    {
        var other = OtherFunctions.Of(name)!;
        var count = Math.Max(other.Arguments, 0);
        var ways = Enumerable
            .Range(0, (int)Math.Pow(Arguments.Length, count))
            .Select(way =>
                Enumerable
                    .Range(0, count)
                    .Select(i => Arguments[way / (int)Math.Pow(Arguments.Length, i) % Arguments.Length])
            )
            .Select(arguments => string.Format(CultureInfo.InvariantCulture, other.Writing!, [.. arguments]))
            .Select(writing => other.Arguments < 0 ? $"{writing}(*)" : writing);
        Assert.That(ways.Any(way => TestSchema.Translate($"SELECT {way} AS v FROM gaia.source").Succeeded), other.Name);
    }

    private static IEnumerable<TestCaseData> Writings() =>
        All()
            .Where(other => other.Writing is not null)
            .OrderBy(other => other.Name, StringComparer.Ordinal)
            .Select(other =>
                new TestCaseData(other.Name).SetName($"What is written instead of {other.Name} is understood")
            );

    [TestCase("LOG2(ra)", "(LOG(ra) / LOG(2))")]
    [TestCase("STDEVP(ra)", "stddev_pop(ra)")]
    [TestCase("IVO_STDDEV(ra)", "stddev(ra)")]
    public void A_synonym_is_mended_to_what_means_the_same_not_to_what_is_spelt_alike(string call, string mended) =>
        Assert.That(
            TestSchema.Translate($"SELECT {call} FROM gaia.source").Mended,
            Is.EqualTo($"SELECT {mended} FROM gaia.source")
        );

    [TestCase("MEAN(DISTINCT ra)")]
    [TestCase("GROUP_CONCAT(name ORDER BY ra)")]
    public void What_a_mending_would_lose_is_not_mended(string call) =>
        Assert.That(TestSchema.Translate($"SELECT {call} FROM gaia.source").Mended, Is.Null);

    [Test]
    public void A_function_of_ours_is_no_slip_of_the_pen_for_the_checker_of_ADQL()
    {
        var said = AdqlQuery.CheckSyntax("SELECT sind(ra) FROM t").Single();
        Assert.That(said.Code, Is.EqualTo(DiagnosticCodes.UnknownFunction));
        Assert.That(said.Hint, Does.Contain("not declared").And.Not.Contain("Did you mean"));
    }
}
