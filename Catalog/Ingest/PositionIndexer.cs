using System.Text;
using DataLab.Formats;
using DataLab.Formats.Csv;
using DataLab.Sky;

namespace DataLab.Catalog.Ingest;

/// <summary>Computes the HEALPix cell of every row, and degrees from angles of other kinds where these are to be derived.</summary>
internal sealed class PositionIndexer(IngestColumns columns)
{
    private readonly ValueVector<long> cells = new();
    private readonly ValueVector<double> derivedRa = new();
    private readonly ValueVector<double> derivedDec = new();
    private double[] ra = [];
    private double[] dec = [];
    private double[] numbers = [];

    public long BadPositions { get; private set; }

    /// <summary>Right ascensions of the last batch, degrees, NaN where there is none.</summary>
    public ReadOnlySpan<double> Ra => ra;

    /// <summary>Likewise the declinations.</summary>
    public ReadOnlySpan<double> Dec => dec;

    /// <summary>Fills in the vectors behind those of the source: derived degrees, if any, then the cell.</summary>
    public void Fill(ColumnVector[] vectors, int count)
    {
        if (ra.Length < count)
            (ra, dec) = (new double[count], new double[count]);
        var (raColumn, decColumn) = columns.Position!.Value;
        if (columns.DerivedFrom is { } from)
        {
            vectors[raColumn] = Derive(vectors[from.Ra], from.RaFormat, count, derivedRa);
            vectors[decColumn] = Derive(vectors[from.Dec], from.DecFormat, count, derivedDec);
        }
        if (vectors[raColumn] is ListVector points)
        {
            Points(points, count);
        }
        else
        {
            Numbers(vectors[raColumn], count, ra);
            Numbers(vectors[decColumn], count, dec);
        }
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

    private ValueVector<double> Derive(ColumnVector from, AngleFormat format, int count, ValueVector<double> degrees)
    {
        degrees.Reset(count);
        if (from is TextVector text)
            Parse(text, format, count, ra);
        else
            Numbers(from, count, ra);
        var scale = format switch
        {
            AngleFormat.Hours => 15,
            AngleFormat.Radians => 180 / Math.PI,
            _ => 1,
        };
        for (var i = 0; i < count; i++)
        {
            degrees.Values[i] = ra[i] * scale;
            if (double.IsNaN(ra[i]))
                degrees.SetNull(i);
        }
        return degrees;
    }

    /// <summary>Degrees, NaN for what is no angle.</summary>
    private static void Parse(TextVector text, AngleFormat format, int count, double[] degrees)
    {
        Span<char> chars = stackalloc char[64];
        for (var i = 0; i < count; i++)
        {
            degrees[i] = double.NaN;
            if (text.IsNull(i) || text[i].Length > chars.Length)
                continue;
            var angle = chars[..Encoding.UTF8.GetChars(text[i], chars)];
            if (
                format == AngleFormat.SexagesimalHours
                    ? Sexagesimal.TryParseHours(angle, out var value)
                    : Sexagesimal.TryParseDegrees(angle, out value)
            )
                degrees[i] = value;
        }
    }

    /// <summary>The two numbers of each point; NaN where there are not two.</summary>
    private void Points(ListVector points, int count)
    {
        if (numbers.Length < points.Items.Count)
            numbers = new double[points.Items.Count];
        Numbers(points.Items, points.Items.Count, numbers);
        for (var i = 0; i < count; i++)
        {
            var (start, length) = points[i];
            (ra[i], dec[i]) =
                length == 2 && !points.IsNull(i) ? (numbers[start], numbers[start + 1]) : (double.NaN, double.NaN);
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
