namespace DataLab.Formats.Tests;

public sealed class ColumnVectorTests
{
    [Test]
    public void Nulls_survive_growth()
    {
        var vector = new ValueVector<int>();
        for (var i = 0; i < 5000; i++)
        {
            if (i % 3 == 0)
                vector.AppendNull();
            else
                vector.Append(i);
        }
        for (var i = 0; i < 5000; i++)
            Assert.That(vector.IsNull(i), Is.EqualTo(i % 3 == 0));
        Assert.That(vector.Values[4999], Is.EqualTo(4999));
    }

    [Test]
    public void A_null_after_thousands_of_values_is_the_only_one()
    {
        var vector = new ValueVector<byte>();
        for (var i = 0; i < 10_000; i++)
            vector.Append(1);
        vector.AppendNull();
        vector.Append(2);
        Assert.That(Enumerable.Range(0, vector.Count).Where(vector.IsNull), Is.EqualTo(new[] { 10_000 }));
    }

    [Test]
    public void Reset_forgets_nulls_and_rows()
    {
        var vector = new TextVector();
        vector.Append("a");
        vector.AppendNull();
        vector.Reset(0);
        vector.Append("b");
        Assert.That((vector.Count, vector.HasNulls, vector[0].ToArray()), Is.EqualTo((1, false, "b"u8.ToArray())));
    }

    [Test]
    public void A_mask_taken_over_says_which_rows_are_null()
    {
        var vector = new ValueVector<double>();
        vector.Reset(70);
        vector.SetValidity([~2UL, ~1UL]);
        Assert.That(Enumerable.Range(0, 70).Where(vector.IsNull), Is.EqualTo(new[] { 1, 64 }));
        Assert.That(vector.Validity.Length, Is.EqualTo(2));
    }

    [Test]
    public void Truncated_rows_are_gone_with_their_elements()
    {
        var items = new ValueVector<int>();
        var vector = new ListVector(items);
        items.Append(1);
        vector.AppendRow();
        items.AppendNull();
        items.Append(3);
        vector.AppendRow();
        vector.AppendNull();
        vector.Truncate(1);
        items.Append(9);
        vector.AppendRow();
        Assert.That((vector.Count, vector[1], items.Count), Is.EqualTo((2, (1, 1), 2)));
        Assert.That((vector.IsNull(1), items.IsNull(1), items.Values[1]), Is.EqualTo((false, false, 9)));
    }

    [Test]
    public void Strings_are_one_after_another()
    {
        var vector = new TextVector();
        foreach (var text in new[] { "ab", "", "é" })
            vector.Append(text);
        Assert.That(vector.Offsets.ToArray(), Is.EqualTo(new[] { 0, 2, 2, 4 }));
        Assert.That(vector.Bytes.ToArray(), Is.EqualTo("abé"u8.ToArray()));
    }

    [TestCase(DataType.Double, null, typeof(ValueVector<double>))]
    [TestCase(DataType.Bit, null, typeof(ValueVector<bool>))]
    [TestCase(DataType.Char, null, typeof(TextVector))]
    [TestCase(DataType.Char, "*", typeof(TextVector))]
    [TestCase(DataType.Char, "8x2", typeof(ListVector))]
    [TestCase(DataType.Int, "2", typeof(ListVector))]
    [TestCase(DataType.FloatComplex, null, typeof(ListVector))]
    public void Every_field_has_its_kind_of_vector(DataType type, string? size, Type expected)
    {
        var field = new Field("f", type) { ArraySize = size is null ? null : ArraySize.Parse(size) };
        Assert.That(ColumnVector.For(field), Is.InstanceOf(expected));
    }
}
