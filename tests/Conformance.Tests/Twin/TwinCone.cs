using System.Globalization;
using System.Xml.Linq;

namespace DataLab.Conformance.Tests.Twin;

/// <summary>A cone search over demo.stars (SCS 1.03).</summary>
internal static class TwinCone
{
    private static readonly Dictionary<string, string> Ucds = new()
    {
        ["star_id"] = "ID_MAIN",
        ["ra"] = "POS_EQ_RA_MAIN",
        ["dec"] = "POS_EQ_DEC_MAIN",
        ["mag"] = "PHOT_MAG",
        ["seen at"] = "TIME_EPOCH",
    };

    public static Reply Answer(Ask ask)
    {
        if (Number(ask["RA"]) is not { } ra || Number(ask["DEC"]) is not { } dec || Number(ask["SR"]) is not { } radius)
            return Error("RA, DEC and SR are numbers of degrees");
        if (dec is < -90 or > 90 || radius is < 0 or > 10)
            return Error("DEC is within 90, SR within 10 degrees");
        var stars = TwinTables.Find("demo.stars")!;
        var columns = ask["VERB"] switch
        {
            "1" => 3,
            "3" => 5,
            _ => 4,
        };
        var found = stars
            .Rows.Where(row => Near(Number(row[1])!.Value - ra, radius) && Near(Number(row[2])!.Value - dec, radius))
            .Select(row => row[..columns])
            .ToArray();
        var table = new TwinTable(
            "cone",
            [.. stars.Columns[..columns].Select(column => column with { Ucd = Ucds[column.Name] })],
            found
        );
        return new Reply(
            200,
            "text/xml;content=x-votable",
            TwinFormats.Document(
                new XElement(
                    XName.Get("RESOURCE", "http://www.ivoa.net/xml/VOTable/v1.3"),
                    new XAttribute("type", "results"),
                    TwinFormats.Table(table, "TABLEDATA")
                )
            )
        );
    }

    private static Reply Error(string message) =>
        new(200, "text/xml;content=x-votable", TwinFormats.Document(TwinFormats.Info("Error", message)));

    /// <summary>Nothing is as near as a radius of 0 asks.</summary>
    private static bool Near(double difference, double radius) => Math.Abs(difference) < radius / 2;

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
