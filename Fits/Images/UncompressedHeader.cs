// The header of an image before it was compressed, as funpack restores it (FITS 4.0 §10.1.2): cards keep their bytes, only keywords change.
using System.Globalization;
using System.Text;
using DataLab.Fits.Images.Tiles;

namespace DataLab.Fits.Images;

internal static class UncompressedHeader
{
    private static readonly Dictionary<string, string> Restored = new(StringComparer.Ordinal)
    {
        ["ZSIMPLE"] = "SIMPLE",
        ["ZTENSION"] = "XTENSION",
        ["ZBITPIX"] = "BITPIX",
        ["ZNAXIS"] = "NAXIS",
        ["ZEXTEND"] = "EXTEND",
        ["ZBLOCKED"] = "BLOCKED",
        ["ZPCOUNT"] = "PCOUNT",
        ["ZGCOUNT"] = "GCOUNT",
        ["ZHECKSUM"] = "CHECKSUM",
        ["ZDATASUM"] = "DATASUM",
    };

    private static readonly HashSet<string> Dropped = new(StringComparer.Ordinal)
    {
        "XTENSION",
        "SIMPLE",
        "BITPIX",
        "NAXIS",
        "PCOUNT",
        "GCOUNT",
        "TFIELDS",
        "THEAP",
        "ZIMAGE",
        "ZQUANTIZ",
        "ZDITHER0",
        "ZCMPTYPE",
        "ZBLANK",
        "ZSCALE",
        "ZZERO",
        "ZMASKCMP",
        "CHECKSUM",
        "DATASUM",
    };

    private static readonly string[] DroppedRoots = ["NAXIS", "TTYPE", "TFORM", "ZTILE", "ZNAME", "ZVAL"];

    public static Header Of(Header compressed, TileTable table)
    {
        var cards = compressed.Cards.SelectMany(card => Restore(card, table)).ToList();
        var ordered = Mandatory(cards, table);
        ordered.AddRange(cards.Where(card => !IsMandatory(card.Keyword, table.Axes.Length)));
        return Header.Of(ordered, compressed);
    }

    private static IEnumerable<Card> Restore(Card card, TileTable table)
    {
        var keyword = card.Keyword;
        if (keyword == "EXTNAME" && card.Text?.Trim() == "COMPRESSED_IMAGE")
            return [];
        if (Restored.TryGetValue(keyword, out var plain))
            return [Renamed(card, plain)];
        if (Index(keyword, "ZNAXIS") is { } axis && axis <= table.Axes.Length)
            return [Renamed(card, keyword[1..])];
        if (Dropped.Contains(keyword) || DroppedRoots.Any(root => Index(keyword, root) is not null))
            return [];
        return [card];
    }

    private static int? Index(string keyword, string root) =>
        keyword.StartsWith(root, StringComparison.Ordinal)
        && int.TryParse(keyword.AsSpan(root.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : null;

    private static Card Renamed(Card card, string keyword)
    {
        var image = card.Image.ToArray();
        Encoding.ASCII.GetBytes(keyword.PadRight(8), image);
        return card with { Keyword = keyword, Image = image };
    }

    private static bool IsMandatory(string keyword, int axes) =>
        keyword is "SIMPLE" or "XTENSION" or "BITPIX" or "NAXIS" or "PCOUNT" or "GCOUNT"
        || (Index(keyword, "NAXIS") is { } n && n <= axes);

    /// <summary>The cards that must come first, in their order: those restored, else as FITS wants them.</summary>
    private static List<Card> Mandatory(List<Card> cards, TileTable table)
    {
        var first = new List<Card>();
        var primary = cards.Find(card => card.Keyword == "SIMPLE");
        // Where neither ZSIMPLE nor ZTENSION tell what it was, funpack writes all of them anew.
        var known = cards.Exists(card => card.Keyword is "SIMPLE" or "XTENSION");
        void Take(string keyword, string otherwise) =>
            first.Add((known ? cards.Find(card => card.Keyword == keyword) : null) ?? Parsed(otherwise));
        void TakeNumber(string keyword, long value, string comment) =>
            Take(keyword, string.Create(CultureInfo.InvariantCulture, $"{keyword, -8}= {value, 20} / {comment}"));

        if (primary is not null)
            first.Add(primary);
        else
            Take("XTENSION", "XTENSION= 'IMAGE   '           / IMAGE extension");
        TakeNumber("BITPIX", (int)table.Type, "number of bits per data pixel");
        TakeNumber("NAXIS", table.Axes.Length, "number of data axes");
        for (var n = 1; n <= table.Axes.Length; n++)
            TakeNumber($"NAXIS{n}", table.Axes[n - 1], $"length of data axis {n}");
        if (primary is not null)
            return first;
        TakeNumber("PCOUNT", 0, "required keyword; must = 0");
        TakeNumber("GCOUNT", 1, "required keyword; must = 1");
        return first;
    }

    private static Card Parsed(string card) => Header.ParseCard(Encoding.ASCII.GetBytes(card.PadRight(80)));
}
