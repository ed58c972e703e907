using System.Globalization;
using System.Numerics;
using DataLab.Formats;

namespace DataLab.Catalog;

/// <summary>Numbers of one width as numbers of another, refusing what does not fit.</summary>
internal static class NumberConversion
{
    public static Func<TFrom, TTo> To<TFrom, TTo>(string column)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged =>
        default(TTo) switch
        {
            bool => (Func<TFrom, TTo>)(object)(Func<TFrom, bool>)(x => x != TFrom.Zero),
            byte => Checked<TFrom, byte, TTo>(column),
            short => Checked<TFrom, short, TTo>(column),
            int => Checked<TFrom, int, TTo>(column),
            long => Checked<TFrom, long, TTo>(column),
            float => (Func<TFrom, TTo>)(object)(Func<TFrom, float>)float.CreateTruncating,
            _ => (Func<TFrom, TTo>)(object)(Func<TFrom, double>)double.CreateTruncating,
        };

    /// <summary>DECIMAL is an integer and a number of decimal places.</summary>
    public static Func<TFrom, TTo> Decimal<TFrom, TTo>(string column, int scale)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged
    {
        if (scale == 0)
            return To<TFrom, TTo>(column);
        var convert = To<double, TTo>(column);
        return x => convert(ToDouble(x, scale));
    }

    /// <summary>The double nearest to x / 10^scale: exact where both are exact doubles, else by way of the decimal text.</summary>
    private static double ToDouble<T>(T x, int scale)
        where T : unmanaged, INumber<T>
    {
        if (scale <= 22 && T.Abs(x) <= T.CreateSaturating(1L << 53))
            return double.CreateTruncating(x) / Math.Pow(10, scale);
        return double.Parse(
            x.ToString(null, CultureInfo.InvariantCulture) + "e-" + scale.ToString(CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture
        );
    }

    private static Func<TFrom, TTo> Checked<TFrom, TInteger, TTo>(string column)
        where TFrom : unmanaged, INumber<TFrom>
        where TInteger : unmanaged, IBinaryInteger<TInteger> =>
        (Func<TFrom, TTo>)
            (object)
                (Func<TFrom, TInteger>)(
                    x =>
                    {
                        try
                        {
                            return TInteger.CreateChecked(x);
                        }
                        catch (OverflowException e)
                        {
                            throw new ServiceException(
                                ErrorKind.UsageError,
                                $"The value {x.ToString(null, CultureInfo.InvariantCulture)} in result column \"{column}\" does not fit "
                                    + $"a {typeof(TInteger).Name switch { "Byte" => "byte", "Int16" => "SMALLINT", "Int32" => "INTEGER", _ => "BIGINT" }}; "
                                    + "cast it to DOUBLE PRECISION.",
                                e
                            );
                        }
                    }
                );
}
