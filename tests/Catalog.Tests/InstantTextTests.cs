using System.Text;

namespace DataLab.Catalog.Tests;

/// <summary>Texts that are instants, letter by letter as they are written.</summary>
public sealed class InstantTextTests
{
    [TestCase("1970-01-01T00:00:00", 0L)]
    [TestCase("2000-02-29T23:59:59.999999", 951_868_799_999_999L)]
    [TestCase("1969-12-31T23:59:59.500", -500_000L)]
    [TestCase("0001-01-01T00:00:00", -62_135_596_800_000_000L)]
    [TestCase("9999-12-31T23:59:59", 253_402_300_799_000_000L)]
    public void What_is_written_is_read(string text, long micros)
    {
        Assert.That(InstantText.TryRead(Encoding.UTF8.GetBytes(text), out var read), Is.True);
        Assert.That(read, Is.EqualTo(micros));
    }

    [TestCase("")]
    [TestCase("2020-01-01")]
    [TestCase("2020-01-01 00:00:00")]
    [TestCase("2020-01-01T00:00:00Z")]
    [TestCase("2020-01-01T00:00:00.000")]
    [TestCase("2020-01-01T00:00:00.500000")]
    [TestCase("2020-01-01T00:00:00.5")]
    [TestCase("2021-02-29T00:00:00")]
    [TestCase("2020-13-01T00:00:00")]
    [TestCase("2020-00-01T00:00:00")]
    [TestCase("2020-01-00T00:00:00")]
    [TestCase("2020-01-01T24:00:00")]
    [TestCase("2020-01-01T00:60:00")]
    [TestCase("2020-01-01T00:00:60")]
    [TestCase("0000-01-01T00:00:00")]
    [TestCase("20x0-01-01T00:00:00")]
    [TestCase("zzzz-zz-zzTzz:zz:zz.zzzzzz")]
    [TestCase("\u0001\u0001\u0001\u0001-01-01T00:00:00")]
    [TestCase("2020/01/01T00:00:00")]
    public void All_else_is_not(string text) =>
        Assert.That(InstantText.TryRead(Encoding.UTF8.GetBytes(text), out _), Is.False);
}
