namespace DataLab.Adql.Tests;

/// <summary>Limits of a distance that are written in other units, twice, or with a lower limit that says nothing.</summary>
public sealed class PlainDistancesTests
{
    private const string Cone = "DISTANCE(ra, dec, 10, 20)";

    [TestCase("{0} * 3600 < 5")]
    [TestCase("5 > 3600 * {0}")]
    [TestCase("{0} / 2 + 1 <= 1.5")]
    [TestCase("({0} - 0.25) * 60 < 3")]
    public void A_scaled_limit_is_tested_as_one_in_degrees(string condition)
    {
        var sql = Sql(string.Format(null, condition, Cone));
        Assert.That(sql, Does.Not.Contain("atan2"));
    }

    /// <remarks>The greatest x with x * 3600 &lt; 5 in doubles; the next one fails.</remarks>
    [Test]
    public void The_limit_is_the_last_distance_for_which_the_test_holds()
    {
        var last = 5 / 3600.0;
        while (last * 3600 >= 5)
            last = Math.BitDecrement(last);
        while (Math.BitIncrement(last) * 3600 < 5)
            last = Math.BitIncrement(last);
        Assert.That(Sql($"{Cone} * 3600 < 5"), Is.EqualTo(Sql(FormattableString.Invariant($"{Cone} <= {last:E16}"))));
    }

    [TestCase("{0} < 0.05 OR {0} < 0.1", "{0} < 0.1")]
    [TestCase("{0} < 0.1 OR {0} <= 0.1", "{0} <= 0.1")]
    [TestCase("{0} <= 0.1 OR {0} < 0.1 OR mag < 5", "{0} <= 0.1 OR mag < 5")]
    [TestCase("{0} BETWEEN 0 AND 0.1", "{0} <= 0.1")]
    [TestCase("{0} >= 0 AND {0} <= 0.1 AND {0} < 3", "{0} <= 0.1")]
    [TestCase("{0} <= 0.1 AND {0} < 0.1", "{0} < 0.1")]
    public void Several_limits_of_one_distance_are_one(string condition, string plain) =>
        Assert.That(Sql(string.Format(null, condition, Cone)), Is.EqualTo(Sql(string.Format(null, plain, Cone))));

    [TestCase("{0} >= 0", TestName = "A lower limit alone says that there is a position")]
    [TestCase("{0} * 3600 > 5", TestName = "Lower limits stay")]
    [TestCase("{0} * 3600 = 5", TestName = "Equality stays")]
    [TestCase("{0} * 3600 < -1", TestName = "What never holds stays")]
    public void Other_tests_stay(string condition) =>
        Assert.That(Sql(string.Format(null, condition, Cone)), Does.Contain("atan2").Or.Contain(">="));

    [Test]
    public void Chances_are_taken_each_for_itself()
    {
        var chance = "DISTANCE(ra, dec, RAND(), 20)";
        Assert.That(Sql($"{chance} < 1 OR {chance} < 2").Split("random()"), Has.Length.GreaterThan(2));
    }

    private static string Sql(string condition) =>
        TestSchema.Sql($"SELECT source_id FROM gaia.source WHERE {condition}");
}
