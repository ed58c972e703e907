namespace DataLab.Sky.Tests;

/// <summary>Straight motion against astropy: a SkyCoord's Cartesian position plus its velocity times the years.</summary>
[TestFixture]
public class AstrometryTests
{
    [TestCase(
        new[] { 269.452, 4.693, 546.98, -801.6, 10362.4, -110.5 },
        5000,
        new[]
        {
            267.78595694281415,
            24.66285121037008,
            743.754312377249,
            -1625.3881841872676,
            19147.534777285546,
            -72.95581557020549,
        }
    )]
    [TestCase(
        new[] { 10, 89.9, 50, 4000, -3000, 100 },
        1000,
        new[]
        {
            59.954324062709084,
            88.55622727491478,
            49.73116184480045,
            274.1095090124026,
            -4938.776020512404,
            111.40036941682065,
        }
    )]
    [TestCase(
        new[] { 200, -60, 1.5, 20, -5, 300 },
        -26000,
        new[]
        {
            199.7079377004286,
            -59.963128996674264,
            1.5181607167677016,
            20.464411839460876,
            -5.21217865929042,
            299.82760856696086,
        }
    )]
    public void Motion_agrees_with_astropy(double[] star, double years, double[] expected)
    {
        var moved = Of(star).After(years)!.Value;
        double[] found =
        [
            moved.Longitude,
            moved.Latitude,
            moved.Parallax,
            moved.LongitudeMotion,
            moved.LatitudeMotion,
            moved.RadialVelocity,
        ];
        for (var i = 0; i < found.Length; i++)
            Assert.That(
                found[i],
                Is.EqualTo(expected[i]).Within(1e-9 * Math.Max(1, Math.Abs(expected[i]))),
                $"number {i}"
            );
    }

    [Test]
    public void The_way_back_leads_to_where_it_began()
    {
        var star = Of([269.452, 4.693, 546.98, -801.6, 10362.4, -110.5]);
        var back = star.After(5000)!.Value.After(-5000)!.Value;
        Assert.That(back.Longitude, Is.EqualTo(star.Longitude).Within(1e-11));
        Assert.That(back.LatitudeMotion, Is.EqualTo(star.LatitudeMotion).Within(1e-8));
        Assert.That(back.RadialVelocity, Is.EqualTo(star.RadialVelocity).Within(1e-9));
    }

    [TestCase(double.NaN, 0)]
    [TestCase(double.PositiveInfinity, 0)]
    [TestCase(0, 91)]
    public void What_is_no_position_has_no_motion(double longitude, double latitude) =>
        Assert.That(new Astrometry(longitude, latitude, 1, 1, 1, 1).After(1), Is.Null);

    [Test]
    public void An_infinitely_remote_object_keeps_its_radial_velocity() =>
        Assert.That(new Astrometry(1, 2, 0, 3, 4, 5).After(100)!.Value.RadialVelocity, Is.EqualTo(5));

    [TestCase("FK4", 189.70303055, 22.96240006, 275.00025405, 84.99996154)]
    public void FK4_is_turned_as_the_catalogue_of_functions_says(
        string name,
        double lon,
        double lat,
        double l,
        double b
    )
    {
        Assert.That(SphereFrame.Fk4.Name, Is.EqualTo(name));
        var there = SphereFrame.Fk4.To(SphereFrame.Galactic).Rotate(new Point(lon, lat));
        Assert.That(Point.Separation(there, new Point(l, b)), Is.LessThan(1e-8));
    }

    private static Astrometry Of(double[] star) => new(star[0], star[1], star[2], star[3], star[4], star[5]);
}
