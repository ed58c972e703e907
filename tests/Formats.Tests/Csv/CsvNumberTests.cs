using System.Globalization;
using System.Text;
using DataLab.Formats.Csv;

namespace DataLab.Formats.Tests.Csv;

[TestFixture]
internal sealed class CsvNumberTests
{
    [TestCase("0")]
    [TestCase("-0.0")]
    [TestCase("1e22")]
    [TestCase("1e23")]
    [TestCase("9007199254740993")]
    [TestCase("9007199254740993e0")]
    [TestCase("9007199254740992.5")]
    [TestCase("0.1")]
    [TestCase("2.2250738585072011e-308")]
    [TestCase("4.9e-324")]
    [TestCase("2.4703282292062327e-324")]
    [TestCase("1.7976931348623157e308")]
    [TestCase("123456789012345678901234567890")]
    [TestCase("0.000000000000000000000000000001234567890123456789")]
    [TestCase("9214843084008499")]
    [TestCase("1.00000000000000011102230246251565")]
    [TestCase("1.00000000000000011102230246251566")]
    [TestCase("5e-1")]
    [TestCase("1E+5")]
    public void A_hard_number_is_rounded_correctly(string text)
    {
        Assert.That(CsvNumber.TryReal(Encoding.ASCII.GetBytes(text), out var value));
        Assert.That(BitConverter.DoubleToInt64Bits(value), Is.EqualTo(Bits(text)));
    }

    [Test]
    public void Any_number_is_rounded_correctly()
    {
        var random = new Random(11);
        for (var i = 0; i < 300_000; i++)
        {
            var number = (i % 4) switch
            {
                0 => BitConverter.Int64BitsToDouble(random.NextInt64()),
                1 => random.NextDouble() * 360,
                2 => random.NextInt64() * Math.Pow(10, random.Next(-30, 30)),
                _ => Math.Round(random.NextDouble() * 100, 7),
            };
            if (!double.IsFinite(number))
                continue;
            var text = number.ToString(
                (i % 3) switch
                {
                    0 => "R",
                    1 => "E18",
                    _ => "E15",
                },
                CultureInfo.InvariantCulture
            );
            if (
                !CsvNumber.TryReal(Encoding.ASCII.GetBytes(text), out var value)
                || BitConverter.DoubleToInt64Bits(value) != Bits(text)
            )
                Assert.Fail($"{text} was read as {value:R}.");
        }
    }

    [TestCase("")]
    [TestCase("-")]
    [TestCase(".")]
    [TestCase("1.2.3")]
    [TestCase("1e")]
    [TestCase("1e400")]
    [TestCase("1,5")]
    [TestCase("0x1")]
    [TestCase("12 3")]
    public void What_is_no_number_is_refused(string text) =>
        Assert.That(CsvNumber.TryReal(Encoding.ASCII.GetBytes(text), out _), Is.False);

    [TestCase("9223372036854775807", long.MaxValue)]
    [TestCase("-9223372036854775808", long.MinValue)]
    [TestCase("000000000000000000000000012", 12)]
    [TestCase("+7", 7)]
    public void Integers_are_exact(string text, long expected)
    {
        Assert.That(CsvNumber.TryInteger(Encoding.ASCII.GetBytes(text), out var value));
        Assert.That(value, Is.EqualTo(expected));
    }

    [TestCase("9223372036854775808")]
    [TestCase("1.0")]
    [TestCase("")]
    [TestCase("+")]
    [TestCase("1-")]
    public void What_is_no_integer_is_refused(string text) =>
        Assert.That(CsvNumber.TryInteger(Encoding.ASCII.GetBytes(text), out _), Is.False);

    private static long Bits(string text) =>
        BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture));
}
