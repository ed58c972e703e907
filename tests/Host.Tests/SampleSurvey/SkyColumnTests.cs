using DataLab.Host.SampleSurvey;

namespace DataLab.Host.Tests.SampleSurvey;

[Category("AnyEngine")]
public sealed class SkyColumnTests
{
    private const string Oracle = """
        import sys, numpy, healpy
        from astropy.coordinates import SkyCoord
        import astropy.units as u
        ra, dec = numpy.loadtxt(sys.stdin, unpack=True)
        c = SkyCoord(ra * u.deg, dec * u.deg, frame='icrs')
        g, e = c.galactic, c.transform_to('barycentricmeanecliptic')
        ring = healpy.ang2pix(256, ra, dec, lonlat=True)
        nest = healpy.ang2pix(4096, ra, dec, nest=True, lonlat=True)
        for row in zip(g.l.deg, g.b.deg, e.lon.deg, e.lat.deg, ring, nest):
            print(*row)
        """;

    private static readonly Lazy<(double[] Ours, double[] Theirs)[]> Answers = new(Ask);
    private static readonly string[] Columns = ["glon", "glat", "elon", "elat", "ring256", "nest4096"];

    /// <param name="tolerance">Degrees. Longitudes grow by 1/cos(latitude); astropy goes to galactic coordinates by way of FK5, 0.02 arcsec
    /// off ICRS, and to ecliptic ones with the frame bias that the survey leaves out.</param>
    [TestCase(0, 5e-5)]
    [TestCase(1, 1e-5)]
    [TestCase(2, 2e-4)]
    [TestCase(3, 2e-5)]
    [TestCase(4, 0)]
    [TestCase(5, 0)]
    public void Column_agrees_with_astropy_and_healpy(int column, double tolerance)
    {
        var (ours, theirs) = Answers.Value[column];
        Assert.That(
            ours.Zip(theirs, (a, b) => Math.Abs(a - b)).Max(),
            Is.LessThanOrEqualTo(tolerance),
            Columns[column]
        );
    }

    [Test]
    public void Tangent_plane_and_sky_are_inverse()
    {
        var tangent = new Tangent(359.9, -78.2);
        var (ra, dec) = tangent.ToSky(0.8, -0.9);
        var (xi, eta) = tangent.ToPlane(ra, dec);
        Assert.That(Math.Max(Math.Abs(xi - 0.8), Math.Abs(eta + 0.9)), Is.LessThan(1e-12));
    }

    [Test]
    public void Every_place_of_a_working_CCD_is_found_on_it()
    {
        var found = Mosaic.Working.Select(ccd => Mosaic.Nearest(ccd.Xi + 0.1, ccd.Eta - 0.05).Ccd.Number);
        Assert.That(found, Is.EqualTo(Mosaic.Working.Select(ccd => ccd.Number)));
    }

    private static (double[] Ours, double[] Theirs)[] Ask()
    {
        var objects = TableData.Demo("object");
        var rows = Enumerable.Range(0, objects.Rows).Where(row => row % 37 == 0).ToArray();
        var (ra, dec) = (objects.Numbers("ra"), objects.Numbers("dec"));
        var answers = PythonOracle
            .Ask(Oracle, rows.Select(row => $"{PythonOracle.Exact(ra[row])} {PythonOracle.Exact(dec[row])}"))
            .Select(line =>
                line.Split(' ').Select(x => double.Parse(x, System.Globalization.CultureInfo.InvariantCulture))
            )
            .Select(line => line.ToArray())
            .ToArray();
        return
        [
            .. Columns.Select(
                (name, column) =>
                {
                    var values = objects.Numbers(name);
                    return (rows.Select(row => values[row]).ToArray(), answers.Select(line => line[column]).ToArray());
                }
            ),
        ];
    }
}
