using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>Trigonometry in degrees, exact where the result is (PostgreSQL's sind and the like), and hyperbolic functions.</summary>
/// <remarks>Null for null, outside the domain, and where the result is infinite.</remarks>
internal static unsafe class DegreeFunctions
{
    private const double Radians = Math.PI / 180;

    public static void Register(EngineConnection connection)
    {
        using var number = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Double);
        foreach (var (name, function) in OfOne)
            ManagedFunction.Register(connection, name, call => Map(call, function), number, number);
        ManagedFunction.Register(connection, "datalab_atan2d", Directions, number, number, number);
    }

    private static readonly (string, Func<double, double>)[] OfOne =
    [
        ("datalab_sind", Sine),
        ("datalab_cosd", Cosine),
        ("datalab_tand", Tangent),
        ("datalab_cotd", x => Tangent(90 - Math.IEEERemainder(x, 360))),
        ("datalab_asind", x => Math.Abs(x) == 0.5 ? Math.CopySign(30, x) : Math.Asin(x) / Radians),
        (
            "datalab_acosd",
            x =>
                x == 0.5 ? 60
                : x == -0.5 ? 120
                : Math.Acos(x) / Radians
        ),
        ("datalab_atand", x => Math.Atan(x) / Radians),
        ("datalab_sinh", Math.Sinh),
        ("datalab_cosh", Math.Cosh),
        ("datalab_tanh", Math.Tanh),
    ];

    private static double Sine(double degrees)
    {
        var angle = Math.IEEERemainder(degrees, 360);
        var acute = Math.Min(Math.Abs(angle), 180 - Math.Abs(angle));
        return Math.CopySign(acute == 30 ? 0.5 : Math.Sin(acute * Radians), angle);
    }

    private static double Cosine(double degrees)
    {
        var angle = Math.Abs(Math.IEEERemainder(degrees, 360));
        var acute = Math.Min(angle, 180 - angle);
        var cosine =
            acute == 90 ? 0
            : acute == 60 ? 0.5
            : Math.Cos(acute * Radians);
        return angle > 90 ? -cosine : cosine;
    }

    private static double Tangent(double degrees)
    {
        var angle = Math.IEEERemainder(degrees, 180);
        return Math.Abs(angle) == 45 ? Math.Sign(angle) : Sine(angle) / Cosine(angle);
    }

    private static void Map(FunctionCall call, Func<double, double> function)
    {
        var numbers = call.Argument(0);
        var results = (double*)call.Result.Data;
        var count = call.Count;
        for (var i = 0; i < count; i++)
        {
            if (!numbers.IsNull(i))
                Set(call, results, i, function(((double*)numbers.Data)[i]), ((double*)numbers.Data)[i]);
            else
                call.SetNull(i);
        }
    }

    private static void Directions(FunctionCall call)
    {
        var (ys, xs) = (call.Argument(0), call.Argument(1));
        var results = (double*)call.Result.Data;
        var count = call.Count;
        for (var i = 0; i < count; i++)
        {
            if (ys.IsNull(i) || xs.IsNull(i))
            {
                call.SetNull(i);
                continue;
            }
            var (y, x) = (((double*)ys.Data)[i], ((double*)xs.Data)[i]);
            Set(call, results, i, Math.Atan2(y, x) / Radians, x + y);
        }
    }

    /// <summary>NaN is a result of NaN only.</summary>
    private static void Set(FunctionCall call, double* results, int row, double result, double argument)
    {
        if (double.IsFinite(result) || double.IsNaN(result) && double.IsNaN(argument))
            results[row] = result;
        else
            call.SetNull(row);
    }
}
