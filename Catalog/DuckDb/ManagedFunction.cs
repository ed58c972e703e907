using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>Functions for the engine whose bodies are delegates; what they throw ends the query with its message.</summary>
internal static unsafe partial class ManagedFunction
{
    /// <param name="body">Computes the rows of one chunk. Called from several threads at once.</param>
    /// <exception cref="EngineException">The engine refuses.</exception>
    public static void Register(
        EngineConnection connection,
        string name,
        Action<FunctionCall> body,
        DuckDBLogicalType result,
        params ReadOnlySpan<DuckDBLogicalType> arguments
    )
    {
        var function = NativeMethods.ScalarFunction.DuckDBCreateScalarFunction();
        try
        {
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetName(function, name);
            foreach (var argument in arguments)
                NativeMethods.ScalarFunction.DuckDBScalarFunctionAddParameter(function, argument);
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetReturnType(function, result);
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetSpecialHandling(function);
            // The engine frees the handle when it forgets the function.
            SetExtraInfo(function, GCHandle.ToIntPtr(GCHandle.Alloc(body)), &Free);
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetFunction(function, &Run);
            if (
                NativeMethods.ScalarFunction.DuckDBRegisterScalarFunction(connection.Native, function)
                != DuckDBState.Success
            )
                throw new EngineException(DuckDBErrorType.Internal, $"The function {name} could not be registered.");
        }
        finally
        {
            NativeMethods.ScalarFunction.DuckDBDestroyScalarFunction(ref function);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Run(IntPtr info, IntPtr chunk, IntPtr result)
    {
        var call = new FunctionCall(info, chunk, result);
        try
        {
            ((Action<FunctionCall>)GCHandle.FromIntPtr(GetExtraInfo(info)).Target!)(call);
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(IntPtr handle) => GCHandle.FromIntPtr(handle).Free();

    [LibraryImport("duckdb", EntryPoint = "duckdb_scalar_function_set_extra_info")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial void SetExtraInfo(
        IntPtr function,
        IntPtr data,
        delegate* unmanaged[Cdecl]<IntPtr, void> free
    );

    [LibraryImport("duckdb", EntryPoint = "duckdb_scalar_function_get_extra_info")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial IntPtr GetExtraInfo(IntPtr info);
}
