namespace DataLab.Formats.Tests;

public sealed class ArraySizeTests
{
    [TestCase("5", 5)]
    [TestCase("*", null)]
    [TestCase("10*", null)]
    [TestCase("3x2", 6)]
    [TestCase("8x*", null)]
    [TestCase("2x3x4", 24)]
    [TestCase("0", 0)]
    public void Sizes_print_as_they_were_parsed(string text, int? length)
    {
        var size = ArraySize.Parse(text);
        Assert.That((size.ToString(), size.FixedLength), Is.EqualTo((text, length)));
        Assert.That(ArraySize.Parse(text).GetHashCode(), Is.EqualTo(size.GetHashCode()));
        Assert.That(ArraySize.Parse(text), Is.EqualTo(size));
    }

    [TestCase("")]
    [TestCase("x")]
    [TestCase("3x")]
    [TestCase("*x3")]
    [TestCase("-1")]
    [TestCase("2.5")]
    [TestCase("100000x100000")]
    [TestCase("99999999999")]
    public void What_is_no_size_is_refused(string text) =>
        Assert.That(() => ArraySize.Parse(text), Throws.InstanceOf<FormatException>());

    [Test]
    public void Sizes_with_different_bounds_differ() =>
        Assert.That(ArraySize.Parse("10*"), Is.Not.EqualTo(ArraySize.Parse("10")));
}
