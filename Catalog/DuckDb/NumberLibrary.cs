using System.Text;
using DataLab.Sky;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>Functions of numbers, arrays and angles that queries may call (docs/functions.md). Null in, null out.</summary>
internal static unsafe class NumberLibrary
{
    public static void Register(EngineConnection connection)
    {
        using var text = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Varchar);
        using var number = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Double);
        using var whole = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.BigInt);
        using var integer = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Integer);
        using var numbers = NativeMethods.LogicalType.DuckDBCreateListType(number);
        using var wholes = NativeMethods.LogicalType.DuckDBCreateListType(whole);
        using var integers = NativeMethods.LogicalType.DuckDBCreateListType(integer);
        ManagedFunction.Register(connection, "datalab_hms", call => Angles(call, SexagesimalAngle.Hours), number, text);
        ManagedFunction.Register(
            connection,
            "datalab_dms",
            call => Angles(call, SexagesimalAngle.Degrees),
            number,
            text
        );
        ManagedFunction.Register(connection, "datalab_sign", Signs, number, number);
        ManagedFunction.Register(connection, "datalab_bin", Bins, integer, number, number, number, whole);
        ManagedFunction.Register(connection, "datalab_histogram", Histograms, integers, wholes, wholes, whole);
        ManagedFunction.Register(connection, "datalab_arr_stddev", Deviations, number, numbers);
        ManagedFunction.Register(connection, "datalab_arr_dot", Products, number, numbers, numbers);
    }

    /// <summary>
    /// The bin of a number among equal ones: 0 before the first, n + 1 from the end of the last on. Bins fall when high is less than
    /// low. NaN is greater than all numbers.
    /// </summary>
    /// <returns>Null where there are no such bins.</returns>
    public static int? Bin(double x, double low, double high, long n)
    {
        if (n is < 1 or >= int.MaxValue || low == high || !double.IsFinite(high - low))
            return null;
        if (high < low)
            return double.IsNaN(x) ? 0 : Bin(-x, -low, -high, n);
        if (x < low)
            return 0;
        if (!(x < high))
            return (int)n + 1;
        return (int)Math.Min((x - low) / (high - low) * n, n - 1) + 1;
    }

    private static void Angles(FunctionCall call, Func<string, double?> read)
    {
        var texts = call.Argument(0);
        var angles = (double*)call.Result.Data;
        var count = call.Count;
        for (var i = 0; i < count; i++)
        {
            if (!texts.IsNull(i) && read(Encoding.UTF8.GetString(EngineText.At(texts.Data, i))) is { } angle)
                angles[i] = angle;
            else
                call.SetNull(i);
        }
    }

    private static void Signs(FunctionCall call)
    {
        var numbers = call.Argument(0);
        var signs = (double*)call.Result.Data;
        var count = call.Count;
        for (var i = 0; i < count; i++)
        {
            if (numbers.IsNull(i))
            {
                call.SetNull(i);
                continue;
            }
            var number = ((double*)numbers.Data)[i];
            signs[i] = double.IsNaN(number) ? number : Math.Sign(number);
        }
    }

    private static void Bins(FunctionCall call)
    {
        var (numbers, lows, highs, counts) = (call.Argument(0), call.Argument(1), call.Argument(2), call.Argument(3));
        var bins = (int*)call.Result.Data;
        var count = call.Count;
        for (var i = 0; i < count; i++)
        {
            if (
                !numbers.IsNull(i)
                && !lows.IsNull(i)
                && !highs.IsNull(i)
                && !counts.IsNull(i)
                && Bin(
                    ((double*)numbers.Data)[i],
                    ((double*)lows.Data)[i],
                    ((double*)highs.Data)[i],
                    ((long*)counts.Data)[i]
                )
                    is { } bin
            )
                bins[i] = bin;
            else
                call.SetNull(i);
        }
    }

    /// <summary>Bins that occurred and how often, spread over an array of all bins.</summary>
    private static void Histograms(FunctionCall call)
    {
        var (bins, counts, sizes) = (call.Argument(0), call.Argument(1), call.Argument(2));
        var lists = new ListResults<int>(call);
        for (var i = 0; i < lists.Count; i++)
        {
            if (bins.IsNull(i) || counts.IsNull(i) || sizes.IsNull(i))
            {
                lists.SetNull(i);
                continue;
            }
            var histogram = lists.Add(i, checked((int)((long*)sizes.Data)[i] + 2));
            histogram.Clear();
            var keys = Elements<long>(bins, i);
            var values = Elements<long>(counts, i);
            for (var k = 0; k < keys.Length; k++)
            {
                if (values[k] > int.MaxValue)
                    throw new ArgumentException(
                        $"A bin of the histogram holds {values[k]} values, more than an INTEGER can count"
                    );
                histogram[(int)keys[k]] = (int)values[k];
            }
        }
        lists.End();
    }

    private static void Deviations(FunctionCall call)
    {
        var lists = call.Argument(0);
        var deviations = (double*)call.Result.Data;
        var count = call.Count;
        for (var i = 0; i < count; i++)
        {
            if (!lists.IsNull(i) && Deviation(lists, i) is { } deviation)
                deviations[i] = deviation;
            else
                call.SetNull(i);
        }
    }

    /// <summary>By Welford's sums, of the elements that are not NULL.</summary>
    private static double? Deviation(EngineVector lists, int row)
    {
        var (n, mean, squares, bad) = (0L, 0.0, 0.0, false);
        var valid = lists.ListChild.Validity;
        var first = (int)((DuckDBListEntry*)lists.Data)[row].Offset;
        var elements = Elements<double>(lists, row);
        for (var k = 0; k < elements.Length; k++)
        {
            if (valid is not null && !EngineVector.IsValid(valid, first + k))
                continue;
            bad |= !(Math.Abs(elements[k]) < 1e150);
            var step = elements[k] - mean;
            mean += step / ++n;
            squares += step * (elements[k] - mean);
        }
        return bad ? double.NaN
            : n < 2 ? null
            : Math.Sqrt(squares / (n - 1));
    }

    private static void Products(FunctionCall call)
    {
        var (first, second) = (call.Argument(0), call.Argument(1));
        var products = (double*)call.Result.Data;
        var count = call.Count;
        for (var i = 0; i < count; i++)
        {
            if (
                first.IsNull(i)
                || second.IsNull(i)
                || HasNull(first, i)
                || HasNull(second, i)
                || Elements<double>(first, i).Length != Elements<double>(second, i).Length
            )
            {
                call.SetNull(i);
                continue;
            }
            var a = Elements<double>(first, i);
            var b = Elements<double>(second, i);
            var sum = 0.0;
            for (var k = 0; k < a.Length; k++)
                sum += a[k] * b[k];
            products[i] = sum;
        }
    }

    /// <summary>The elements of a list; what stands for NULL among them is anything.</summary>
    internal static ReadOnlySpan<T> Elements<T>(EngineVector lists, int row)
        where T : unmanaged
    {
        var entry = ((DuckDBListEntry*)lists.Data)[row];
        return new((T*)lists.ListChild.Data + entry.Offset, (int)entry.Length);
    }

    internal static bool HasNull(EngineVector lists, int row)
    {
        var valid = lists.ListChild.Validity;
        if (valid is null)
            return false;
        var entry = ((DuckDBListEntry*)lists.Data)[row];
        for (var i = (int)entry.Offset; i < (int)(entry.Offset + entry.Length); i++)
        {
            if (!EngineVector.IsValid(valid, i))
                return true;
        }
        return false;
    }
}
