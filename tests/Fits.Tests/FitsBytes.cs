using System.Text;

namespace DataLab.Fits.Tests;

/// <summary>Files made by hand, card by card.</summary>
internal static class FitsBytes
{
    public static readonly string[] EmptyPrimary =
    [
        "SIMPLE  =                    T",
        "BITPIX  =                    8",
        "NAXIS   =                    0",
    ];

    /// <summary>The cards, END, and blanks to a whole block.</summary>
    public static byte[] Header(params IEnumerable<string> cards)
    {
        var text = new StringBuilder();
        foreach (var card in cards.Append("END"))
            text.Append(card.PadRight(80));
        var padded = (text.Length + 2879) / 2880 * 2880;
        return Encoding.Latin1.GetBytes(text.ToString().PadRight(padded));
    }

    /// <summary>Data and zeros to a whole block.</summary>
    public static byte[] Padded(byte[] data)
    {
        Array.Resize(ref data, (data.Length + 2879) / 2880 * 2880);
        return data;
    }

    /// <summary>A card of fixed format.</summary>
    public static string Card(string keyword, long value) => $"{keyword, -8}= {value, 20}";

    public static string[] Table(long naxis1, long naxis2, long pcount, long tfields, params string[] more) =>
        [
            "XTENSION= 'BINTABLE'",
            Card("BITPIX", 8),
            Card("NAXIS", 2),
            Card("NAXIS1", naxis1),
            Card("NAXIS2", naxis2),
            Card("PCOUNT", pcount),
            Card("GCOUNT", 1),
            Card("TFIELDS", tfields),
            .. more,
        ];

    /// <summary>All HDUs of a file.</summary>
    public static async Task<List<Hdu>> Walk(Stream stream)
    {
        await using var file = new FitsFile(stream);
        var hdus = new List<Hdu>();
        while (await file.ReadHduAsync(CancellationToken.None) is { } hdu)
            hdus.Add(hdu);
        return hdus;
    }

    public static Task<List<Hdu>> Walk(params byte[][] parts) =>
        Walk(new MemoryStream([.. parts.SelectMany(part => part)]));
}
