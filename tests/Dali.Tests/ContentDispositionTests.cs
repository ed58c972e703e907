using DataLab.Formats;

namespace DataLab.Dali.Tests;

public sealed class ContentDispositionTests
{
    [TestCase("csv", "stars", "attachment; filename=\"stars.csv\"")]
    [TestCase("text/xml", "stars", "inline; filename=\"stars.vot\"")]
    [TestCase("votable", null, "attachment; filename=\"result.vot\"")]
    [TestCase("text", "", "inline; filename=\"result.txt\"")]
    [TestCase("csv", "..", "attachment; filename=\"result.csv\"")]
    [TestCase("csv", "a/b\\c\"d\r\ne", "attachment; filename=\"a_b_c_d__e.csv\"")]
    [TestCase("csv", "λ Ori", "attachment; filename*=UTF-8''%CE%BB%20Ori.csv; filename=\"_ Ori.csv\"")]
    public void A_name_is_one_that_every_system_takes(string format, string? name, string expected) =>
        Assert.That(ContentDisposition.Of(new TableFormats().Find(format)!, name), Is.EqualTo(expected));

    [Test]
    public void Long_names_are_cut() =>
        Assert.That(
            ContentDisposition.Of(new TableFormats().Find("csv")!, new string('x', 5000)).Length,
            Is.LessThan(200)
        );
}
