namespace DataLab.Differential.Tests.Generation;

/// <summary>A part of a generated query: texts and parts in turn.</summary>
/// <param name="Category">Parts of one category may take each other's place: <c>value:Int</c>, <c>condition</c>.</param>
/// <param name="Least">The shortest text that may stand for it; null where none may.</param>
internal sealed record Piece(string Category, string? Least, IReadOnlyList<object> Parts)
{
    public static Piece Of(string category, string? least, params object[] parts) => new(category, least, parts);

    /// <summary>A clause that may be left out.</summary>
    public static Piece Optional(params object[] parts) => new("clause", "", parts);

    public override string ToString() => string.Concat(Parts);

    /// <summary>Every text with one part made smaller: first the boldest cuts.</summary>
    public IEnumerable<Piece> Smaller()
    {
        if (Least is not null && ToString() != Least)
            yield return new Piece(Category, Least, [Least]);
        foreach (var inner in Descendants().Where(inner => inner.Category == Category))
            yield return inner;
        for (var i = 0; i < Parts.Count; i++)
            if (Parts[i] is Piece part)
                foreach (var smaller in part.Smaller())
                    yield return this with
                    {
                        Parts = [.. Parts.Take(i), smaller, .. Parts.Skip(i + 1)],
                    };
    }

    private IEnumerable<Piece> Descendants() =>
        Parts.OfType<Piece>().SelectMany(part => part.Descendants().Prepend(part));

    /// <summary>The smallest query to be found that still fails.</summary>
    public static async Task<Piece> ShrinkAsync(Piece failing, Func<string, Task<bool>> fails, int attempts = 400)
    {
        var progress = true;
        while (progress)
        {
            progress = false;
            foreach (var smaller in failing.Smaller())
            {
                if (smaller.ToString().Length >= failing.ToString().Length || attempts-- <= 0)
                    continue;
                if (!await fails(smaller.ToString()))
                    continue;
                failing = smaller;
                progress = true;
                break;
            }
        }
        return failing;
    }
}
