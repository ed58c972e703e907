using System.Collections.Immutable;
using System.Globalization;

namespace DataLab.Fits;

/// <summary>The keyword records of one HDU up to END (FITS 4.0 §4), with a note for everything that was tolerated.</summary>
public sealed class Header
{
    /// <summary>Bytes of a FITS block (FITS 4.0 §3.1).</summary>
    public const int BlockLength = 2880;

    /// <summary>More records than this are refused: no instrument writes so many, and each costs memory.</summary>
    public const int MaxCards = 100_000;

    private const int MaxNotes = 100;

    private readonly Dictionary<string, Card> first;
    private readonly Lazy<ImmutableArray<string>> notes;

    private Header(ImmutableArray<Card> cards, Lazy<ImmutableArray<string>> notes)
    {
        Cards = cards;
        this.notes = notes;
        first = new Dictionary<string, Card>(cards.Length, StringComparer.OrdinalIgnoreCase);
        foreach (var card in cards)
            first.TryAdd(card.Keyword, card);
    }

    /// <summary>In file order, without END; CONTINUE records are part of the card before them.</summary>
    public ImmutableArray<Card> Cards { get; }

    /// <summary>What was malformed and how it was taken; at most 100.</summary>
    public ImmutableArray<string> Notes => notes.Value;

    /// <summary>The first card of that keyword; null if none.</summary>
    public Card? Find(string keyword) => first.GetValueOrDefault(keyword);

    /// <summary>The card of an indexed keyword such as TTYPE3.</summary>
    public Card? Find(string root, int index) => Find(root + index.ToString(CultureInfo.InvariantCulture));

    /// <summary>A mandatory integer.</summary>
    /// <exception cref="FitsException">The keyword is missing, is no integer, or lies outside the range (both ends allowed).</exception>
    public long RequireInteger(string keyword, long min, long max)
    {
        var card = Find(keyword) ?? throw new FitsException($"The header has no {keyword}.");
        return card.Integer is { } value && value >= min && value <= max
            ? value
            : throw new FitsException($"{keyword} is {card.ValueText}; expected an integer from {min} to {max}.");
    }

    /// <summary>As <see cref="RequireInteger"/>, with a default where the keyword is absent.</summary>
    public long IntegerOr(string keyword, long absent, long min, long max) =>
        Find(keyword) is null ? absent : RequireInteger(keyword, min, max);

    /// <summary>Reads the records of whole blocks up to END, or all of them where there is none.</summary>
    /// <param name="bytes">A multiple of 80 bytes, which the header keeps.</param>
    public static Header Parse(ReadOnlyMemory<byte> bytes)
    {
        var cards = ImmutableArray.CreateBuilder<Card>(bytes.Length / CardParser.Length);
        Read(bytes, cards, null);
        return new Header(cards.ToImmutable(), new(() => Remarks(bytes)));
    }

    /// <summary>What is to be said of the records: found by reading all of them to the end, which else nobody needs.</summary>
    private static ImmutableArray<string> Remarks(ReadOnlyMemory<byte> bytes)
    {
        var remarks = ImmutableArray.CreateBuilder<string>();
        Read(
            bytes,
            ImmutableArray.CreateBuilder<Card>(),
            text =>
            {
                if (remarks.Count < MaxNotes)
                    remarks.Add(text);
            }
        );
        return remarks.ToImmutable();
    }

    /// <param name="note">Takes what is to be said; without it values and comments stay unread.</param>
    private static void Read(ReadOnlyMemory<byte> bytes, ImmutableArray<Card>.Builder cards, Action<string>? note)
    {
        for (var at = 0; at + CardParser.Length <= bytes.Length; at += CardParser.Length)
        {
            var image = bytes.Slice(at, CardParser.Length);
            if (IsEnd(image.Span))
                break;
            var card = CardParser.Parse(image, note ?? Silent);
            if (note is not null && card.Layout is { } layout)
                CardParser.Read(card, layout, note);
            if (card.Keyword != "CONTINUE")
                cards.Add(card);
            else if (cards.Count > 0 && Join(cards[^1], card, bytes[..(at + CardParser.Length)]) is { } joined)
                cards[^1] = joined;
            else
                note?.Invoke("A CONTINUE record follows no string that ends in &.");
        }
    }

    private static void Silent(string note) { }

    /// <summary>Of cards that are parsed already, with the notes of the header that they are from.</summary>
    internal static Header Of(IEnumerable<Card> cards, Header from) => new([.. cards], from.notes);

    /// <summary>A card of one record.</summary>
    internal static Card ParseCard(ReadOnlyMemory<byte> record) => CardParser.Parse(record, Silent);

    /// <summary>END and blanks; what some writers leave behind it on the card is no reason to read on.</summary>
    internal static bool IsEnd(ReadOnlySpan<byte> card) => card.StartsWith("END     "u8) && card[8] != (byte)'=';

    /// <summary>Long strings (FITS 4.0 §4.2.1.2): the ampersand at the end gives way to the next record's string.</summary>
    private static Card? Join(Card before, Card next, ReadOnlyMemory<byte> upToNext)
    {
        if (before.Text is not { } text || next.Text is not { } more || !text.EndsWith('&'))
            return null;
        return before with
        {
            Value = new TextValue((text[..^1] + more).TrimEnd(' ')),
            Comment =
                before.Comment.Length > 0 && next.Comment.Length > 0
                    ? before.Comment + " " + next.Comment
                    : before.Comment + next.Comment,
            Image = upToNext[^(before.Image.Length + CardParser.Length)..],
        };
    }
}
