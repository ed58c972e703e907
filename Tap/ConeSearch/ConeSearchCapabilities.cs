using System.Globalization;
using DataLab.Catalog;
using DataLab.Dali;
using DataLab.Dali.Vosi;

namespace DataLab.Tap.ConeSearch;

/// <summary>The capabilities of one cone search (SimpleDALRegExt 1.1 §3.1).</summary>
/// <param name="url">Base URL of the service, as the caller reaches it.</param>
/// <param name="samples">For the test query, which has to find something.</param>
internal sealed class ConeSearchCapabilities(
    string url,
    ConeTable cone,
    SkySamples samples,
    TapOptions options,
    CatalogSnapshot catalog
) : Capabilities(url, catalog.LoadedAt)
{
    public const string StandardId = "ivo://ivoa.net/std/ConeSearch";

    private static readonly (
        string Name,
        string Description,
        string Type,
        string Use,
        string? Unit,
        string? Ucd
    )[] Parameters =
    [
        ("RA", "Right ascension of the centre, ICRS", "real", "required", "deg", "pos.eq.ra;meta.main"),
        ("DEC", "Declination of the centre, ICRS", "real", "required", "deg", "pos.eq.dec;meta.main"),
        ("SR", "Radius of the cone; 0 asks for the columns only", "real", "required", "deg", "phys.angSize"),
        ("VERB", "How many columns: 1 few, 2 the principal ones, 3 all", "integer", "optional", null, null),
        ("MAXREC", "The most rows to return", "integer", "optional", null, null),
        ("RESPONSEFORMAT", "Format of the answer, VOTable if nothing is said", "string", "optional", null, null),
    ];

    protected override (string Prefix, string Uri) Extension => ("cs", "http://www.ivoa.net/xml/ConeSearch/v1.0");

    // The order of the elements is that of the schema.
    protected override async Task WriteServiceAsync(XmlDocument xml, CancellationToken ct)
    {
        xml.Open("capability", ("standardID", StandardId), ("xsi:type", "cs:ConeSearch"));
        xml.Open("interface", ("xsi:type", "vs:ParamHTTP"), ("role", "std"), ("version", "1.03"));
        xml.Element("accessURL", BaseUrl + "?", ("use", "base"));
        xml.Text("queryType", "GET");
        xml.Text("queryType", "POST");
        xml.Text("resultType", "text/xml;content=x-votable");
        foreach (var (name, description, type, use, unit, ucd) in Parameters)
        {
            xml.Open("param", ("use", use), ("std", "true"));
            xml.Text("name", name);
            xml.Text("description", description);
            xml.Text("unit", unit);
            xml.Text("ucd", ucd);
            xml.Text("dataType", type);
            xml.End();
        }
        xml.End();
        xml.Text("maxSR", "180");
        xml.Text("maxRecords", options.HardMaxRec.ToString(CultureInfo.InvariantCulture));
        xml.Text("verbosity", "true");
        if (await samples.FindAsync(cone.Searched, ct) is { } point)
        {
            xml.Start("testQuery");
            xml.Text("ra", point.Ra.ToString("R", CultureInfo.InvariantCulture));
            xml.Text("dec", point.Dec.ToString("R", CultureInfo.InvariantCulture));
            xml.Text("sr", "0.001");
            xml.End();
        }
        xml.End();
    }
}
