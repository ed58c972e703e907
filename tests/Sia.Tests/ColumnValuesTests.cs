using DataLab.Sia.Store;

namespace DataLab.Sia.Tests;

/// <summary>Values of columns are kept as they are, and those of an image go over those of its file.</summary>
[Category("AnyEngine")]
public sealed class ColumnValuesTests
{
    [Test]
    public void Values_come_back_from_json()
    {
        var values = new ColumnValues
        {
            ["text"] = "Ω \"quoted\" \\ \u0001",
            ["whole"] = long.MaxValue,
            ["real"] = 0.1 + 0.2,
            ["list"] = new[] { 1.5, -2e-300 },
            ["none"] = null,
            ["nan"] = double.NaN,
            ["empty"] = "",
        };
        var read = ColumnValues.Parse(values.ToJson());
        Assert.That(read.Columns, Is.EqualTo(new[] { "text", "whole", "real", "list" }));
        foreach (var column in values.Columns)
            Assert.That(read[column], Is.EqualTo(values[column]));
    }

    [Test]
    public void What_goes_over_something_gives_the_same_again()
    {
        var file = new ColumnValues
        {
            ["same"] = "a",
            ["other"] = 1L,
            ["more"] = new[] { 1.0 },
        };
        var image = new ColumnValues
        {
            ["same"] = "a",
            ["other"] = 2L,
            ["own"] = 3.5,
        };
        var beyond = image.Beyond(file);
        Assert.That(beyond["same"], Is.Null);
        var again = ColumnValues.Parse(beyond.ToJson()).Over(file);
        Assert.That(again.Columns, Is.EquivalentTo(image.Columns));
        foreach (var column in image.Columns)
            Assert.That(again[column], Is.EqualTo(image[column]));
    }
}
