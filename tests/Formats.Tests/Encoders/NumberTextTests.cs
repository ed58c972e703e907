using System.Globalization;
using System.Text;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.Tests.Encoders;

[Parallelizable]
public sealed class NumberTextTests
{
    private static string Text(double value)
    {
        var buffer = new byte[NumberText.Room];
        return Encoding.ASCII.GetString(buffer, 0, NumberText.Write(value, buffer));
    }

    private static string Text(float value)
    {
        var buffer = new byte[NumberText.Room];
        return Encoding.ASCII.GetString(buffer, 0, NumberText.Write(value, buffer));
    }

    private static string Text(long value)
    {
        var buffer = new byte[NumberText.Room];
        return Encoding.ASCII.GetString(buffer, 0, NumberText.Write(value, buffer));
    }

    [TestCase(0.0, "0.0")]
    [TestCase(-0.0, "-0.0")]
    [TestCase(1.0, "1.0")]
    [TestCase(-5.0, "-5.0")]
    [TestCase(150.0, "150.0")]
    [TestCase(185.4254, "185.4254")]
    [TestCase(0.1, "0.1")]
    [TestCase(0.3, "0.3")]
    [TestCase(0.1 + 0.2, "0.30000000000000004")]
    [TestCase(0.0001, "0.0001")]
    [TestCase(0.00012345678901234567, "0.00012345678901234567")]
    [TestCase(0.00001, "1e-5")]
    [TestCase(0.000012, "1.2e-5")]
    [TestCase(1e15, "1000000000000000.0")]
    [TestCase(9999999999999998.0, "9999999999999998.0")]
    [TestCase(1e16, "1e16")]
    [TestCase(1e21, "1e21")]
    [TestCase(1e22, "1e22")]
    [TestCase(1e23, "1e23")]
    [TestCase(9007199254740993e3, "9.007199254740993e18")]
    [TestCase(123456789012345.67, "123456789012345.67")]
    [TestCase(2.9802322387695312e-08, "2.9802322387695312e-8")]
    [TestCase(4.1045368012983762e-289, "4.1045368012983762e-289")]
    [TestCase(4.9406564584124654e-324, "5e-324")]
    [TestCase(2.2250738585072014e-308, "2.2250738585072014e-308")]
    [TestCase(1.7976931348623157e308, "1.7976931348623157e308")]
    [TestCase(-1.2345678901234567e-100, "-1.2345678901234567e-100")]
    public void Doubles_are_written_as_plain_as_can_be(double value, string expected) =>
        Assert.That(Text(value), Is.EqualTo(expected));

    [TestCase(0f, "0.0")]
    [TestCase(14.2345f, "14.2345")]
    [TestCase(0.1f, "0.1")]
    [TestCase(-1.5e-7f, "-1.5e-7")]
    [TestCase(16777216f, "16777216.0")]
    [TestCase(1e9f, "1000000000.0")]
    [TestCase(1.4e-45f, "1e-45")]
    [TestCase(3.4028235e38f, "3.4028235e38")]
    public void Floats_are_written_as_plain_as_can_be(float value, string expected) =>
        Assert.That(Text(value), Is.EqualTo(expected));

    [Test]
    public void Integers_of_every_length_and_sign_are_exact()
    {
        var random = new Random(5);
        for (var digits = 0; digits < 64; digits++)
        {
            for (var i = 0; i < 1000; i++)
            {
                var value = (long)((ulong)random.NextInt64() >> digits) * (i % 2 == 0 ? 1 : -1);
                Assert.That(Text(value), Is.EqualTo(value.ToString(CultureInfo.InvariantCulture)));
            }
        }
    }

    [TestCase(0L)]
    [TestCase(99_999_999L)]
    [TestCase(100_000_000L)]
    [TestCase(9_999_999_999_999_999L)]
    [TestCase(10_000_000_000_000_000L)]
    [TestCase(long.MaxValue)]
    [TestCase(long.MinValue)]
    public void Integers_at_the_seams_are_exact(long value) =>
        Assert.That(Text(value), Is.EqualTo(value.ToString(CultureInfo.InvariantCulture)));

    [Test]
    public void Random_doubles_read_back_and_are_as_short_as_they_can_be()
    {
        // Five million of any bit pattern, five million of ordinary size.
        var failures = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.For(
            0,
            100,
            part =>
            {
                var random = new Random(part);
                var buffer = new byte[NumberText.Room];
                for (var i = 0; i < 100_000; i++)
                {
                    var value =
                        i % 2 == 0
                            ? BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue))
                            : random.NextDouble() * 360;
                    if (!double.IsFinite(value))
                        continue;
                    var text = buffer.AsSpan(0, NumberText.Write(value, buffer));
                    var same =
                        BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture))
                        == BitConverter.DoubleToInt64Bits(value);
                    // Comparing lengths is slow, so one in sixteen.
                    if (
                        !same
                        || (
                            (i >> 1) % 16 == 0
                            && Digits(Encoding.ASCII.GetString(text))
                                != Digits(value.ToString("R", CultureInfo.InvariantCulture))
                        )
                    )
                        failures.Add(value.ToString("R", CultureInfo.InvariantCulture));
                }
            }
        );
        Assert.That(failures, Is.Empty);
    }

    [Test]
    public void Every_double_exponent_has_the_digits_of_the_platform()
    {
        var random = new Random(11);
        for (var exponent = 0; exponent < 2047; exponent++)
        {
            for (var i = 0; i < 20; i++)
            {
                // The mantissas around a power of two are where the interval is lopsided.
                var mantissa = i switch
                {
                    0 => 0,
                    1 => 1,
                    2 => (1L << 52) - 1,
                    _ => random.NextInt64(1L << 52),
                };
                var value = BitConverter.Int64BitsToDouble((long)exponent << 52 | mantissa);
                // The platform's own text of 2^-25 and 2^-958 reads back as their neighbours.
                var platform = value.ToString("R", CultureInfo.InvariantCulture);
                if (double.Parse(platform, CultureInfo.InvariantCulture) == value)
                    Assert.That(Digits(Text(value)), Is.EqualTo(Digits(platform)));
                Assert.That(double.Parse(Text(value), CultureInfo.InvariantCulture), Is.EqualTo(value));
            }
        }
    }

    [Test]
    public void Every_float_exponent_has_the_digits_of_the_platform()
    {
        var random = new Random(7);
        for (var exponent = 0; exponent < 255; exponent++)
        {
            for (var i = 0; i < 2000; i++)
            {
                var mantissa = i switch
                {
                    0 => 0,
                    1 => 1,
                    2 => (1 << 23) - 1,
                    _ => random.Next(1 << 23),
                };
                var value = BitConverter.Int32BitsToSingle(exponent << 23 | mantissa);
                var text = Text(value);
                if (
                    float.Parse(text, CultureInfo.InvariantCulture) != value
                    || Digits(text) != Digits(value.ToString("R", CultureInfo.InvariantCulture))
                )
                    Assert.Fail($"{value:R} was written {text}");
            }
        }
    }

    [Test]
    public void Too_little_room_is_refused_before_anything_is_written() =>
        Assert.That(() => NumberText.Write(1.5, new byte[NumberText.Room - 1]), Throws.InstanceOf<ArgumentException>());

    /// <summary>The significant digits, without sign, point, exponent and zeros at either end.</summary>
    private static string Digits(string number) =>
        number.Split('e', 'E')[0].Replace(".", "", StringComparison.Ordinal).Trim('-', '0');
}
