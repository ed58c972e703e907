// What readers of coordinates have to say about a header, and numbers taken from it.
using System.Collections.Immutable;

namespace DataLab.Fits.Wcs;

/// <summary>Sentences, at most 100, each once.</summary>
internal sealed class WcsNotes
{
    private const int Most = 100;

    private readonly List<string> notes = [];

    public ImmutableArray<string> All => [.. notes];

    public void Add(string note)
    {
        if (notes.Count < Most && !notes.Contains(note))
            notes.Add(note);
    }

    /// <summary>A number; null where the keyword is absent, or noted where it has none.</summary>
    public double? Real(Header header, string keyword)
    {
        if (header.Find(keyword) is not { } card)
            return null;
        if (card.Real is { } value && double.IsFinite(value))
            return value;
        Add($"{keyword} is no number but {card.ValueText}.");
        return null;
    }
}
