using DataLab.Formats.Csv;

namespace DataLab.Formats.Tests.Csv;

[TestFixture]
internal sealed class SexagesimalTests
{
    [TestCase("12:20:43", 185.17916666666667)]
    [TestCase("00:08:27.05", 2.1127083333333334)]
    [TestCase("19 19 43.4040", 289.93085)]
    [TestCase("12h20m43s", 185.17916666666667)]
    [TestCase("12h 20m 43.0s", 185.17916666666667)]
    [TestCase("12 30.5", 187.625)]
    [TestCase("23:59:60", 360)]
    [TestCase(" 1:2:3 ", 15.5125)]
    public void Hours_become_degrees(string text, double degrees)
    {
        Assert.That(Sexagesimal.TryParseHours(text, out var value));
        Assert.That(value, Is.EqualTo(degrees).Within(1e-12));
    }

    [TestCase("-12:49:22.3", -12.822861111111111)]
    [TestCase("+40 05 51.8400", 40.0977333333333)]
    [TestCase("-00:30:00", -0.5)]
    [TestCase("\u221200 30 00", -0.5)]
    [TestCase("-12d49m22.3s", -12.822861111111111)]
    [TestCase("-12\u00B049'22.3\"", -12.822861111111111)]
    [TestCase("89:59:59.999", 89.99999972222222)]
    public void Degrees_keep_their_sign(string text, double degrees)
    {
        Assert.That(Sexagesimal.TryParseDegrees(text, out var value));
        Assert.That(value, Is.EqualTo(degrees).Within(1e-12));
    }

    [TestCase("")]
    [TestCase("12")]
    [TestCase("12.5")]
    [TestCase("12:61:00")]
    [TestCase("12:30.5:10")]
    [TestCase("12:30:10:5")]
    [TestCase("12::10")]
    [TestCase("12:30:")]
    [TestCase("25:00:00")]
    [TestCase("-1:00:00")]
    [TestCase("12-30-10")]
    [TestCase("12d30m10s")]
    [TestCase("a:b:c")]
    public void What_are_no_hours_is_refused(string text) =>
        Assert.That(Sexagesimal.TryParseHours(text, out _), Is.False);

    [TestCase("361:00:00")]
    [TestCase("- 12:00:00")]
    [TestCase("--12:00:00")]
    [TestCase("12h30m10s")]
    public void What_are_no_degrees_is_refused(string text) =>
        Assert.That(Sexagesimal.TryParseDegrees(text, out _), Is.False);
}
