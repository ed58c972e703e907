namespace DataLab.Sky;

/// <summary>
/// How much may be computed to compare two regions, so that trees of many shapes take a fraction of a second at most: beyond it
/// the answer is "not known".
/// </summary>
internal readonly ref struct Effort : IDisposable
{
    /// <summary>Looks at one shape, each some 50 ns.</summary>
    private const int Most = 400_000;

    [ThreadStatic]
    private static int _left;

    [ThreadStatic]
    private static int _depth;

    /// <summary>Begins a comparison, or a part of one under way.</summary>
    public static Effort Begin()
    {
        if (_depth++ == 0)
        {
            _left = Most;
        }

        return default;
    }

    /// <returns>False when all is used up.</returns>
    public static bool Spend(int looks) => (_left -= Math.Min(looks, _left)) > 0;

    public void Dispose() => _depth--;
}
