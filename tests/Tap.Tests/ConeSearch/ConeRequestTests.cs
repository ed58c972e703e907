using DataLab.Formats;
using DataLab.Tap.ConeSearch;

namespace DataLab.Tap.Tests.ConeSearch;

/// <summary>Parameters of a cone search become a checked record (SCS 1.03 §2.1).</summary>
public sealed class ConeRequestTests
{
    [Test]
    public void What_is_not_given_has_the_default_of_the_standard()
    {
        var request = Parse("RA=10.5&DEC=-3&SR=0.25");
        Assert.That((request.Centre.Ra, request.Centre.Dec, request.Radius), Is.EqualTo((10.5, -3.0, 0.25)));
        Assert.That((request.Verbosity, request.MaxRec), Is.EqualTo((2, (long?)null)));
        Assert.That(request.Format.MediaType, Is.EqualTo("text/xml;content=x-votable"));
    }

    [Test]
    public void Names_may_be_written_in_any_case_and_further_parameters_are_ignored()
    {
        var request = Parse("ra=1&Dec=2&sr=3&verb=1&maxrec=7&responseformat=csv&CATALOG=x&REQUEST=queryData");
        Assert.That(
            (request.Verbosity, request.MaxRec, request.Format.FileExtension),
            Is.EqualTo((1, (long?)7, "csv"))
        );
    }

    [TestCase("0", 0)]
    [TestCase("360", 0)]
    [TestCase("-0.5", 359.5)]
    [TestCase("725", 5)]
    [TestCase(" 12.5", 12.5)]
    [TestCase("1.25E2", 125)]
    [TestCase("-1E-300", 0)]
    public void A_right_ascension_may_be_any_number_of_turns_off(string ra, double expected)
    {
        var actual = Parse($"RA={Uri.EscapeDataString(ra)}&DEC=0&SR=1").Centre.Ra;
        Assert.That(actual, Is.InRange(0, Math.BitDecrement(360)));
        Assert.That(Math.Abs(actual - expected) % 360, Is.LessThan(1e-9).Or.GreaterThan(360 - 1e-9));
    }

    [TestCase("DEC=0&SR=1", "RA is missing")]
    [TestCase("RA=&DEC=0&SR=1", "RA is missing")]
    [TestCase("RA=0&SR=1", "DEC is missing")]
    [TestCase("RA=0&DEC=0", "SR is missing")]
    [TestCase("RA=12:30:00&DEC=0&SR=1", "RA must be a number of degrees")]
    [TestCase("RA=1,5&DEC=0&SR=1", "RA must be")]
    [TestCase("RA=Infinity&DEC=0&SR=1", "RA must be")]
    [TestCase("RA=1e999&DEC=0&SR=1", "RA must be")]
    [TestCase("RA=0&DEC=NaN&SR=1", "DEC must be")]
    [TestCase("RA=0&DEC=90.0001&SR=1", "DEC must be a number of degrees from -90 to 90; it was \"90.0001\"")]
    [TestCase("RA=0&DEC=-91&SR=1", "DEC must be")]
    [TestCase("RA=0&DEC=0&SR=-1", "SR must be")]
    [TestCase("RA=0&DEC=0&SR=180.5", "SR must be")]
    [TestCase("RA=0&DEC=0&SR=1&VERB=4", "VERB must be 1, 2 or 3")]
    [TestCase("RA=0&DEC=0&SR=1&MAXREC=-1", "MAXREC must be")]
    [TestCase("RA=0&DEC=0&SR=1&RESPONSEFORMAT=clay", "RESPONSEFORMAT must be one of")]
    [TestCase("RA=0&RA=1&DEC=0&SR=1", "Parameter RA was given 2 times")]
    [TestCase("RA=0)) OR 1=1 --&DEC=0&SR=1", "RA must be")]
    public void A_wrong_request_is_a_usage_error_that_names_the_parameter(string query, string message)
    {
        var error = Assert.Throws<ServiceException>(() => Parse(query))!;
        Assert.That(error.Kind, Is.EqualTo(ErrorKind.UsageError));
        Assert.That(error.Message, Does.Contain(message));
    }

    private static ConeRequest Parse(string query) =>
        ConeRequest.Parse(
            DataLab.Dali.Parameters.Of(
                query
                    .Split('&')
                    .Select(pair => pair.Split('=', 2))
                    .Select(pair => (pair[0], Uri.UnescapeDataString(pair[1])))
            ),
            new TableFormats()
        );
}
