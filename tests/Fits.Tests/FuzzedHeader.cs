using System.Globalization;
using System.Text;

namespace DataLab.Fits.Tests;

/// <summary>Cards of headers that lie: keywords that mean something, with values that do not.</summary>
internal static class FuzzedHeader
{
    private static readonly string[] Keywords =
    [
        .. "SIMPLE XTENSION BITPIX NAXIS NAXIS1 NAXIS2 NAXIS3 PCOUNT GCOUNT TFIELDS EXTEND BSCALE BZERO BLANK THEAP END".Split(
            ' '
        ),
        .. "ZIMAGE ZCMPTYPE ZBITPIX ZNAXIS ZNAXIS1 ZNAXIS2 ZTILE1 ZTILE2 ZNAME1 ZVAL1 ZNAME2 ZVAL2 ZQUANTIZ ZDITHER0 ZBLANK".Split(
            ' '
        ),
        .. "TFORM1 TFORM2 TTYPE1 TTYPE2 TFORM3 TTYPE3 CHECKSUM DATASUM EXTNAME LONGSTRN CONTINUE HIERARCH HISTORY".Split(
            ' '
        ),
        .. "CTYPE1 CTYPE2 CTYPE3 CRVAL1 CRVAL2 CRPIX1 CRPIX2 CDELT1 CDELT2 CROTA2 CD1_1 CD1_2 CD2_1 CD2_2 PC1_1 PC2_1 WCSAXES".Split(
            ' '
        ),
        .. "CUNIT1 CUNIT2 LONPOLE LATPOLE RADESYS EQUINOX PV1_0 PV1_1 PV1_2 PV2_0 PV2_1 PV2_2 PV2_3 PV2_39 A_ORDER B_ORDER".Split(
            ' '
        ),
        .. "A_2_0 A_0_2 B_1_1 AP_ORDER WAT1_001 WAT2_001 WAT1_002 CTYPE1A CTYPE2A CRVAL1A DATASEC DETSEC LTV1 LTM1_1".Split(
            ' '
        ),
        .. "DATE-OBS MJD-OBS MJDREF TIMESYS TIMEUNIT EXPTIME DATE-END RESTFRQ RESTWAV SPECSYS CUNIT3 CRVAL3 CDELT3 CRPIX3".Split(
            ' '
        ),
    ];

    private static readonly string[] Values =
    [
        .. "0 1 -1 2 3 8 16 -32 64 999 2147483647 2147483648 -2147483648 9223372036854775807 99999999999999999999".Split(
            ' '
        ),
        .. "1.0E308 -1.0E-308 1.0E-320 1.0E999 NaN T F 0.5 90.0 -90.0 180.0 360.5 1.0D-5 .E. '' ' ' 'x'".Split(' '),
        .. "'RA---TAN' 'DEC--TAN' 'RA---TPV' 'DEC--TPV' 'RA---ZPN' 'DEC--ZPN' 'RA---SZP' 'DEC--SZP' 'RA---TNX'".Split(
            ' '
        ),
        .. "'DEC--TNX' 'GLON-CAR' 'GLAT-CAR' 'RA---HPX' 'DEC--HPX' 'RA---COE' 'DEC--COE' 'RA---TAN-SIP' 'RA---BON'".Split(
            ' '
        ),
        .. "'FREQ' 'VOPT' 'WAVE-F2W' 'STOKES' 'TIME' 'RICE_1' 'GZIP_1' 'GZIP_2' 'HCOMPRESS_1' 'PLIO_1' 'NOCOMPRESS'".Split(
            ' '
        ),
        .. "'NO_DITHER' 'SUBTRACTIVE_DITHER_1' 'SUBTRACTIVE_DITHER_2' '1PB(9)' '1PE(9)' '1QB' '1PI' '0PB' '1D' '8B'".Split(
            ' '
        ),
        .. "'BINTABLE' 'IMAGE' 'TABLE' 'deg' 'arcsec' 'Hz' 'parsec' 'FK4' 'FK5' 'UTC' 'TCB' '2000-13-41T99:99:99'".Split(
            ' '
        ),
        "'[1:99999999999,3:2]'",
        "'[10:20,30:1]'",
        "'2015-03-20T23:59:60.5'",
        "'an & at the end&'",
        "'wtype=tnx lngcor = \"1. 2. 2. 1. -1. 1. -1. 1. 1e300 1e300 1 1\"'",
        "'never closed",
        "(1.0, 2.0)",
    ];

    /// <summary>An image's header in part, and hostile cards before, between or behind.</summary>
    public static List<string> Cards(Random random)
    {
        var projection = random.Next(4) == 0 ? "SIN" : "TAN";
        List<string> cards =
        [
            "SIMPLE  =                    T",
            FitsBytes.Card("BITPIX", 16),
            FitsBytes.Card("NAXIS", 2),
            FitsBytes.Card("NAXIS1", 70),
            FitsBytes.Card("NAXIS2", 40),
            $"CTYPE1  = 'RA---{projection}'",
            $"CTYPE2  = 'DEC--{projection}'",
            "CRVAL1  =                 10.0",
            "CRVAL2  =                 20.0",
            "CRPIX1  =                 30.0",
            "CRPIX2  =                 11.0",
            "CDELT1  =              -0.0001",
            "CDELT2  =               0.0001",
        ];
        for (var n = random.Next(1, 12); n > 0; n--)
            if (random.Next(3) == 0)
                cards[random.Next(cards.Count)] = Card(random);
            else
                cards.Insert(random.Next(cards.Count + 1), Card(random));
        return cards;
    }

    /// <summary>Puts another card, or another value of the same keyword, in the place of one of the file's.</summary>
    public static void ChangeCard(byte[] file, Random random)
    {
        // Headers are what is text: ten tries find one.
        for (var n = 0; n < 10; n++)
        {
            var at = random.Next(file.Length / 80) * 80;
            var old = file.AsSpan(at, 80);
            if (old.ContainsAnyExceptInRange((byte)' ', (byte)'~') || old[0] == ' ' || old[8] != '=')
                continue;
            var keyword = random.Next(4) == 0 ? null : Encoding.Latin1.GetString(old[..8]);
            Encoding.Latin1.GetBytes(Card(random, keyword)).CopyTo(old);
            return;
        }
    }

    private static string Card(Random random, string? keyword = null)
    {
        keyword ??= Keywords[random.Next(Keywords.Length)];
        var value = random.Next(6) == 0 ? Number(random) : Values[random.Next(Values.Length)];
        var card = keyword is "HISTORY" or "CONTINUE" ? $"{keyword, -8}  {value}" : $"{keyword, -8}= {value, 20}";
        return card.PadRight(80)[..80];
    }

    private static string Number(Random random) =>
        random.Next(2) == 0
            ? random.Next(-10, 5000).ToString(CultureInfo.InvariantCulture)
            : Math.ScaleB(random.NextDouble() - 0.5, random.Next(-60, 60)).ToString("R", CultureInfo.InvariantCulture);
}
