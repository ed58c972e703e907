using DataLab.Fits;
using DataLab.Formats;
using DataLab.Sia.Ingest;
using DataLab.Sia.Store;
using DataLab.Sia.Tests.Support;

namespace DataLab.Sia.Tests;

/// <summary>What an operator says of the columns of a collection.</summary>
[Category("AnyEngine")]
public sealed class ColumnMapTests
{
    private static readonly Header Own = Header.Parse(
        FitsFiles.Header([
            FitsFiles.Card("ITIME", 2500.0),
            FitsFiles.Card("FIELD", "M 13 = NGC 6205"),
            FitsFiles.Card("NUMTEXT", "12.5"),
        ])
    );

    private static readonly Header Primary = Header.Parse(FitsFiles.Header([FitsFiles.Card("OBSERVER", "Herschel")]));

    [TestCase("calib_level: 3", "calib_level", 3L)]
    [TestCase("facility_name: \"Slough: 20 ft\"", "facility_name", "Slough: 20 ft")]
    [TestCase("t_exptime: { keyword: ITIME, factor: 0.001 }", "t_exptime", 2.5)]
    [TestCase("t_exptime: { keyword: [NONE, itime] }", "t_exptime", 2500.0)]
    [TestCase("airmass: { keyword: NUMTEXT }", "airmass", 12.5)]
    [TestCase("target_name: { keyword: FIELD, regex: '(NGC) (\\d+)', value: '$1-$2' }", "target_name", "NGC-6205")]
    [TestCase("target_name: { keyword: FIELD, regex: 'IC \\d+' }", "target_name", null)]
    [TestCase("target_name: { keyword: FIELD, regex: 'IC \\d+', default: none }", "target_name", "none")]
    [TestCase("obs_creator_name: { keyword: OBSERVER }", "obs_creator_name", "Herschel")]
    [TestCase("obs_id: { path: '^(\\d{8})/run(?<run>\\d+)', value: '$1 ${run}' }", "obs_id", "17870101 7")]
    [TestCase("calib_level: { path: 'run(\\d)', value: '$1' }", "calib_level", 7L)]
    [TestCase("airmass: { keyword: FIELD }", "airmass", null)]
    public void A_column_comes_from_where_the_map_says(string yaml, string column, object? expected)
    {
        var values = new ColumnValues();
        ColumnMap
            .Parse("columns:\n  " + yaml, "m.yaml")
            .Apply(values, new HeaderPair(Own, Primary), "17870101/run7/a.fits");
        Assert.That(values[column], Is.EqualTo(expected));
    }

    [TestCase("columns: [", "is not YAML")]
    [TestCase("- a", "no map of columns")]
    [TestCase("rows: { a: b }", "the only key is \"columns\"")]
    [TestCase("columns:\n  obs_idd: x", "no column \"obs_idd\"; docs/images.md has the list (line 2)")]
    [TestCase("columns:\n  access_url: x", "cannot be set (line 2)")]
    [TestCase("columns:\n  s_region: x", "is a list")]
    [TestCase("columns:\n  t_min: soon", "takes a number, not \"soon\"")]
    [TestCase("columns:\n  t_min: { keyword: A, factor: two }", "takes a number, not \"two\"")]
    [TestCase("columns:\n  t_min: { keyword: A, path: b }", "not from both")]
    [TestCase("columns:\n  t_min: { factor: 2 }", "needs one of keyword, path and value")]
    [TestCase("columns:\n  t_min: { keywords: A }", "takes the keys value, keyword")]
    [TestCase("columns:\n  obs_id: { path: '(' }", "is no regular expression")]
    public void A_mistake_is_told_with_its_line(string yaml, string said) =>
        Assert.That(
            () => ColumnMap.Parse(yaml, "m.yaml"),
            Throws.InstanceOf<TableFormatException>().With.Message.Contains(said)
        );
}
