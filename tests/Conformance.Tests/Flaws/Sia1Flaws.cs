using DataLab.Conformance.Tests.Twin;
using static DataLab.Conformance.Tests.Flaws.Flaw;
using static DataLab.Conformance.Tests.Flaws.ImageFlaw;

namespace DataLab.Conformance.Tests.Flaws;

/// <summary>Ways to break SIA 1.0.</summary>
internal static class Sia1Flaws
{
    private const string Sia = "/sia1";

    public static readonly Flaw[] All =
    [
        Refuses("SIA-1.0-4.1-a", Sia, ask => ask["POS"] == "180,45" && ask["SIZE"] == "0.1,0.1"),
        Capitals("SIA-1.0-4.1-b", Sia),
        Refuses("SIA-1.0-4.1-c", Sia, ask => ask["DUMMY"] is not null, 400),
        Refuses("SIA-1.0-4.1-d", Sia, ask => ask["SIZE"] == "0.2,0.2"),
        Loses("SIA-1.0-4.1-e", ask => ask["SIZE"] == "0"),
        Refuses("SIA-1.0-4.1-f", Sia, ask => ask["INTERSECT"] == "COVERS"),
        Loses("SIA-1.0-4.1-g", ask => ask["INTERSECT"] == "OVERLAPS"),
        TextWhen("SIA-1.0-4.1-h", Sia, ask => ask["INTERSECT"] == "CENTER", "<TD>20.25</TD>", "<TD>24</TD>"),
        Loses("SIA-1.0-4.1-i", ask => ask["INTERSECT"] == "overlaps"),
        Loses("SIA-1.0-4.1-j", ask => ask["FORMAT"] == "ALL"),
        Asks(
            "SIA-1.0-4.1-k",
            ask =>
                ask.Path == Sia && ask["FORMAT"] == "image/x-no-such-format" && ask["POS"] != "0,-90"
                    ? ask.With("FORMAT", "ALL")
                    : ask
        ),
        Sees("SIA-1.0-4.1-l", Sia, "FORMAT", "GRAPHIC", "ALL"),
        Sees("SIA-1.0-4.1-m", Sia, "VERB", "3", "0"),
        TextWhen(
            "SIA-1.0-4.1-n",
            Sia,
            ask => ask["INTERSECT"] is null,
            "<TD>w1[2]</TD><TD>10.5</TD><TD>20.25</TD>",
            "<TD>w1[2]</TD><TD>10.5</TD><TD>29</TD>"
        ),
        Asks("SIA-1.0-4.1-o", ask => ask["POS"] == "190.5,-20.25" ? ask.With("POS", "10.5,20.25") : ask),
        Asks(
            "SIA-1.0-4.3-a",
            ask => ask.Path == Sia && ask["POS"] is null && ask["FORMAT"] is null ? ask.With("POS", "1,1") : ask
        ),
        Asks(
            "SIA-1.0-4.3-b",
            ask => ask.Path == Sia && ask["SIZE"] is null && ask["FORMAT"] is null ? ask.With("SIZE", "1") : ask
        ),
        Sees("SIA-1.0-4.3-c", Sia, "POS", "north", "1,1"),
        Sees("SIA-1.0-4.3-d", Sia, "POS", "180,91", "1,1"),
        Sees("SIA-1.0-4.3-e", Sia, "SIZE", "wide", "1"),
        Text("SIA-1.0-4.3-f", Sia, "POS is two numbers, SIZE one or two", ""),
        When("SIA-1.0-4.3-g", ask => ask["POS"] == "north", (_, reply) => reply with { Status = 400 }),
        Type("SIA-1.0-4.2-a", Sia, "text/html"),
        Text("SIA-1.0-4.2-b", Sia, "</RESOURCE>", "</RESOURCE><RESOURCE type=\"results\" />"),
        TextWhen("SIA-1.0-4.2-c", Sia, ask => ask["SIZE"] == "0.2", "value=\"OK\"", "value=\"Fine\""),
        Text("SIA-1.0-4.2-d", Sia, "VOX:Image_Title", "VOX:Title"),
        Text("SIA-1.0-4.2-e", Sia, "POS_EQ_RA_MAIN", "pos.eq.ra"),
        Text("SIA-1.0-4.2-f", Sia, "POS_EQ_DEC_MAIN", "pos.eq.dec"),
        Text("SIA-1.0-4.2-g", Sia, "VOX:Image_Naxes", "VOX:Naxes"),
        Text("SIA-1.0-4.2-h", Sia, "VOX:Image_Naxis", "VOX:Naxis"),
        Text("SIA-1.0-4.2-i", Sia, "VOX:Image_Scale", "VOX:Scale"),
        Text("SIA-1.0-4.2-j", Sia, "VOX:Image_Format", "VOX:Format"),
        Text("SIA-1.0-4.2-k", Sia, "VOX:Image_AccessReference", "VOX:Reference"),
        Text("SIA-1.0-4.2-l", Sia, "<TD>1000 1000</TD>", "<TD>1000</TD>"),
        Text("SIA-1.0-4.2-m", Sia, "<TD>w1[1]</TD>", "<TD />"),
        Text("SIA-1.0-4.2-n", Sia, "<TD>http://", "<TD>"),
        new(
            "SIA-1.0-4.2-o",
            async (ask, right) =>
            {
                var reply = await right(ask["FORMAT"] == "FITS" ? ask.With("FORMAT", "image/fits") : ask);
                return ask.Path == Sia
                    ? reply with
                    {
                        Body = reply.Body.Replace("<TD>image/fits</TD>", "<TD>FITS</TD>", StringComparison.Ordinal),
                    }
                    : reply;
            }
        ),
        Text("SIA-1.0-4.2-p", Sia, "name=\"mjd\" datatype=\"double\"", "name=\"mjd\" datatype=\"float\""),
        Text("SIA-1.0-4.2-q", Sia, "ucd=\"INST_ID\"", "ucd=\"INST\""),
        Text("SIA-1.0-4.2-r", Sia, "<INFO name=\"QUERY_STATUS\" value=\"OVERFLOW\" />", ""),
        Refuses("SIA-1.0-4.2-s", Sia, ask => ask["POS"] == "0,-90"),
        Type("SIA-1.0-6.2-a", "/image/*", "text/html"),
        Refuses("SIA-1.0-7.1-a", Sia, ask => ask["FORMAT"] == "METADATA"),
        TextWhen("SIA-1.0-7.1-b", Sia, ask => ask["FORMAT"] == "METADATA", "name=\"band_lo\"", "name=\"band_low\""),
        TextWhen("SIA-1.0-7.1-c", Sia, ask => ask["FORMAT"] == "METADATA", "INPUT:VERB", "VERB"),
        TextWhen("SIA-1.0-7.1-d", Sia, ask => ask["FORMAT"] == "METADATA", "value=\"OK\"", "value=\"Fine\""),
        Text(
            "SIA-1.0-7.2-a",
            Caps,
            "</vosi:capabilities>",
            "<capability standardID=\"ivo://ivoa.net/std/SIA\" /></vosi:capabilities>"
        ),
        Text("SIA-1.0-7.2-b", Caps, "<long>10.5</long>", "<long>100</long>"),
    ];

    private static Flaw Loses(string clause, Func<Ask, bool> when) =>
        Asks(clause, ask => ask.Path == Sia && when(ask) ? ask.With("FORMAT", "image/none") : ask);
}
