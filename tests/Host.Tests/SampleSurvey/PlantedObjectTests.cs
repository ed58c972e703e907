using DataLab.Host.SampleSurvey;

namespace DataLab.Host.Tests.SampleSurvey;

/// <summary>What tutorials ask of the survey, asked of its rows directly.</summary>
[Category("AnyEngine")]
public sealed class PlantedObjectTests
{
    private static readonly TableData Objects = TableData.Demo("object");

    [Test]
    public void The_dwarf_stands_out_four_times_over_its_surroundings()
    {
        var (ra, dec, field, depth) = (N("ra"), N("dec"), N("fieldid"), N("depthflag"));
        var (sharp, g, r) = (N("sharp"), N("gmag"), N("rmag"));
        const double inner = 3.0 / 60;
        var (low, high) = (10.0 / 60, 30.0 / 60);
        var (inside, around) = (0, 0);
        for (var row = 0; row < Objects.Rows; row++)
        {
            // fieldid=169 and depthflag>1 and abs(sharp)<0.5 and gmag between 9 and 25 and (gmag-rmag) between -1.5 and 3.0
            if (field[row] != 169 || depth[row] <= 1 || Math.Abs(sharp[row]) >= 0.5)
                continue;
            if (g[row] is < 9 or > 25 || g[row] - r[row] is < -1.5 or > 3.0)
                continue;
            var distance = SkyFrames.Separation(ra[row], dec[row], 185.4254, -31.9853);
            inside += distance < inner ? 1 : 0;
            around += distance > low && distance < high ? 1 : 0;
        }
        var expected = around * inner * inner / (high * high - low * low);
        Assert.That((inside >= 4 * expected, inside > 80), Is.EqualTo((true, true)), $"{inside} for {expected:F1}");
    }

    [Test]
    public void Drop_outs_in_u_g_r_with_an_infrared_match_are_found_by_the_notebook_query()
    {
        var xmatch = TableData.Demo("xmatch");
        var matched = xmatch
            .Texts("id")
            .Zip(xmatch.Numbers("wise_match"))
            .Where(pair => pair.Second == 1)
            .Select(pair => pair.First)
            .ToHashSet();
        var (ids, depth) = (Objects.Texts("id"), N("depthflag"));
        var (count, error) = (
            "ugriz".Select(b => N($"ndet{b}")).ToArray(),
            "ugriz".Select(b => N($"{b}err")).ToArray()
        );
        var found = Enumerable
            .Range(0, Objects.Rows)
            .Where(row => depth[row] > 1 && matched.Contains(ids[row]))
            .Where(row => new[] { 0, 1, 2 }.All(b => count[b][row] == 0 || error[b][row] > 0.3))
            .Where(row => new[] { 3, 4 }.All(b => count[b][row] > 0 && error[b][row] < 0.1))
            .ToArray();
        var (ra, dec) = (N("ra"), N("dec"));
        var nearDwarf = found.Count(row => SkyFrames.Separation(ra[row], dec[row], 185.4254, -31.9853) < 0.3);
        Assert.That((found.Length > 50, nearDwarf > 0), Is.EqualTo((true, true)), $"{found.Length}, {nearDwarf}");
    }

    [Test]
    public void The_RR_Lyrae_star_has_its_published_position()
    {
        var row = Array.IndexOf(Objects.Texts("id"), "169.429960");
        Assert.That((N("ra")[row], N("dec")[row]), Is.EqualTo((185.4311552, -31.9953269)));
    }

    [Test]
    public void The_RR_Lyrae_star_has_300_to_400_epochs_in_order_of_time()
    {
        var epochs = RrLyraeEpochs();
        Assert.That(
            (epochs.Length is >= 300 and <= 400, epochs.SequenceEqual(epochs.OrderBy(epoch => epoch.Mjd))),
            Is.EqualTo((true, true))
        );
    }

    [Test]
    public void The_period_of_the_RR_Lyrae_star_can_be_found_in_g()
    {
        var g = RrLyraeEpochs().Where(epoch => epoch.Filter == "g").ToArray();
        var best = (Period: 0.0, Dispersion: double.MaxValue);
        for (var frequency = 1.2; frequency < 3.3; frequency += 2e-5)
        {
            var dispersion = Dispersion(g.Select(epoch => (epoch.Mjd * frequency % 1, epoch.Magnitude)));
            if (dispersion < best.Dispersion)
                best = (1 / frequency, dispersion);
        }
        Assert.That(best.Period, Is.EqualTo(0.6452).Within(0.0005));
    }

    [Test]
    public void Constant_stars_do_not_vary_more_than_their_errors()
    {
        var sources = TableData.Demo("source");
        var (id, filter) = (sources.Texts("id"), sources.Texts("filter"));
        var (magnitude, error) = (sources.Numbers("cmag"), sources.Numbers("cerr"));
        var chi2 = Enumerable
            .Range(0, sources.Rows)
            .Where(row => magnitude[row] < 99 && error[row] < 0.3)
            .GroupBy(row => (id[row], filter[row]))
            .Where(group => group.Count() >= 6)
            .Select(group =>
            {
                var mean = group.Average(row => magnitude[row]);
                return group.Sum(row => Math.Pow((magnitude[row] - mean) / error[row], 2)) / (group.Count() - 1);
            })
            .Order()
            .ToArray();
        Assert.That(chi2[chi2.Length / 2], Is.EqualTo(0.95).Within(0.1));
    }

    [Test]
    public void Some_stars_of_the_cross_match_move_fast_and_most_do_not()
    {
        var xmatch = TableData.Demo("xmatch");
        var motions = xmatch
            .Numbers("gaia_pmra")
            .Zip(xmatch.Numbers("gaia_pmdec"), (ra, dec) => Math.Sqrt(ra * ra + dec * dec))
            .ToArray();
        var fast = motions.Count(motion => motion > 150);
        Assert.That(
            (fast > 10, fast < xmatch.Rows / 100, motions.Max() < 2501),
            Is.EqualTo((true, true, true)),
            $"{fast}"
        );
    }

    private static double[] N(string column) => Objects.Numbers(column);

    /// <summary>source where id='169.429960' and cmag&lt;99.</summary>
    private static (double Mjd, string Filter, double Magnitude)[] RrLyraeEpochs()
    {
        var sources = TableData.Demo("source");
        var (id, filter) = (sources.Texts("id"), sources.Texts("filter"));
        var (mjd, magnitude) = (sources.Numbers("mjd"), sources.Numbers("cmag"));
        return
        [
            .. Enumerable
                .Range(0, sources.Rows)
                .Where(row => id[row] == "169.429960" && magnitude[row] < 99)
                .Select(row => (mjd[row], filter[row]!, magnitude[row])),
        ];
    }

    /// <summary>Phase dispersion (Stellingwerf 1978): sum of squares about the means of ten bins of phase.</summary>
    private static double Dispersion(IEnumerable<(double Phase, double Magnitude)> points)
    {
        const int bins = 10;
        Span<double> count = stackalloc double[bins];
        Span<double> sum = stackalloc double[bins];
        var squares = 0.0;
        foreach (var (phase, magnitude) in points)
        {
            var bin = (int)(phase * bins);
            count[bin]++;
            sum[bin] += magnitude;
            squares += magnitude * magnitude;
        }
        for (var bin = 0; bin < bins; bin++)
            squares -= count[bin] > 0 ? sum[bin] * sum[bin] / count[bin] : 0;
        return squares;
    }
}
