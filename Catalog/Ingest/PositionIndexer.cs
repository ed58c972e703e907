using DataLab.Formats;
using DataLab.Sky;

namespace DataLab.Catalog.Ingest;

/// <summary>Computes the HEALPix cell of every row, and degrees from sexagesimal text where these are to be derived.</summary>
internal sealed class PositionIndexer(IngestColumns columns)
{
    private readonly ValueVector<long> cells = new();
    private readonly (ValueVector<double> Ra, ValueVector<double> Dec) derived = (new(), new());
    private double[] ra = [];
    private double[] dec = [];

    public long BadPositions { get; private set; }

    /// <summary>Fills in the vectors behind those of the source: derived degrees, if any, then the cell.</summary>
    public void Fill(ColumnVector[] vectors, int count)
    {
        if (columns.Sexagesimal is { } text)
        {
            Degrees((TextVector)vectors[text.Ra], count, hours: true, derived.Ra);
            Degrees((TextVector)vectors[text.Dec], count, hours: false, derived.Dec);
            vectors[^3] = derived.Ra;
            vectors[^2] = derived.Dec;
        }
        if (ra.Length < count)
            (ra, dec) = (new double[count], new double[count]);
        var (raColumn, decColumn) = columns.Position!.Value;
        Numbers(vectors[raColumn], count, ra);
        Numbers(vectors[decColumn], count, dec);
        cells.Reset(count);
        Healpix.Ang2Pix(Healpix.MaxOrder, ra.AsSpan(0, count), dec.AsSpan(0, count), cells.Values);
        for (var i = 0; i < count; i++)
        {
            if (cells.Values[i] >= 0)
                continue;
            cells.SetNull(i);
            BadPositions++;
        }
        vectors[^1] = cells;
    }

    private static void Degrees(TextVector text, int count, bool hours, ValueVector<double> degrees)
    {
        degrees.Reset(0);
        for (var i = 0; i < count; i++)
        {
            if (!text.IsNull(i) && Sexagesimal.TryParse(text[i], hours, out var value))
                degrees.Append(value);
            else
                degrees.AppendNull();
        }
    }

    /// <summary>Any numeric column as doubles, NaN where null.</summary>
    private static void Numbers(ColumnVector vector, int count, double[] numbers)
    {
        switch (vector)
        {
            case ValueVector<double> doubles:
                doubles.Values[..count].CopyTo(numbers);
                break;
            case ValueVector<float> floats:
                Widen(floats.Values, count, numbers, x => x);
                break;
            case ValueVector<long> longs:
                Widen(longs.Values, count, numbers, x => x);
                break;
            case ValueVector<int> integers:
                Widen(integers.Values, count, numbers, x => x);
                break;
            case ValueVector<short> shorts:
                Widen(shorts.Values, count, numbers, x => x);
                break;
            case ValueVector<byte> bytes:
                Widen(bytes.Values, count, numbers, x => x);
                break;
            default:
                throw new ArgumentException($"{vector.GetType().Name} does not hold numbers.");
        }
        if (!vector.HasNulls)
            return;
        for (var i = 0; i < count; i++)
        {
            if (vector.IsNull(i))
                numbers[i] = double.NaN;
        }
    }

    private static void Widen<T>(Span<T> from, int count, double[] to, Func<T, double> widen)
    {
        for (var i = 0; i < count; i++)
            to[i] = widen(from[i]);
    }
}
