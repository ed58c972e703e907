using DataLab.Dali;
using DataLab.Formats;
using DataLab.Sia.Search;
using DataLab.Sia.Sia1;
using DataLab.Sia.Sia2;

namespace DataLab.Sia.Tests;

/// <summary>What is wrong with parameters is told: which, what it was, what is expected.</summary>
[Category("AnyEngine")]
[Parallelizable]
public sealed class SearchParameterTests
{
    private static readonly SiaOptions Options = new() { MaxRegions = 3, MaxValues = 4 };

    [TestCase("POS=CIRCLE 1 2", "three numbers")]
    [TestCase("POS=CIRCLE 1 2 x", "numbers")]
    [TestCase("POS=CIRCLE 361 2 1", "longitudes from 0 to 360")]
    [TestCase("POS=CIRCLE 1 -91 1", "latitudes from -90 to 90")]
    [TestCase("POS=CIRCLE 1 2 181", "radius from 0 to 180")]
    [TestCase("POS=CIRCLE NaN 2 1", "numbers")]
    [TestCase("POS=CIRCLE Inf 2 1", "longitudes")]
    [TestCase("POS=RANGE 10 5 0 1", "lesser longitude")]
    [TestCase("POS=RANGE 1 5 0", "four numbers")]
    [TestCase("POS=RANGE 1 5 0 95", "latitudes")]
    [TestCase("POS=POLYGON 1 1 2 2", "three or more pairs")]
    [TestCase("POS=POLYGON 1 1 2 2 3", "three or more pairs")]
    [TestCase("POS=POLYGON 0 0 2 2 0 2 2 0", "does not cross itself")]
    [TestCase("POS=POLYGON 1 1 1 1 1 1", "outline of one area")]
    [TestCase("POS=BOX 1 2 3 4", "CIRCLE longitude latitude radius")]
    [TestCase("POS=10,20", "CIRCLE longitude latitude radius")]
    [TestCase("POS= ", "CIRCLE longitude latitude radius")]
    [TestCase("BAND=a", "numbers")]
    [TestCase("BAND=1 2 3", "one number, or two")]
    [TestCase("BAND=2 1", "lesser number first")]
    [TestCase("BAND=+Inf", "two numbers")]
    [TestCase("BAND=+Inf +Inf", "open end")]
    [TestCase("TIME=NaN", "numbers")]
    [TestCase("POL=Z", "one of I, Q")]
    [TestCase("POL=i", "one of I, Q")]
    [TestCase("DPTYPE=spectrum", "image or cube")]
    [TestCase("CALIB=5", "0, 1, 2, 3 or 4")]
    [TestCase("CALIB=1.5", "0, 1, 2, 3 or 4")]
    [TestCase("RELEASEDATE=yesterday", "dates")]
    [TestCase("RELEASEDATE=2021-02-30", "dates")]
    [TestCase("RELEASEDATE=2021-02-02 2021-01-01", "earlier date first")]
    [TestCase("MAXREC=-1", "whole number")]
    [TestCase("MAXREC=x", "whole number")]
    [TestCase("RESPONSEFORMAT=pdf", "one of votable")]
    [TestCase("COLLECTION=a\0b", "control characters")]
    [TestCase("POS=CIRCLE 1 1 1&POS=CIRCLE 1 2 1&POS=CIRCLE 1 3 1&POS=CIRCLE 1 4 1", "takes 3 at once")]
    [TestCase("ID=a&ID=b&ID=c&ID=d&ID=e", "takes 4 at once")]
    public void Sia2_says_what_is_wrong(string query, string expected)
    {
        var error = Assert.Throws<ServiceException>(() => Sia2Request.Parse(Read(query), new TableFormats(), Options));
        Assert.That(error!.Kind, Is.EqualTo(ErrorKind.UsageError));
        Assert.That(
            error.Message,
            Does.StartWith(query[..query.IndexOf('=', StringComparison.Ordinal)]).And.Contain(expected)
        );
    }

    [TestCase("SIZE=1", "POS is missing")]
    [TestCase("POS=1,2", "SIZE is missing")]
    [TestCase("POS=1&SIZE=1", "comma")]
    [TestCase("POS=1,2,3&SIZE=1", "comma")]
    [TestCase("POS=a,b&SIZE=1", "POS is \"a,b\"")]
    [TestCase("POS=1,91&SIZE=1", "declination from -90 to 90")]
    [TestCase("POS=400,1&SIZE=1", "right ascension from 0 to 360")]
    [TestCase("POS=NaN,1&SIZE=1", "POS is")]
    [TestCase("POS=1,2&SIZE=-1", "no negative number")]
    [TestCase("POS=1,2&SIZE=1,2,3", "SIZE is \"1,2,3\"")]
    [TestCase("POS=1,2&SIZE=x", "SIZE is \"x\"")]
    [TestCase("POS=1,2&SIZE=1&INTERSECT=NEAR", "COVERS, ENCLOSED, CENTER or OVERLAPS")]
    [TestCase("POS=1,2&SIZE=1&VERB=4", "0, 1, 2 or 3")]
    [TestCase("POS=1,2&SIZE=1&FORMAT=GRAPHICS", "GRAPHIC-ALL")]
    [TestCase("POS=1,2&SIZE=1&MAXREC=many", "whole number")]
    [TestCase("POS=1,2&POS=3,4&SIZE=1", "POS was given 2 times")]
    public void Sia1_says_what_is_wrong(string query, string expected)
    {
        var error = Assert.Throws<ServiceException>(() => Sia1Request.Parse(Read(query), new TableFormats()));
        Assert.That((error!.Kind, error.Message), Is.EqualTo((ErrorKind.UsageError, error.Message)));
        Assert.That(error.Message, Does.Contain(expected));
    }

    [TestCase("ALL", "image/fits")]
    [TestCase("all", "image/fits")]
    [TestCase("image/fits", "image/fits")]
    [TestCase("application/fits,image/jpeg", "image/fits")]
    [TestCase("image/png,image/fits", "image/fits image/png")]
    [TestCase("GRAPHIC", "image/png")]
    [TestCase("graphic-all", "image/png")]
    [TestCase("GRAPHIC-jpeg,png,gif", "image/png")]
    [TestCase("GRAPHIC-image/gif", "")]
    [TestCase("text/html", "")]
    [TestCase("METADATA", "")]
    public void Formats_of_images_are_chosen(string format, string types) =>
        Assert.That(
            string.Join(' ', Sia1Request.Parse(Read("POS=1,2&SIZE=1&FORMAT=" + format), new TableFormats()).MediaTypes),
            Is.EqualTo(types)
        );

    private static Parameters Read(string query) =>
        Parameters.Of(query.Split('&').Select(pair => pair.Split('=', 2)).Select(pair => (pair[0], pair[1])));
}
