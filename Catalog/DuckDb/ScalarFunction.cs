using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>Makes functions of ours known to the engine.</summary>
internal static unsafe class ScalarFunction
{
    /// <exception cref="EngineException">The engine refuses.</exception>
    public static void Register(
        EngineConnection connection,
        string name,
        delegate* unmanaged[Cdecl]<IntPtr, IntPtr, IntPtr, void> body,
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
            // Nulls are ours to handle: a position that is none makes a null out of values, too.
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetSpecialHandling(function);
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetFunction(function, body);
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
}

/// <summary>The rows a function is called for: its arguments' vectors, and its result's, all owned by the engine.</summary>
internal readonly unsafe struct FunctionCall(IntPtr info, IntPtr chunk, IntPtr result)
{
    public int Count
    {
        get
        {
            using var rows = new DuckDBDataChunk(chunk);
            return (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(rows);
        }
    }

    public EngineVector Result => new(result);

    public IntPtr ResultHandle => result;

    public EngineVector Argument(int i)
    {
        using var rows = new DuckDBDataChunk(chunk);
        return new(NativeMethods.DataChunks.DuckDBDataChunkGetVector(rows, i));
    }

    public void SetNull(int row)
    {
        NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(result);
        Result.Validity[row >> 6] &= ~(1UL << (row & 63));
    }

    /// <summary>Gives a copy of a text, UTF-8, to the engine.</summary>
    public void SetText(int row, ReadOnlySpan<byte> text)
    {
        fixed (byte* bytes = text)
        {
            var empty = (byte)0;
            NativeMethods.Vectors.DuckDBVectorAssignStringElementLength(
                result,
                (ulong)row,
                text.IsEmpty ? &empty : bytes,
                text.Length
            );
        }
    }

    /// <summary>Ends the query with a message for the user.</summary>
    public void Fail(Exception e) =>
        NativeMethods.ScalarFunction.DuckDBScalarFunctionSetError(info, e.Message.Split(" (Parameter")[0]);
}
