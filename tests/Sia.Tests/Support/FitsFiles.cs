using System.Globalization;
using System.Text;

namespace DataLab.Sia.Tests.Support;

/// <summary>FITS files made by hand, card by card; their data are zeros.</summary>
internal static class FitsFiles
{
    /// <summary>The cards, END, and blanks to a whole block.</summary>
    public static byte[] Header(IEnumerable<string> cards)
    {
        var text = new StringBuilder();
        foreach (var card in cards.Append("END"))
            text.Append(card.PadRight(80));
        return Encoding.Latin1.GetBytes(text.ToString().PadRight((text.Length + 2879) / 2880 * 2880));
    }

    public static string Card(string keyword, object value) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{keyword, -8}= {(value is string text ? $"'{text.Replace("'", "''", StringComparison.Ordinal), -8}'" : value is bool yes ? (yes ? "T" : "F") : value), 20}"
        );

    /// <summary>A primary HDU without data.</summary>
    public static byte[] Primary(params (string Keyword, object Value)[] cards) =>
        Header([
            Card("SIMPLE", true),
            Card("BITPIX", 8),
            Card("NAXIS", 0),
            Card("EXTEND", true),
            .. cards.Select(card => Card(card.Keyword, card.Value)),
        ]);

    /// <summary>An image of 16-bit integers.</summary>
    public static byte[] Image(int width, int height, bool isPrimary, params (string Keyword, object Value)[] cards)
    {
        var header = Header([
            isPrimary ? Card("SIMPLE", true) : Card("XTENSION", "IMAGE"),
            Card("BITPIX", 16),
            Card("NAXIS", 2),
            Card("NAXIS1", width),
            Card("NAXIS2", height),
            .. isPrimary ? [] : new[] { Card("PCOUNT", 0), Card("GCOUNT", 1) },
            .. cards.Select(card => Card(card.Keyword, card.Value)),
        ]);
        return [.. header, .. new byte[(2 * width * height + 2879) / 2880 * 2880]];
    }

    /// <summary>Coordinates of an image whose first pixel edge lies some pixels from the tangent point; north is up.</summary>
    /// <param name="scale">Seconds of arc a pixel.</param>
    public static (string, object)[] Tan(double ra, double dec, double x, double y, double scale = 0.27) =>
        [
            ("CTYPE1", "RA---TAN"),
            ("CTYPE2", "DEC--TAN"),
            ("CRVAL1", ra),
            ("CRVAL2", dec),
            ("CRPIX1", x),
            ("CRPIX2", y),
            ("CD1_1", -scale / 3600),
            ("CD1_2", 0.0),
            ("CD2_1", 0.0),
            ("CD2_2", scale / 3600),
            ("RADESYS", "ICRS"),
        ];

    /// <summary>An exposure of some detectors in a row, as DECam's pipeline writes it.</summary>
    public static byte[] Exposure(double ra, double dec, int detectors, params (string Keyword, object Value)[] cards)
    {
        List<byte> bytes =
        [
            .. Primary([
                ("OBJECT", "Field 7"),
                ("TELESCOP", "CTIO 4.0-m telescope"),
                ("INSTRUME", "DECam"),
                ("FILTER", "r DECam SDSS c0002 6415.0 1480.0"),
                ("DATE-OBS", "2018-11-04T07:24:40.000"),
                ("EXPTIME", 86.4),
                ("PRODTYPE", "image"),
                ("PROCTYPE", "InstCal"),
                ("PROPID", "2014B-0404"),
                ("SEEING", 1.1),
                .. cards,
            ]),
        ];
        for (var i = 0; i < detectors; i++)
            bytes.AddRange(
                Image(20, 10, false, [("EXTNAME", $"N{i + 1}"), .. Tan(ra, dec, 30.5 * i - 20, 5.5), ("FWHM", 4.0 + i)])
            );
        return [.. bytes];
    }
}
