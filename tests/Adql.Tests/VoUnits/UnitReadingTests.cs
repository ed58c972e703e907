using System.Diagnostics;
using DataLab.Adql.VoUnits;

namespace DataLab.Adql.Tests.VoUnits;

/// <summary>VOUnits 1.1 read to the letter, what catalogues have instead, and texts meant to hurt.</summary>
public sealed class UnitReadingTests
{
    // Known units go before prefixes (VOUnits 1.1 §2.2, §2.7); preferred symbols are written.
    [TestCase("Pa", "Pa", 1)]
    [TestCase("ha", "hyr", 3155760000.0)]
    [TestCase("cd", "cd", 1)]
    [TestCase("dB", "dB", 1)]
    [TestCase("B", "byte", 8)]
    [TestCase("au", "AU", 149597870700.0)]
    [TestCase("a", "yr", 31557600.0)]
    [TestCase("min", "min", 60)]
    [TestCase("as", "as", 1e-18)]
    [TestCase("kAU", "kAU", 149597870700000.0)]
    [TestCase("Kibyte", "Kibyte", 8192)]
    [TestCase("kbyte", "kbyte", 8000)]
    [TestCase("Qm", "Qm", 1e30)]
    [TestCase("qg", "qg", 1e-33)]
    [TestCase("dau", "dau", 1.66053906660e-26)]
    [TestCase("dadu", "dadu", 0.1)]
    [TestCase("dam", "dam", 10)]
    [TestCase("%", "%", 0.01)]
    // Unknown symbols and quotes (§2.8).
    [TestCase("furlong", "furlong", 1e-15)]
    [TestCase("'furlong'", "'furlong'", 1)]
    [TestCase("m'furlong'", "m'furlong'", 0.001)]
    [TestCase("'m'", "'m'", 1)]
    [TestCase("Kifurlong", "Kifurlong", 1)]
    // Scale factors, powers, functions.
    [TestCase("1", "1", 1)]
    [TestCase("1m", "m", 1)]
    [TestCase("25.4mm", "25.4mm", 0.0254)]
    [TestCase("10**-26W.m**-2.Hz**-1", "10**-26W.m**-2.Hz**-1", 1e-26)]
    [TestCase("1.663e-1mm.s**-1", "0.1663mm/s", 1.663e-4)]
    [TestCase("1eV", "eV", 1.602176634e-19)]
    [TestCase("m**(1/2)", "m**(1/2)", 1)]
    [TestCase("m**(-0.5)", "m**(-0.5)", 1)]
    [TestCase("m**(2)", "m**2", 1)]
    [TestCase("sqrt(arcsec**2)", "arcsec", Math.PI / 648000)]
    [TestCase("log(Hz)", "log(Hz)", 1)]
    [TestCase("log(10**6Hz)", "log(10**6Hz)", 1)]
    [TestCase("kg.m**2/(s.A)", "kg.m**2.s**-1.A**-1", 1)]
    [TestCase("((m))", "m", 1)]
    [TestCase("m.s.m", "m**2.s", 1)]
    [TestCase("R", "R", 1e10 / (4 * Math.PI))]
    public void Is_a_unit(string text, string written, double scale)
    {
        var (unit, error) = Unit.Read(text);
        Assert.That(error, Is.Null);
        Assert.That(unit!.ToString(), Is.EqualTo(written));
        Assert.That(unit.Scale.ToDouble(), Is.EqualTo(scale).Within(1e-13).Percent);
        Assert.That(Unit.Read(written).Unit?.IsSame(unit), Is.True, "what is written is read as the same");
    }

    [TestCase("", 0, "no unit")]
    [TestCase(" m", 0, "no blanks")]
    [TestCase("km s-1", 2, "no blanks")]
    [TestCase("km*s", 2, "with a dot")]
    [TestCase("m^2", 1, "**")]
    [TestCase("m2", 1, "**")]
    [TestCase("s-1", 1, "**")]
    [TestCase("m**", 1, "whole number")]
    [TestCase("m**x", 1, "whole number")]
    [TestCase("m**(1/0)", 1, "denominator")]
    [TestCase("m**100", 1, "below 100")]
    [TestCase("m**99999999999999999999", 1, "below 100")]
    [TestCase("erg/s/cm**2", 5, "Only one /")]
    [TestCase("m/s.kg", 3, "brackets")]
    [TestCase("1/s", 1, "missing before '/'")]
    [TestCase("(m", 0, "not closed")]
    [TestCase("m)", 1, "never opened")]
    [TestCase("m.", 1, "missing at the end")]
    [TestCase("m..s", 2, "missing before '.'")]
    [TestCase("(m/s)**2", 5, "product is written with a dot, a power")]
    [TestCase("10.m", 2, "missing before '.'")]
    [TestCase("0.0m", 0, "zero")]
    [TestCase("0m", 0, "power")]
    [TestCase("5", 0, "dimensionless is written 1")]
    [TestCase("'x", 0, "single quotes")]
    [TestCase("''", 0, "single quotes")]
    [TestCase("x'y'", 0, "prefix")]
    [TestCase("µm", 0, "ASCII")]
    [TestCase("m\t", 1, "ASCII")]
    [TestCase("10**999m", 2, "below 100")]
    [TestCase("unknown", 0, "nobody knows")]
    [TestCase("log(1)", 5, "missing")]
    [TestCase("1e999m", 0, "too large")]
    [TestCase("Qm**20", 0, "beyond")]
    [TestCase("Qm**9.Qs**9", 0, "beyond")]
    [TestCase("m#s", 1, "'#'")]
    public void Is_no_unit(string text, int start, string message)
    {
        var (unit, error) = Unit.Read(text);
        Assert.That(unit, Is.Null, unit?.ToString());
        Assert.That((error!.Start, error.Message), Is.EqualTo((start, error.Message)));
        Assert.That(error.Message, Does.Contain(message));
    }

    // FITS, CDS, OGIP and plain habit.
    [TestCase("km s-1", "km/s")]
    [TestCase("km/sec", "km/s")]
    [TestCase("km.s-1", "km/s")]
    [TestCase(" km s^-1 ", "km/s")]
    [TestCase("erg/s/cm^2", "erg.s**-1.cm**-2")]
    [TestCase("erg s-1 cm-2 Angstrom-1", "erg.s**-1.cm**-2.Angstrom**-1")]
    [TestCase("erg/(s cm**2)", "erg.s**-1.cm**-2")]
    [TestCase("10^-3 Jy", "10**-3Jy")]
    [TestCase("10-3Jy", "10**-3Jy")]
    [TestCase("10**-17 erg/s/cm2", "10**-17erg.s**-1.cm**-2")]
    [TestCase("1e-17 erg/s/cm2", "10**-17erg.s**-1.cm**-2")]
    [TestCase("1.5x10+11m", "150000000000m")]
    [TestCase("\"yr\"", "yr")]
    [TestCase("arcsec/year", "arcsec/yr")]
    [TestCase("mag/arcsec^2", "mag/arcsec**2")]
    [TestCase("degrees", "deg")]
    [TestCase("DEG", "deg")]
    [TestCase("Days", "d")]
    [TestCase("micron", "um")]
    [TestCase("µm", "um")]
    [TestCase("Å", "Angstrom")]
    [TestCase("m²/s", "m**2/s")]
    [TestCase("°", "deg")]
    [TestCase("Msun/yr", "solMass/yr")]
    [TestCase("cy", "hyr")]
    [TestCase("1/s", "s**-1")]
    [TestCase("/s", "s**-1")]
    [TestCase("1 / s", "s**-1")]
    [TestCase("(m/s)**2", "m**2/s**2")]
    [TestCase("m^0.5", "m**(1/2)")]
    [TestCase("m^(-1/3)", "m**(-1/3)")]
    [TestCase("[m]", "log(m)")]
    [TestCase("log(cm/s**2)", "log(cm/s**2)")]
    [TestCase("kg*m", "kg.m")]
    [TestCase("counts/sec", "count/s")]
    [TestCase("uas", "uarcsec")]
    [TestCase("10m", "10m")]
    public void Is_read_by_habit(string text, string written)
    {
        var (unit, error) = Unit.ReadLeniently(text);
        Assert.That(error, Is.Null);
        Assert.That(unit!.ToString(), Is.EqualTo(written));
        Assert.That(unit.IsUnknown, Is.False);
    }

    [TestCase("erg/s.cm2")]
    [TestCase("m/s kg")]
    [TestCase("---")]
    [TestCase("unknown")]
    [TestCase("mag(AB)x)")]
    [TestCase("e-")]
    [TestCase("2020-01-01")]
    [TestCase("\"h:m:s\"")]
    public void Nobody_can_tell_what_it_means(string text) => Assert.That(Unit.ReadLeniently(text).Unit, Is.Null);

    [TestCase("km s-1", "km/s")]
    [TestCase("degree", "deg")]
    [TestCase("arcsecss", "arcsec")]
    [TestCase("Jansky", "Jy")]
    [TestCase("1/s", "s**-1")]
    [TestCase("deg", null)]
    [TestCase("zorkmid", null)]
    [TestCase("m/s.kg", null)]
    public void Nearest_spelling(string text, string? nearest) => Assert.That(Unit.Nearest(text), Is.EqualTo(nearest));

    [TestCase("deg", "arcsec", 3600, false)]
    [TestCase("mas", "deg", 3600000, true)]
    [TestCase("d", "s", 86400, false)]
    [TestCase("km/s", "pc/yr", 1.0227121650456948e-6, false)]
    [TestCase("mas/yr", "deg/s", 1.0 / (3600000.0 * 31557600), true)]
    [TestCase("Jy", "erg.s**-1.cm**-2.Hz**-1", 1e-23, false)]
    [TestCase("byte", "bit", 8, false)]
    [TestCase("mag", "mmag", 1000, false)]
    [TestCase("ct", "count", 1, false)]
    [TestCase("sqrt(deg)", "sqrt(arcsec)", 60, false)]
    [TestCase("log(Hz)", "log(Hz)", 1, false)]
    [TestCase("'x'", "k'x'", 1000, true)]
    public void Converts(string from, string to, double number, bool divides)
    {
        var factor = Unit.Read(from).Unit!.To(Unit.Read(to).Unit!)!.Value;
        Assert.That(factor.Divides, Is.EqualTo(divides));
        var expected = divides && number < 1 ? 1 / number : number;
        Assert.That(
            factor.Number,
            divides || number >= 1
                ? Is.EqualTo(expected).Within(1e-15).Percent
                : Is.EqualTo(expected).Within(1e-12).Percent
        );
    }

    [TestCase("deg", "m")]
    [TestCase("rad", "1")]
    [TestCase("mag", "dB")]
    [TestCase("photon", "count")]
    [TestCase("'m'", "m")]
    [TestCase("log(Hz)", "log(MHz)")]
    [TestCase("log(Hz)", "Hz")]
    [TestCase("Hz", "m")]
    [TestCase("K", "degC")]
    public void Does_not_convert(string from, string to) =>
        Assert.That(Unit.Read(from).Unit!.To(Unit.Read(to).Unit!), Is.Null);

    private static readonly string[] Hostile =
    [
        new('(', 1_000_000),
        new string('(', 100) + "m" + new string(')', 100),
        new('m', 1_000_000),
        string.Join('.', Enumerable.Repeat("Qm**99", 36)),
        string.Join('.', Enumerable.Repeat("m**(997/999)", 20)),
        string.Join("/", Enumerable.Repeat("pc", 80)),
        "10**(999999999/7)m",
        "1e999999999999m",
        new string('9', 250) + "m",
        string.Concat(Enumerable.Repeat("log(", 60)) + "m",
        string.Concat(Enumerable.Repeat("sqrt(", 15)) + "m" + new string(')', 15),
        string.Concat(Enumerable.Repeat("solMass**98.", 20)) + "m",
        "\0\u0001\ud800",
        new string(' ', 255),
        new('\'', 256),
    ];

    [TestCaseSource(nameof(Hostile))]
    public void Texts_meant_to_hurt_take_no_time(string text)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 10; i++)
        {
            _ = (Unit.Read(text), Unit.ReadLeniently(text), Unit.Nearest(text));
        }
        Assert.That(clock.ElapsedMilliseconds, Is.LessThan(1000), "ten rounds");
    }

    [Test]
    public void A_hundred_thousand_mutations_throw_nothing()
    {
        var random = new Random(5);
        string[] seeds =
        [
            "km.s**-1",
            "erg/(s.cm**2)",
            "log(10**6Hz)",
            "10**-3 Jy",
            "m'x'/s",
            "1.5e3mm^2",
            "sqrt(m**(1/2))",
            "[cm/s2]",
        ];
        const string Alphabet = "()*/.^'%0123456789eE+- kmsdaunMRQxAg\"[]µ";
        var units = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var text = seeds[random.Next(seeds.Length)].ToCharArray().ToList();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var at = random.Next(text.Count + 1);
                if (random.Next(3) == 0 && at < text.Count)
                    text.RemoveAt(at);
                else
                    text.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
            }
            var written = new string([.. text]);
            var strict = Unit.Read(written);
            Assert.That((strict.Unit is null) != (strict.Error is null), written);
            if (strict.Error is { } error)
                Assert.That(error.Start + error.Length, Is.LessThanOrEqualTo(Math.Max(1, written.Length)), written);
            if (Unit.ReadLeniently(written).Unit is not { IsWritable: true } unit)
                continue;
            units++;
            Assert.That(Unit.ReadLeniently(unit.ToString()).Unit?.IsSame(unit), Is.True, $"{written} as {unit}");
        }
        Assert.That(units, Is.GreaterThan(10_000));
    }
}
