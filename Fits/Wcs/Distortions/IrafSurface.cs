// One surface of IRAF's gsurfit: type, orders, cross terms, limits, coefficients.
using System.Globalization;

namespace DataLab.Fits.Wcs.Distortions;

internal sealed class IrafSurface
{
    private const int MaxOrder = 30;

    private readonly Basis basis;
    private readonly double[][] rows; // by power of y
    private readonly int ordersX;
    private readonly double middleX;
    private readonly double middleY;
    private readonly double scaleX;
    private readonly double scaleY;

    private IrafSurface(Basis basis, double[][] rows, int ordersX, double[] limits)
    {
        (this.basis, this.rows, this.ordersX) = (basis, rows, ordersX);
        if (basis == Basis.Polynomial)
            (scaleX, scaleY) = (1.0, 1.0);
        else
        {
            (middleX, middleY) = (0.5 * (limits[0] + limits[1]), 0.5 * (limits[2] + limits[3]));
            (scaleX, scaleY) = (2.0 / (limits[1] - limits[0]), 2.0 / (limits[3] - limits[2]));
        }
    }

    private enum Basis
    {
        Chebyshev = 1,
        Legendre = 2,
        Polynomial = 3,
    }

    public (double Value, double Dx, double Dy) Value(double x, double y)
    {
        Span<double> values = stackalloc double[2 * MaxOrder];
        Span<double> slopes = stackalloc double[2 * MaxOrder];
        Fill((x - middleX) * scaleX, values[..ordersX], slopes);
        Fill((y - middleY) * scaleY, values.Slice(MaxOrder, rows.Length), slopes[MaxOrder..]);
        var (sum, dx, dy) = (0.0, 0.0, 0.0);
        for (var j = 0; j < rows.Length; j++)
        {
            var (inner, slope) = (0.0, 0.0);
            for (var i = 0; i < rows[j].Length; i++)
            {
                inner += rows[j][i] * values[i];
                slope += rows[j][i] * slopes[i];
            }
            sum += inner * values[MaxOrder + j];
            dx += slope * values[MaxOrder + j];
            dy += inner * slopes[MaxOrder + j];
        }
        return (sum, dx * scaleX, dy * scaleY);
    }

    /// <param name="error">What is wrong, as the end of a sentence.</param>
    public static IrafSurface? Parse(string text, out string error)
    {
        error = "is not a list of numbers";
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[Math.Min(words.Length, 8 + MaxOrder * MaxOrder)];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!TryNumber(words[i], out numbers[i]))
                return null;
        }
        error = $"has {words.Length} numbers, and its first eight must say type, orders, cross terms and limits";
        if (numbers.Length < 8)
            return null;
        var (type, cross) = (numbers[0], numbers[3]);
        if (type is not (1 or 2 or 3) || cross is not (0 or 1 or 2))
        {
            error = "has another type than 1 to 3, or other cross terms than 0 to 2";
            return null;
        }
        if (!IsOrder(numbers[1]) || !IsOrder(numbers[2]))
        {
            error = $"has orders other than 1 to {MaxOrder}";
            return null;
        }
        if (!(numbers[5] > numbers[4]) || !(numbers[7] > numbers[6]))
        {
            error = "has limits without room between them";
            return null;
        }
        var (width, height) = ((int)numbers[1], (int)numbers[2]);
        var lengths = Enumerable.Range(0, height).Select(j => Length(j, width, height, (int)cross)).ToArray();
        if (numbers.Length < 8 + lengths.Sum())
        {
            error = $"has {numbers.Length - 8} coefficients instead of {lengths.Sum()}";
            return null;
        }
        var at = 8;
        var rows = new double[height][];
        for (var j = 0; j < height; at += lengths[j], j++)
            rows[j] = numbers[at..(at + lengths[j])];
        return new IrafSurface((Basis)type, rows, width, numbers[4..8]);
    }

    public static bool TryNumber(string word, out double number) =>
        double.TryParse(
            word.Replace('D', 'E').Replace('d', 'e'),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out number
        ) && double.IsFinite(number);

    private static bool IsOrder(double value) => value is >= 1 and <= MaxOrder && value == Math.Floor(value);

    /// <summary>Coefficients of a power of y: all, the first only (no cross terms), or up to the greater order in all (half).</summary>
    private static int Length(int j, int width, int height, int cross) =>
        cross switch
        {
            0 => j == 0 ? width : 1,
            1 => width,
            _ => Math.Min(width, Math.Max(width, height) - j),
        };

    private void Fill(double t, Span<double> values, Span<double> slopes)
    {
        (values[0], slopes[0]) = (1.0, 0.0);
        if (values.Length > 1)
            (values[1], slopes[1]) = (t, 1.0);
        for (var n = 2; n < values.Length; n++)
        {
            (values[n], slopes[n]) = basis switch
            {
                Basis.Chebyshev => (
                    2.0 * t * values[n - 1] - values[n - 2],
                    2.0 * values[n - 1] + 2.0 * t * slopes[n - 1] - slopes[n - 2]
                ),
                Basis.Legendre => (
                    ((2 * n - 1) * t * values[n - 1] - (n - 1) * values[n - 2]) / n,
                    ((2 * n - 1) * (values[n - 1] + t * slopes[n - 1]) - (n - 1) * slopes[n - 2]) / n
                ),
                _ => (t * values[n - 1], values[n - 1] + t * slopes[n - 1]),
            };
        }
    }
}
