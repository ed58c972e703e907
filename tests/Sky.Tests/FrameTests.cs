namespace DataLab.Sky.Tests;

/// <summary>Frames against astropy.</summary>
[TestFixture]
public class FrameTests
{
    private static readonly SphereFrame[] Frames = [.. SphereFrame.All];

    [TestCase("GALACTIC"), TestCase("FK5"), TestCase("ECLIPTIC")]
    public void Coordinates_agree_with_astropy_to_a_billionth_of_a_degree(string name)
    {
        Assert.That(SphereFrame.TryParse(name.ToLowerInvariant(), out var frame));
        var (ra, dec) = (Oracle.Numbers("ra"), Oracle.Numbers("dec"));
        var (lon, lat) = (
            Oracle.Numbers(name.ToLowerInvariant() + "_lon"),
            Oracle.Numbers(name.ToLowerInvariant() + "_lat")
        );
        var worst = lon.Select(
                (_, i) => Point.Separation(frame!.FromIcrs.Rotate(new Point(ra[i], dec[i])), new Point(lon[i], lat[i]))
            )
            .Max();
        Assert.That(worst, Is.LessThan(1e-9));
    }

    [Test]
    public void Every_frame_leads_to_every_other_and_back(
        [ValueSource(nameof(Frames))] SphereFrame from,
        [ValueSource(nameof(Frames))] SphereFrame to
    )
    {
        var position = new Point(123.4, -56.7);
        var back = to.To(from).Rotate(from.To(to).Rotate(position));
        Assert.That(Point.Separation(position, back), Is.LessThan(1e-13));
    }

    [Test]
    public void An_unknown_frame_is_not_found()
    {
        Assert.That(SphereFrame.TryParse("FK4", out _), Is.False);
    }
}
