using System.Runtime.CompilerServices;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>The rows of a running query, chunk by chunk.</summary>
internal sealed class EngineResult : IDisposable
{
    private DuckDBResult result;
    private bool closed;

    public EngineResult(DuckDBResult result)
    {
        this.result = result;
        ColumnCount = (int)NativeMethods.Query.DuckDBColumnCount(ref this.result);
    }

    public int ColumnCount { get; }

    /// <summary>Type of a column; the caller disposes it.</summary>
    public DuckDBLogicalType ColumnType(int column) => NativeMethods.Query.DuckDBColumnLogicalType(ref result, column);

    public string ColumnName(int column) => NativeMethods.Query.DuckDBColumnName(ref result, column);

    /// <summary>The next rows, at most 2048; null at the end. The caller disposes the chunk before the next call.</summary>
    /// <exception cref="EngineException">The query failed on its way.</exception>
    public EngineChunk? Fetch()
    {
        // Not DuckDBStreamFetchChunk: this one also serves results that DuckDB chose to materialise.
        var chunk = NativeMethods.Query.DuckDBFetchChunk(result);
        if (!chunk.IsInvalid)
            return new EngineChunk(chunk);
        chunk.Dispose();
        var error = NativeMethods.Query.DuckDBResultError(ref result);
        if (!string.IsNullOrEmpty(error))
            throw EngineException.Of(ref result);
        return null;
    }

    public void Dispose()
    {
        if (closed)
            return;
        closed = true;
        result.Close();
    }
}

/// <summary>Some rows in the engine's own memory.</summary>
internal sealed class EngineChunk(DuckDBDataChunk native) : IDisposable
{
    public int Count { get; } = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(native);

    public DuckDBDataChunk Native => native;

    public EngineVector Vector(int column) => new(NativeMethods.DataChunks.DuckDBDataChunkGetVector(native, column));

    public void Dispose() => native.Dispose();
}

/// <summary>A column of a chunk: a pointer, good until the chunk is disposed or reset.</summary>
internal readonly unsafe struct EngineVector(IntPtr handle)
{
    /// <summary>DuckDB's vector size: no chunk is longer.</summary>
    public const int MaxRows = 2048;

    public IntPtr Handle => handle;

    public byte* Data => (byte*)NativeMethods.Vectors.DuckDBVectorGetData(handle);

    /// <summary>One bit a row, 1 where there is a value; null if every row has one.</summary>
    public ulong* Validity => NativeMethods.Vectors.DuckDBVectorGetValidity(handle);

    public EngineVector ListChild => new(NativeMethods.Vectors.DuckDBListVectorGetChild(handle));

    public EngineVector ArrayChild => new(NativeMethods.Vectors.DuckDBArrayVectorGetChild(handle));

    public bool IsNull(int row) => !IsValid(Validity, row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsValid(ulong* validity, int row) =>
        validity is null || (validity[row >> 6] >> (row & 63) & 1) != 0;
}

/// <summary>DuckDB's string layout: 4 bytes of length, then up to 12 bytes in place or a prefix and a pointer.</summary>
internal static unsafe class EngineText
{
    public const int Size = 16;
    private const int InlineLength = 12;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> At(byte* data, int row)
    {
        var text = data + (long)row * Size;
        var length = *(int*)text;
        return length <= InlineLength ? new(text + 4, length) : new(*(byte**)(text + 8), length);
    }
}
