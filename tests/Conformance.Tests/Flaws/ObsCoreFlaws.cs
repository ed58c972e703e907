using static DataLab.Conformance.Tests.Flaws.Flaw;

namespace DataLab.Conformance.Tests.Flaws;

/// <summary>Ways to break ObsCore.</summary>
internal static class ObsCoreFlaws
{
    private const string Sync = "/sync";

    public static readonly Flaw[] All =
    [
        Text("ObsCore-1.1-4-a", Sync, "<TD>ivoa.ObsCore</TD>", "<TD>ivoa.Other</TD>"),
        Text("ObsCore-1.1-4-b", Sync, "name=\"em_xel\"", "name=\"em_xels\""),
        Text(
            "ObsCore-1.1-4-c",
            Sync,
            "name=\"calib_level\" datatype=\"int\"",
            "name=\"calib_level\" datatype=\"double\""
        ),
        Text("ObsCore-1.1-4-d", Sync, "unit=\"arcsec\"", "unit=\"deg\""),
        Text("ObsCore-1.1-C-a", Sync, "utype=\"obscore:Curation.publisherDID\"", "utype=\"Curation.publisherDID\""),
        Text("ObsCore-1.1-C-b", Sync, "ucd=\"em.wl;stat.min\"", "ucd=\"em.wl\""),
        Text("ObsCore-1.1-C-c", Sync, "<TD>obscore:Curation.publisherDID</TD>", "<TD>Curation.publisherDID</TD>"),
        Cell("4.1-a", "cube", "Cube"),
        Text("ObsCore-1.1-4.2-a", Sync, "<TD>image</TD><TD>3</TD>", "<TD>image</TD><TD>9</TD>"),
        Text("ObsCore-1.1-4.2-b", Sync, "<TD>image</TD><TD>3</TD>", "<TD>image</TD><TD />"),
        Cell("4.3-a", "Deep", ""),
        Cell("4.4-a", "w1", ""),
        Cell("4.5-a", "ivo://twin.example/img?d2", ""),
        Cell("4.5-b", "ivo://twin.example/img?d2", "ivo://twin.example/img?d1"),
        Cell("4.6-a", "http://twin.example/file/d1", "file/d1"),
        Cell("4.7-a", "application/fits", "FITS"),
        Cell("4.8-a", "800", "-800"),
        Cell("4.10-a", "23.5", "400"),
        Cell("4.11-a", "0.6", "-0.6"),
        Text("ObsCore-1.1-4.12-a", Sync, "<TD>10.25 20 10.75 20 ", "<TD>10.25 20 500 20 "),
        Cell("4.13-a", "1.1", "-1.1"),
        Cell("4.14-a", "57000.1", "57999"),
        Cell("4.15-a", "3600", "-3600"),
        Text("ObsCore-1.1-4.16-a", Sync, "<TD>0.5</TD><TD>100</TD>", "<TD>-0.5</TD><TD>100</TD>"),
        Cell("4.17-a", "4e-07", "9e-07"),
        Text("ObsCore-1.1-4.18-a", Sync, "<TD>1000</TD><TD>64</TD>", "<TD>-1000</TD><TD>64</TD>"),
        Cell("4.19-a", "/I/", "I"),
        Cell("4.20-a", "phot.count", "counts in each pixel"),
        Cell("4.21-a", "64", "-64"),
        Text("ObsCore-1.1-5-a", ImageFlaw.Caps, "ObsCore#core-1.1", "ObsCore#core-1.0"),
    ];

    private static Flaw Cell(string clause, string old, string @new) =>
        Text("ObsCore-1.1-" + clause, Sync, $"<TD>{old}</TD>", $"<TD>{@new}</TD>");
}
