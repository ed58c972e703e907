using DataLab.Adql.VoUnits;

namespace DataLab.Adql.Tests.VoUnits;

/// <summary>Thousands of units against astropy: which are units, their sizes, what is written, conversions.</summary>
public sealed class UnitAstropyTests
{
    /// <summary>
    /// Where astropy 5 to 7 and VOUnits 1.1 differ; the standard counts.
    /// Ba is the Besselian year (astropy: the barye); ta, Sun, % and dB are known units (astropy: unknown or refused);
    /// AU, au, mas, Angstrom and angstrom take no prefix but are known with one (astropy: unknown units of their own);
    /// SI prefixes R, Q, r, q and binary Zi, Yi are of 1.1 (astropy's vounit is 1.0); <c>as</c> is the attosecond (a word of
    /// Python); yd is the yoctoday, pct and pcount are pico-counts; D is 1e-21/c C.m exactly (astropy: 1e-29/3).
    /// </summary>
    private static readonly string[] Argued =
    [
        .. new[] { "Ba", "ta", "Sun", "dB", "%", "AU", "au", "mas", "Angstrom", "angstrom", "D" },
    ];

    private static readonly string[] PrefixesOf10 =
    [
        "",
        "h",
        "k",
        "M",
        "G",
        "T",
        "P",
        "E",
        "Z",
        "Y",
        "c",
        "m",
        "u",
        "n",
        "p",
        "f",
        "a",
        "z",
        "y",
    ];

    private static readonly string[] Strange = ["as", "yd", "pct", "pcount"];

    private static List<string> Symbols =>
        [
            .. KnownUnits
                .All.Values.Where(unit => !Argued.Contains(unit.Symbol))
                .SelectMany(unit => PrefixesOf10.Select(prefix => prefix + unit.Symbol))
                .Except(Strange)
                .Distinct(),
            .. new[] { "Ki", "Mi", "Gi", "Ti", "Pi", "Ei" }.SelectMany(prefix =>
                new[] { prefix + "bit", prefix + "byte", prefix + "B" }
            ),
            "AU",
            "au",
            "mas",
            "Angstrom",
            "angstrom",
            "dB",
        ];

    /// <summary>Every symbol with every prefix, and products of them by the grammar, from a fixed seed.</summary>
    private static List<string> Generated()
    {
        var random = new Random(11);
        var units = Symbols;
        var symbols = units.ToArray();
        string[] common =
        [
            "m",
            "s",
            "kg",
            "deg",
            "mas",
            "yr",
            "Jy",
            "erg",
            "arcsec",
            "Hz",
            "pc",
            "km",
            "K",
            "mag",
            "photon",
            "pixel",
            "eV",
        ];
        string[] powers = ["", "", "", "**2", "**-1", "**-2", "**3", "**(1/2)", "**(-3)", "**+2", "**(0.5)", "**(1/3)"];
        string[] numbers = ["", "", "", "", "10**3", "10**-26", "10", "1.5", "0.25", "2e3", "1.25e-4", "10**(2)"];
        string Term() =>
            (random.Next(2) == 0 ? common : symbols)[random.Next(random.Next(2) == 0 ? common.Length : common.Length)]
            + powers[random.Next(powers.Length)];
        string Product(int most) => string.Join('.', Enumerable.Range(0, random.Next(1, most)).Select(_ => Term()));
        string Any() => symbols[random.Next(symbols.Length)] + powers[random.Next(powers.Length)];
        for (var i = 0; i < 2500; i++)
            units.Add(
                numbers[random.Next(numbers.Length)]
                    + random.Next(6) switch
                    {
                        0 => Product(4),
                        1 => Product(4) + "/" + Term(),
                        2 => Product(3) + "/(" + Product(4) + ")",
                        3 => "sqrt(" + Product(3) + ")",
                        4 => Any() + "." + Term(),
                        _ => Any() + "/" + Any(),
                    }
            );
        return [.. units.Distinct()];
    }

    private static readonly Lazy<(List<string> Units, List<UnitOracle.Answer> Answers)> Asked = new(() =>
    {
        var units = Generated();
        return (units, UnitOracle.Ask(units));
    });

    [Test]
    public void Sizes_and_dimensions_are_astropys()
    {
        var (units, answers) = Asked.Value;
        Assert.That(units, Has.Count.GreaterThan(3000));
        var wrong = new List<string>();
        var compared = 0;
        for (var i = 0; i < units.Count; i++)
        {
            var (unit, error) = Unit.Read(units[i]);
            // Out of our bounds of 10**±300, and of astropy's doubles.
            if (
                answers[i].Scale == 0
                || !double.IsFinite(answers[i].Scale)
                || Math.Abs(Math.Log10(Math.Abs(answers[i].Scale))) > 290
            )
                continue;
            compared++;
            if (unit is null || !Agrees(unit, answers[i]))
                wrong.Add(
                    $"{units[i]}: {unit?.Scale.ToDouble()} {error?.Message} / {answers[i].Scale} {string.Join(' ', answers[i].Bases)}"
                );
        }
        Assert.That(wrong, Is.Empty, string.Join('\n', wrong.Take(20)));
        Assert.That(compared, Is.GreaterThan(0.98 * units.Count), "what astropy refuses");
    }

    /// <remarks>To astropy a magnitude is -0.4 dex and a decibel 0.1 dex, and no power of such a number has a sign of its own.</remarks>
    private static bool Agrees(Unit unit, UnitOracle.Answer answer)
    {
        var scale = Math.Abs(answer.Scale);
        var dimension = Dimension.None;
        foreach (var (name, power) in answer.Bases)
        {
            if (name is "dex")
                return Math.Abs(power) > 0;
            var ours = name switch
            {
                "ph" => "photon",
                "ct" => "count",
                "pix" => "pixel",
                "vox" => "voxel",
                _ => name,
            };
            dimension = dimension.Times(Dimension.Base(ours).Power(Fraction.Near(power)!.Value)!)!;
        }
        return dimension.Equals(unit.Dimension) && Math.Abs(unit.Scale.ToDouble() / scale - 1) < 1e-12;
    }

    [Test]
    public void What_is_written_reads_as_the_same_unit_here_and_there()
    {
        var (units, answers) = Asked.Value;
        // Numbers alone cannot be written; astropy counts the slash of (-1/6) as a division and refuses a second one.
        var readable = Enumerable
            .Range(0, units.Count)
            .Where(i =>
                answers[i].Scale != 0
                && Unit.Read(units[i]).Unit is { IsWritable: true } unit
                && !unit.ToString().Contains("(-", StringComparison.Ordinal)
            )
            .ToList();
        var written = readable.Select(i => Unit.Read(units[i]).Unit!.ToString()).ToList();
        Assert.That(readable, Has.Count.GreaterThan(0.8 * units.Count));
        var again = UnitOracle.Ask(written);
        Assert.Multiple(() =>
        {
            foreach (var ((i, text), answer) in readable.Zip(written).Zip(again))
            {
                Assert.That(Unit.Read(text).Unit?.IsSame(Unit.Read(units[i]).Unit!), Is.True, $"{units[i]} as {text}");
                Assert.That(answer.Scale, Is.EqualTo(answers[i].Scale).Within(1e-12).Percent, $"{units[i]} as {text}");
            }
        });
    }

    [Test]
    public void What_astropy_refuses_by_the_grammar_is_refused()
    {
        string[] wrong =
        [
            "m/s/kg",
            "m**",
            "m^^2",
            "(m",
            "m)",
            "m..s",
            "",
            "**2",
            "m/",
            "/",
            "m**(1/",
            "m.",
            "2**3m",
            "10**m",
            "'m",
            "''",
            "m**1.5.2",
            "k'",
            "sqrt",
            "sqrt()",
        ];
        var answers = UnitOracle.Ask(wrong);
        Assert.Multiple(() =>
        {
            for (var i = 0; i < wrong.Length; i++)
                // "" is dimensionless to astropy, "sqrt" a unit of somebody's.
                if (wrong[i] is not ("" or "sqrt"))
                {
                    Assert.That(answers[i].Scale, Is.Zero, wrong[i]);
                    Assert.That(Unit.Read(wrong[i]).Error, Is.Not.Null, wrong[i]);
                }
        });
    }
}
