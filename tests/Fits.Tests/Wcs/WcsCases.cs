using System.Globalization;

namespace DataLab.Fits.Tests.Wcs;

/// <summary>Headers with celestial axes: every projection with several parameters, and the ways a header can say the rest.</summary>
internal static class WcsCases
{
    public sealed record Case(string Name, string[] Cards, char Alternate = ' ')
    {
        /// <summary>The same meaning in words that astropy knows; null where it is the same.</summary>
        public string[]? Oracle { get; init; }
    }

    private static readonly (string Code, string[] Parameters)[] Projections =
    [
        ("AZP", []),
        ("AZP", ["PV2_1=2.0", "PV2_2=30.0"]),
        ("AZP", ["PV2_1=0.5", "PV2_2=-20.0"]),
        ("AZP", ["PV2_1=-3.0"]),
        ("SZP", ["PV2_1=2.0", "PV2_2=180.0", "PV2_3=60.0"]),
        ("SZP", ["PV2_1=0.7", "PV2_2=35.0", "PV2_3=50.0"]),
        ("TAN", []),
        ("STG", []),
        ("SIN", []),
        ("SIN", ["PV2_1=0.1", "PV2_2=-0.2"]),
        ("NCP", []),
        ("ARC", []),
        (
            "ZPN",
            ["PV2_0=0.05", "PV2_1=0.95", "PV2_2=-0.025", "PV2_3=-0.15833333", "PV2_4=0.00208333", "PV2_5=0.00791667"]
        ),
        ("ZPN", ["PV2_1=1.0", "PV2_3=42.0"]),
        ("ZPN", ["PV2_1=1.0"]),
        ("ZPN", ["PV2_1=1.0", "PV2_2=-0.3"]),
        ("ZEA", []),
        ("AIR", []),
        ("AIR", ["PV2_1=45.0"]),
        ("CYP", []),
        ("CYP", ["PV2_1=1.0", "PV2_2=0.7071067811865475"]),
        ("CYP", ["PV2_1=-0.3", "PV2_2=1.5"]),
        ("CEA", []),
        ("CEA", ["PV2_1=0.5"]),
        ("CAR", []),
        ("MER", []),
        ("SFL", []),
        ("GLS", []),
        ("PAR", []),
        ("MOL", []),
        ("AIT", []),
        ("COP", ["PV2_1=45.0", "PV2_2=25.0"]),
        ("COP", ["PV2_1=-40.0"]),
        ("COE", ["PV2_1=45.0", "PV2_2=25.0"]),
        ("COE", ["PV2_1=-35.0", "PV2_2=20.0"]),
        ("COD", ["PV2_1=45.0", "PV2_2=25.0"]),
        ("COD", ["PV2_1=-30.0"]),
        ("COO", ["PV2_1=45.0", "PV2_2=25.0"]),
        ("COO", ["PV2_1=-50.0"]),
        ("BON", ["PV2_1=45.0"]),
        ("BON", ["PV2_1=-20.0"]),
        ("BON", ["PV2_1=0.0"]),
        ("PCO", []),
        ("TSC", []),
        ("CSC", []),
        ("QSC", []),
        ("HPX", []),
        ("HPX", ["PV2_1=6.0", "PV2_2=4.0"]),
        ("HPX", ["PV2_1=4.0", "PV2_2=4.0"]),
        ("XPH", []),
    ];

    private static readonly (double Longitude, double Latitude)[] Places =
    [
        (0, 0),
        (150.1234, 2.2),
        (266.4, -29.0),
        (12.5, 89.9999),
        (83.6, -90),
        (330, 90),
        (359.99, 45),
    ];

    private static readonly string[][] Matrices =
    [
        ["CDELT1=-0.5", "CDELT2=0.5"],
        ["CDELT1=-2.0", "CDELT2=2.0"],
        ["CD1_1=-1.0E-4", "CD1_2=7.0E-5", "CD2_1=7.1E-5", "CD2_2=1.1E-4"],
        ["CDELT1=-0.01", "CDELT2=0.02", "PC1_1=0.8", "PC1_2=-0.6", "PC2_1=0.6", "PC2_2=0.8"],
        ["CDELT1=-0.1", "CDELT2=0.07", "CROTA2=33.0"],
    ];

    /// <summary>Pixel coordinates on and round a small image.</summary>
    public static IEnumerable<(double X, double Y)> Pixels(int seed)
    {
        var random = new Random(seed);
        yield return (50.25, 40.5);
        for (var i = 0; i < 60; i++)
            yield return (random.NextDouble() * 300 - 100, random.NextDouble() * 300 - 110);
        for (var i = 0; i < 60; i++)
            yield return (random.NextDouble() * 20 + 40, random.NextDouble() * 20 + 30);
    }

    /// <summary>Positions all over the sphere.</summary>
    public static IEnumerable<(double Longitude, double Latitude)> Sky(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 60; i++)
            yield return (random.NextDouble() * 360, Math.Asin(random.NextDouble() * 2 - 1) * 180 / Math.PI);
    }

    public static IEnumerable<Case> All()
    {
        foreach (var (code, parameters) in Projections)
        {
            for (var i = 0; i < Places.Length; i++)
            {
                var (longitude, latitude) = Places[i];
                if (code == "NCP" && Math.Abs(latitude) < 10)
                    continue; // its plane is tilted beyond use near the equator
                string[] poles =
                    i == 2 ? ["LONPOLE=150.0"]
                    : i == 6 ? ["LONPOLE=-30.0", "LATPOLE=-20.0"]
                    : [];
                var matrix = Matrices[(i + code[0] + parameters.Length) % Matrices.Length];
                yield return Make(
                    $"{code}({string.Join(' ', parameters)}) at {longitude} {latitude}, {matrix[0]}",
                    code,
                    longitude,
                    latitude,
                    [.. matrix, .. parameters, .. poles]
                );
            }
        }
        foreach (var special in Special())
            yield return special;
    }

    private static IEnumerable<Case> Special()
    {
        string[] cd = ["CD1_1=-1.0E-4", "CD1_2=7.0E-5", "CD2_1=7.1E-5", "CD2_2=1.1E-4"];
        yield return Make(
            "fiducial point of its own",
            "CAR",
            120,
            30,
            ["CDELT1=-0.5", "CDELT2=0.5", "PV1_1=10.0", "PV1_2=20.0"]
        );
        yield return Make(
            "with offset",
            "CAR",
            120,
            30,
            ["CDELT1=-0.5", "CDELT2=0.5", "PV1_0=1.0", "PV1_1=10.0", "PV1_2=20.0"]
        );
        yield return Make(
            "offset of MOL",
            "MOL",
            20,
            -30,
            ["CDELT1=-0.5", "CDELT2=0.5", "PV1_0=1.0", "PV1_1=0.0", "PV1_2=-30.0"]
        );
        yield return Make("LONPOLE as PV1_3", "TAN", 120, 30, [.. cd, "PV1_3=77.0", "LONPOLE=10.0"]);
        yield return Make(
            "LATPOLE as PV1_4",
            "CAR",
            120,
            0,
            ["CDELT1=-0.5", "CDELT2=0.5", "PV1_3=90.0", "PV1_4=-10.0"]
        );
        yield return Make(
            "LATPOLE decides",
            "CAR",
            120,
            0,
            ["CDELT1=-0.5", "CDELT2=0.5", "LONPOLE=90.0", "LATPOLE=35.0"]
        );
        yield return Make("units", "TAN", 432000, 108000, [.. cd, "CUNIT1='arcsec'", "CUNIT2='arcsec'"]);
        yield return Make("SCAMP", "TAN", 120, 30, [.. cd, .. Tpv()]) with
        {
            Oracle = Make("", "TPV", 120, 30, [.. cd, .. Tpv()]).Cards,
        };
        yield return Make(
            "TPV",
            "TPV",
            120,
            30,
            [.. cd, .. Tpv(), "PV1_39=1.0E-9", "PV2_31=2.0E-9", "PV2_11=-1.0E-4", "PV1_3=1.0E-4"]
        );
        // The convention says that PVi_1 is 1 where it is absent; WCSLIB takes 0.
        string[] few = [.. cd, "PV1_0=0.01", "PV1_4=1.0E-3", "PV2_5=2.0E-3"];
        yield return Make("TPV without the linear term", "TPV", 120, 30, few) with
        {
            Oracle = Make("", "TPV", 120, 30, [.. few, "PV1_1=1.0", "PV2_1=1.0"]).Cards,
        };
        yield return Sip("SIP", "-SIP", []);
        yield return Sip("SIP without its name", "", []);
        yield return Sip("SIP with redundant PV", "-SIP", ["PV1_1=1.0", "PV2_1=1.0", "PV2_4=0.01"]);
        yield return new Case(
            "axes swapped",
            [
                .. Image(2),
                "CTYPE1='DEC--TAN'",
                "CTYPE2='RA---TAN'",
                "CRPIX1=50.25",
                "CRPIX2=40.5",
                "CRVAL1=30.0",
                "CRVAL2=120.0",
                "CD1_1=-1.0E-4",
                "CD1_2=7.0E-5",
                "CD2_1=7.1E-5",
                "CD2_2=1.1E-4",
            ]
        );
        yield return new Case(
            "CROTA with axes swapped",
            [
                .. Image(2),
                "CTYPE1='DEC--TAN'",
                "CTYPE2='RA---TAN'",
                "CRPIX1=50.25",
                "CRPIX2=40.5",
                "CRVAL1=30.0",
                "CRVAL2=120.0",
                "CDELT1=0.01",
                "CDELT2=-0.012",
                "CROTA1=25.0",
            ]
        );
        yield return new Case(
            "cube with degenerate axis",
            [
                .. Image(4),
                "CTYPE1='RA---SIN'",
                "CTYPE2='DEC--SIN'",
                "CTYPE3='FREQ'",
                "CTYPE4='STOKES'",
                "CRPIX1=50.25",
                "CRPIX2=40.5",
                "CRPIX3=3.0",
                "CRPIX4=1.0",
                "CRVAL1=120.0",
                "CRVAL2=30.0",
                "CRVAL3=1.4E9",
                "CRVAL4=1.0",
                "CDELT1=-0.01",
                "CDELT2=0.01",
                "CDELT3=1.0E6",
                "CDELT4=1.0",
            ]
        );
        yield return new Case(
            "sky on the last axes",
            [
                .. Image(3),
                "CTYPE1='FREQ'",
                "CTYPE2='GLON-CAR'",
                "CTYPE3='GLAT-CAR'",
                "CRPIX1=1.0",
                "CRPIX2=50.25",
                "CRPIX3=40.5",
                "CRVAL1=1.4E9",
                "CRVAL2=120.0",
                "CRVAL3=0.0",
                "CDELT1=1.0E6",
                "CDELT2=-0.01",
                "CDELT3=0.01",
            ]
        );
        yield return new Case(
            "alternate",
            [
                .. Image(2),
                "CTYPE1='RA---TAN'",
                "CTYPE2='DEC--TAN'",
                "CRVAL1=10.0",
                "CDELT1=0.1",
                "CDELT2=0.1",
                "CTYPE1B='GLON-ZEA'",
                "CTYPE2B='GLAT-ZEA'",
                "CRPIX1B=50.25",
                "CRPIX2B=40.5",
                "CRVAL1B=120.0",
                "CRVAL2B=-60.0",
                "CD1_1B=-1.0E-2",
                "CD2_2B=1.1E-2",
                "LONPOLEB=170.0",
            ],
            'B'
        );
        yield return new Case(
            "WCSAXES beyond NAXIS and a CD without the third axis",
            [
                .. Image(2),
                "WCSAXES=3",
                "CTYPE1='RA---TAN'",
                "CTYPE2='DEC--TAN'",
                "CTYPE3='WAVE'",
                "CRPIX1=50.25",
                "CRPIX2=40.5",
                "CRPIX3=1.0",
                "CRVAL1=120.0",
                "CRVAL2=30.0",
                "CRVAL3=5.0E-7",
                "CD1_1=-1.0E-4",
                "CD2_2=1.1E-4",
                "CD3_3=1.0E-9",
            ]
        );
    }

    private static string[] Tpv() =>
        [
            "PV1_0=1.0E-3",
            "PV1_1=1.01",
            "PV1_2=2.0E-3",
            "PV1_4=1.0E-3",
            "PV1_5=-2.0E-3",
            "PV1_6=1.5E-3",
            "PV1_7=1.0E-3",
            "PV1_10=3.0E-4",
            "PV2_0=-2.0E-3",
            "PV2_1=0.99",
            "PV2_2=1.0E-3",
            "PV2_4=-1.0E-3",
            "PV2_5=2.0E-3",
            "PV2_6=5.0E-4",
            "PV2_8=-1.0E-3",
            "PV2_9=1.0E-4",
        ];

    private static Case Sip(string name, string suffix, string[] more)
    {
        string[] sip =
        [
            "A_ORDER=3",
            "B_ORDER=2",
            "A_2_0=1.0E-5",
            "A_1_1=-2.0E-5",
            "A_0_2=1.5E-5",
            "A_3_0=1.0E-8",
            "A_1_2=-3.0E-8",
            "A_0_1=1.0E-4",
            "B_2_0=-1.0E-5",
            "B_1_1=2.5E-5",
            "B_0_2=5.0E-6",
            "AP_ORDER=2",
            "BP_ORDER=2",
            "AP_2_0=-1.0E-5",
            "BP_0_2=-5.0E-6",
        ];
        string[] cards = ["CD1_1=-1.0E-4", "CD1_2=7.0E-5", "CD2_1=7.1E-5", "CD2_2=1.1E-4", .. sip, .. more];
        var plain = Make(name, "TAN", 120, 30, cards);
        return plain with
        {
            Cards = [.. plain.Cards.Select(card => card.Replace("TAN'", $"TAN{suffix}'", StringComparison.Ordinal))],
        };
    }

    private static Case Make(string name, string code, double longitude, double latitude, IEnumerable<string> more) =>
        new(
            name,
            [
                .. Image(2),
                $"CTYPE1='RA---{code}'",
                $"CTYPE2='DEC--{code}'",
                "CRPIX1=50.25",
                "CRPIX2=40.5",
                $"CRVAL1={Real(longitude)}",
                $"CRVAL2={Real(latitude)}",
                .. more,
            ]
        );

    private static IEnumerable<string> Image(int axes)
    {
        yield return "SIMPLE=T";
        yield return "BITPIX=8";
        yield return $"NAXIS={axes}";
        for (var i = 1; i <= axes; i++)
            yield return $"NAXIS{i}={(i == 4 ? 1 : 100 - 10 * i)}";
    }

    /// <summary>KEYWORD=VALUE as a card with its columns.</summary>
    public static string Card(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var value = text[(equals + 1)..];
        return value.StartsWith('\'') ? $"{text[..equals], -8}= {value}" : $"{text[..equals], -8}= {value, 20}";
    }

    private static string Real(double value) => value.ToString("0.0###########", CultureInfo.InvariantCulture);
}
