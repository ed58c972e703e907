using System.Collections.Immutable;
using DataLab.Catalog.DuckDb;
using DataLab.Formats;
using DataLab.Sky;

namespace DataLab.Catalog.Ingest;

/// <summary>Computes the key and the discs of every row's region, and counts the sizes that there are.</summary>
/// <param name="column">Place of the column with regions.</param>
/// <param name="first">Place of the first of the five computed columns (<see cref="StoredFootprint.Columns"/>).</param>
internal sealed class FootprintIndexer(int column, int first)
{
    private readonly ValueVector<long> keys = new();
    private readonly ValueVector<double> longitudes = new();
    private readonly ValueVector<double> latitudes = new();
    private readonly ValueVector<double> inner = new();
    private readonly ValueVector<double> outer = new();
    private readonly long[] rows = new long[FootprintKey.Classes];
    private readonly double[] largest = new double[FootprintKey.Classes];
    private double[] numbers = [];

    /// <summary>The sizes so far.</summary>
    public ImmutableArray<FootprintClass> Classes =>
        [
            .. Enumerable
                .Range(0, FootprintKey.Classes)
                .Where(number => rows[number] > 0)
                .Select(number => new FootprintClass(number, largest[number], rows[number])),
        ];

    /// <summary>Fills in the vectors behind those of the table.</summary>
    public void Fill(ColumnVector[] vectors, int count)
    {
        ColumnVector[] made = [keys, longitudes, latitudes, inner, outer];
        foreach (var vector in made)
            vector.Reset(count);
        for (var row = 0; row < count; row++)
            if (RegionAt(vectors[column], row) is { } region)
                Set(row, RegionExtent.Of(region));
            else
                foreach (var vector in made)
                    vector.SetNull(row);
        made.CopyTo(vectors, first);
    }

    private void Set(int row, RegionExtent extent)
    {
        keys.Values[row] = FootprintKey.Of(extent);
        longitudes.Values[row] = extent.Centre.Ra;
        latitudes.Values[row] = extent.Centre.Dec;
        outer.Values[row] = extent.Outer;
        if (extent.Inner is { } radius)
            inner.Values[row] = radius;
        else
            inner.SetNull(row);
        var number = FootprintKey.ClassOf(extent);
        rows[number]++;
        largest[number] = Math.Max(largest[number], extent.Outer);
    }

    /// <returns>As the engines' functions read it; null for what they take for none.</returns>
    private Region? RegionAt(ColumnVector vector, int row) =>
        vector.IsNull(row)
            ? null
            : vector switch
            {
                TextVector text => ReadTexts.Read(text[row]),
                ListVector list => Listed(list, row),
                _ => null,
            };

    private Region? Listed(ListVector list, int row)
    {
        var (start, length) = list[row];
        if (numbers.Length < length)
            numbers = new double[length];
        for (var i = 0; i < length; i++)
        {
            if (list.Items.IsNull(start + i))
                return null;
            numbers[i] = list.Items switch
            {
                ValueVector<double> doubles => doubles.Values[start + i],
                ValueVector<float> floats => floats.Values[start + i],
                _ => double.NaN,
            };
        }
        return ShapeNumbers.Read(numbers.AsSpan(0, length));
    }
}
