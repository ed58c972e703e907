using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>Shifts of bits that never fail, where the engine's own end the query.</summary>
/// <remarks>
/// <c>datalab_shift_left(number, distance)</c>, <c>datalab_shift_right</c>: BIGINT, as PostgreSQL has them: bits that leave are lost,
/// the sign comes in from the left, the distance counts modulo 64. Null in, null out.
/// </remarks>
internal static unsafe class BitFunctions
{
    public static void Register(EngineConnection connection)
    {
        using var number = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.BigInt);
        ScalarFunction.Register(connection, "datalab_shift_left", &Left, number, number, number);
        ScalarFunction.Register(connection, "datalab_shift_right", &Right, number, number, number);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Left(IntPtr info, IntPtr chunk, IntPtr result) =>
        Shift(new FunctionCall(info, chunk, result), left: true);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Right(IntPtr info, IntPtr chunk, IntPtr result) =>
        Shift(new FunctionCall(info, chunk, result), left: false);

    private static void Shift(FunctionCall call, bool left)
    {
        try
        {
            var (numbers, distances) = (call.Argument(0), call.Argument(1));
            var shifted = (long*)call.Result.Data;
            var count = call.Count;
            for (var i = 0; i < count; i++)
            {
                if (numbers.IsNull(i) || distances.IsNull(i))
                {
                    call.SetNull(i);
                    continue;
                }
                // C# takes the distance modulo 64.
                var (number, distance) = (((long*)numbers.Data)[i], (int)(((long*)distances.Data)[i] & 63));
                shifted[i] = left ? number << distance : number >> distance;
            }
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }
}
