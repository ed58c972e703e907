using System.Collections.Immutable;
using System.Globalization;
using DataLab.Sky;

namespace DataLab.Catalog.DuckDb;

/// <summary>In which cells regions near a position are looked for, class by class, as our SQL says it.</summary>
/// <remarks>
/// A text of classes: <c>class/order/below/above</c> with the numbers of <see cref="CellMargins"/>, or <c>class</c> alone where the
/// whole class is looked at.
/// </remarks>
internal sealed class KeyLevels
{
    public static readonly KeyLevels None = new([]);

    private readonly ImmutableArray<(long First, CellMargins? Margins)> levels;

    private KeyLevels(ImmutableArray<(long First, CellMargins? Margins)> levels) => this.levels = levels;

    /// <summary>Of one position.</summary>
    public int MostKeys => levels.Length * Healpix.MaxAround;

    public static KeyLevels Of(ReadOnlySpan<byte> text) => QueryConstant<KeyLevels>.Of(text, Read);

    private static KeyLevels Read(string text) =>
        new([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(level => Level(level.Split('/')))]);

    private static (long First, CellMargins? Margins) Level(string[] numbers)
    {
        long Number(int i) => long.Parse(numbers[i], CultureInfo.InvariantCulture);
        return (
            FootprintKey.First((int)Number(0)),
            numbers.Length == 1 ? null : new CellMargins((int)Number(1), Number(2), Number(3))
        );
    }

    /// <summary>The least keys that begin so.</summary>
    /// <param name="cell">Index of order 29 of the position.</param>
    /// <param name="keys">Room for <see cref="MostKeys"/>.</param>
    /// <returns>How many there are.</returns>
    public int Fill(long cell, Span<long> keys)
    {
        var used = 0;
        foreach (var (first, margins) in levels)
        {
            if (margins is not { } near)
            {
                keys[used++] = first;
                continue;
            }
            var found = Healpix.Around(near, cell, keys[used..]);
            foreach (ref var key in keys[used..(used + found)])
                key = first + (key << (2 * (FootprintKey.Order - near.Order)));
            used += found;
        }
        return used;
    }
}
