namespace DataLab.Fits.Writing;

/// <summary>A header being written. Cards taken from elsewhere are kept byte for byte unless they are set anew.</summary>
public sealed class HeaderBuilder
{
    private readonly List<(string Keyword, ReadOnlyMemory<byte> Image)> cards = [];

    /// <summary>Starts with nothing.</summary>
    public HeaderBuilder() { }

    /// <summary>Starts with all cards of another header.</summary>
    public HeaderBuilder(Header header)
    {
        foreach (var card in header.Cards)
            Add(card);
    }

    /// <summary>Changes a keyword in its place, or adds it at the end. Long strings take CONTINUE cards, long keywords HIERARCH.</summary>
    /// <param name="comment">Null keeps none.</param>
    /// <exception cref="FitsException">Not a keyword, or characters that are not printable ASCII.</exception>
    public HeaderBuilder Set(string keyword, CardValue? value, string? comment = null)
    {
        var image = CardFormat.Value(keyword, value, comment);
        // Older readers want to be told of CONTINUE.
        if (image.Length > CardParser.Length && !Contains("LONGSTRN"))
            Put("LONGSTRN", CardFormat.Value("LONGSTRN", new TextValue("OGIP 1.0"), "long strings may be used"));
        Put(keyword, image);
        return this;
    }

    public HeaderBuilder Set(string keyword, long value, string? comment = null) =>
        Set(keyword, new IntegerValue(value), comment);

    public HeaderBuilder Set(string keyword, double value, string? comment = null) =>
        Set(keyword, new RealValue(value), comment);

    public HeaderBuilder Set(string keyword, bool value, string? comment = null) =>
        Set(keyword, new LogicalValue(value), comment);

    public HeaderBuilder Set(string keyword, string value, string? comment = null) =>
        Set(keyword, new TextValue(value), comment);

    /// <summary>Adds a card as it is, at the end.</summary>
    public HeaderBuilder Add(Card card)
    {
        // Bytes beyond ASCII are tolerated by readers, but we do not pass them on.
        var image = card.Image;
        if (image.Span.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            var clean = image.ToArray();
            foreach (ref var c in clean.AsSpan())
                if (c is < (byte)' ' or > (byte)'~')
                    c = (byte)(c == 0 ? ' ' : '?');
            image = clean;
        }
        cards.Add((card.Keyword, image));
        return this;
    }

    /// <summary>Adds all cards of another header being written.</summary>
    internal HeaderBuilder AddAll(HeaderBuilder other)
    {
        cards.AddRange(other.cards);
        return this;
    }

    /// <summary>Adds COMMENT or HISTORY, in as many cards as it needs.</summary>
    /// <exception cref="FitsException">Characters that are not printable ASCII.</exception>
    public HeaderBuilder AddText(string keyword, string text)
    {
        cards.Add((keyword, CardFormat.Text(keyword, text)));
        return this;
    }

    /// <summary>Drops every card of that keyword.</summary>
    public HeaderBuilder Remove(string keyword)
    {
        cards.RemoveAll(card => Same(card.Keyword, keyword));
        return this;
    }

    public bool Contains(string keyword) => cards.Exists(card => Same(card.Keyword, keyword));

    /// <summary>The cards, END and blanks to a whole block.</summary>
    public byte[] ToBytes()
    {
        var length = cards.Sum(card => card.Image.Length);
        var bytes = new byte[DataSize.Padded(length + CardParser.Length)];
        bytes.AsSpan().Fill((byte)' ');
        var at = 0;
        foreach (var (_, image) in cards)
        {
            image.Span.CopyTo(bytes.AsSpan(at));
            at += image.Length;
        }
        "END"u8.CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    public Header ToHeader() => Header.Parse(ToBytes());

    /// <summary>Puts what says the shape of an image before all other cards (FITS 4.0 §4.4.1).</summary>
    /// <param name="isPrimary">Else an IMAGE extension.</param>
    internal HeaderBuilder SetShape(bool isPrimary, ReadOnlySpan<long> axes, Images.PixelType type)
    {
        cards.RemoveAll(card => IsShape(card.Keyword));
        var first = new HeaderBuilder();
        if (isPrimary)
            first.Set("SIMPLE", true, "conforms to FITS");
        else
            first.Set("XTENSION", "IMAGE", "image extension");
        first.Set("BITPIX", (int)type, "bits of a pixel").Set("NAXIS", axes.Length, "number of axes");
        for (var n = 0; n < axes.Length; n++)
            first.Set($"NAXIS{n + 1}", axes[n], $"length of axis {n + 1}");
        if (isPrimary)
            first.Set("EXTEND", true, "there may be extensions");
        else
            first.Set("PCOUNT", 0, "no parameters").Set("GCOUNT", 1, "one group");
        cards.InsertRange(0, first.cards);
        return this;
    }

    /// <summary>The cards that say nothing of the shape.</summary>
    internal HeaderBuilder WithoutShape()
    {
        var kept = new HeaderBuilder();
        kept.cards.AddRange(cards.Where(card => !IsShape(card.Keyword)));
        return kept;
    }

    /// <summary>Whether a keyword says the shape of the data or where they are, which a writer sets himself.</summary>
    internal static bool IsShape(string keyword) =>
        keyword
            is "SIMPLE"
                or "XTENSION"
                or "BITPIX"
                or "NAXIS"
                or "PCOUNT"
                or "GCOUNT"
                or "EXTEND"
                or "BLOCKED"
                or "GROUPS"
                or "END"
        || (
            keyword.StartsWith("NAXIS", StringComparison.Ordinal)
            && keyword.AsSpan(5).IndexOfAnyExceptInRange('0', '9') < 0
        );

    private void Put(string keyword, byte[] image)
    {
        var at = cards.FindIndex(card => Same(card.Keyword, keyword));
        if (at < 0)
            cards.Add((keyword, image));
        else
            cards[at] = (keyword, image);
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
