using System.Text.RegularExpressions;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Tests;

/// <summary>Units, suggestions, names and the list of features.</summary>
public sealed partial class SmallPartsTests
{
    [TestCase("deg", "deg", "deg**2")]
    [TestCase("mas/yr", "yr", "mas")]
    [TestCase("m", "s**-1", "m/s")]
    [TestCase("erg/(cm**2.s)", "cm**2", "erg/s")]
    [TestCase("km s-1", "s", "km")]
    [TestCase("1/s", "m", "m/s")]
    [TestCase("m", "1/m", null)]
    [TestCase("deg", null, null)]
    [TestCase("log(Hz)", "s", null)]
    [TestCase("10**3.m", "s", "10**3m.s")]
    [TestCase("ct/s", "pix", "count.pixel/s")]
    [TestCase("a/b.c", "s", null)]
    public void Product(string? left, string? right, string? product) =>
        Assert.That(Units.Product(left, right), Is.EqualTo(product));

    [TestCase("km", "s", "km/s")]
    [TestCase("deg", "deg", null)]
    [TestCase("s", "m.kg", "s.m**-1.kg**-1")]
    public void Quotient(string left, string right, string? quotient) =>
        Assert.That(Units.Quotient(left, right), Is.EqualTo(quotient));

    [TestCase("deg**2", 0.5, "deg")]
    [TestCase("mas**2.yr**-2", 0.5, "mas/yr")]
    [TestCase("deg", 0.5, "deg**(1/2)")]
    [TestCase("deg", 0.37, null)]
    [TestCase("m/s", 2, "m**2/s**2")]
    [TestCase("m", 0, null)]
    public void Power(string unit, double power, string? result) =>
        Assert.That(Units.Power(unit, power), Is.EqualTo(result));

    [TestCase("ra", "ra", 0)]
    [TestCase("dec", "dce", 1)]
    [TestCase("ra", "ra2", 1)]
    [TestCase("", "abc", 3)]
    [TestCase("kitten", "sitting", 3)]
    public void Distance(string a, string b, int edits) => Assert.That(Suggestions.Distance(a, b), Is.EqualTo(edits));

    [Test]
    public void Nothing_near_is_no_suggestion() =>
        Assert.That(Suggestions.Hint("galaxy", ["ra", "dec", "mag"]), Is.Null);

    [Test]
    public void Names_are_made_unique_without_meeting_others() =>
        Assert.That(ColumnNames.Unique(["ra", "RA", "ra", "ra_2"]), Is.EqualTo(new[] { "ra", "RA_3", "ra_4", "ra_2" }));

    [Test]
    public void Every_geometry_function_that_is_declared_is_known()
    {
        Assert.Multiple(() =>
        {
            foreach (var function in AdqlFeatures.Geometry)
                Assert.That(
                    TestSchema.Translate($"SELECT {function}() FROM plain").Diagnostics.Select(d => d.Code),
                    Is.EqualTo(new[] { DiagnosticCodes.WrongArguments }),
                    function
                );
        });
    }

    [TestCase("LOWER", "LOWER('A') = 'a'")]
    [TestCase("UPPER", "UPPER('a') = 'A'")]
    [TestCase("ILIKE", "'a' ILIKE 'A'")]
    [TestCase("CAST", "CAST('1' AS INTEGER) = 1")]
    [TestCase("COALESCE", "COALESCE(1, 2) = 1")]
    [TestCase("IN_UNIT", "IN_UNIT(RADIANS(180), 'deg') = 180")]
    public void Every_optional_form_that_is_declared_works(string form, string condition)
    {
        Assert.That(AdqlFeatures.Optional.SelectMany(feature => feature.Forms), Does.Contain(form));
        Assert.That(TestSchema.Sql($"SELECT 1 FROM plain WHERE {condition}"), Is.Not.Empty);
    }

    [Test]
    public void Signatures_have_the_form_that_validators_read() =>
        Assert.That(
            AdqlFeatures.UserDefined.Select(function => function.Signature),
            Has.All.Matches<string>(Signature().IsMatch)
        );

    [GeneratedRegex(
        @"^[a-zA-Z][a-zA-Z0-9_]*\(([a-zA-Z][a-zA-Z0-9_]* [A-Z ]+(\[\])?(, [a-zA-Z][a-zA-Z0-9_]* [A-Z ]+(\[\])?)*)?\) -> [A-Z ]+(\[\])?$"
    )]
    private static partial Regex Signature();
}
