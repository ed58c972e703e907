using System.Runtime.InteropServices;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>One DuckDB in this process, in memory; catalogue files are attached to it.</summary>
/// <remarks>Thread-safe. Connections must be disposed before the instance.</remarks>
internal sealed class EngineInstance : IDisposable
{
    private readonly DuckDBDatabase database;

    /// <param name="settings">DuckDB options that must be there from the start (https://duckdb.org/docs/configuration).</param>
    /// <exception cref="EngineException">DuckDB refuses a setting.</exception>
    public EngineInstance(params ReadOnlySpan<(string Name, string Value)> settings)
    {
        if (NativeMethods.Configuration.DuckDBCreateConfig(out var config) != DuckDBState.Success)
            throw new EngineException(DuckDBErrorType.Internal, "The engine could not be configured.");
        using (config)
        {
            foreach (var (name, value) in settings)
            {
                if (NativeMethods.Configuration.DuckDBSetConfig(config, name, value) != DuckDBState.Success)
                    throw new EngineException(DuckDBErrorType.Settings, $"The engine does not take {name} = {value}.");
            }
            if (
                NativeMethods.Startup.DuckDBOpen(":memory:", out database, config, out var error) != DuckDBState.Success
            )
                throw new EngineException(DuckDBErrorType.Connection, error ?? "The engine did not start.");
        }
    }

    public EngineConnection Connect()
    {
        if (NativeMethods.Startup.DuckDBConnect(database, out var connection) != DuckDBState.Success)
            throw new EngineException(DuckDBErrorType.Connection, "The engine gives no further connection.");
        return new EngineConnection(connection);
    }

    public void Dispose() => database.Dispose();
}

/// <summary>A connection to the engine. Used by one thread at a time, except <see cref="Interrupt"/> and <see cref="Progress"/>.</summary>
internal sealed partial class EngineConnection(DuckDBNativeConnection native) : IDisposable
{
    internal DuckDBNativeConnection Native => native;

    /// <summary>Runs statements of ours that return nothing of interest.</summary>
    /// <exception cref="EngineException"/>
    public void Execute(string sql)
    {
        var state = NativeMethods.Query.DuckDBQuery(native, sql, out var result);
        try
        {
            if (state != DuckDBState.Success)
                throw EngineException.Of(ref result);
        }
        finally
        {
            result.Close();
        }
    }

    /// <summary>Starts one SELECT; its rows are computed as they are fetched.</summary>
    /// <exception cref="EngineException">The engine refuses or fails; also if the text is anything but one SELECT.</exception>
    public EngineResult Select(string sql)
    {
        var prepared = NativeMethods.PreparedStatements.DuckDBPrepare(native, sql, out var statement);
        using (statement)
        {
            if (prepared != DuckDBState.Success)
            {
                var message = NativeMethods.PreparedStatements.DuckDBPrepareError(statement);
                // Said as an invalid input, which it is not: texts of two statements are never the user's doing.
                var several = message.Contains("multiple statements", StringComparison.Ordinal);
                throw new EngineException(
                    several ? DuckDBErrorType.Permission : EngineException.TypeOf(message),
                    message
                );
            }
            if (PreparedStatementType(statement.DangerousGetHandle()) != (int)DuckDBStatementType.Select)
                throw new EngineException(DuckDBErrorType.Permission, "Permission Error: only SELECT is allowed.");
            var state = NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(statement, out var result);
            if (state == DuckDBState.Success)
                return new EngineResult(result);
            try
            {
                throw EngineException.Of(ref result);
            }
            finally
            {
                result.Close();
            }
        }
    }

    /// <summary>First column of the first row as text; null if there is none.</summary>
    public unsafe string? SelectText(string sql)
    {
        using var result = Select(sql);
        using var chunk = result.Fetch();
        if (chunk is null || chunk.Count == 0)
            return null;
        var vector = chunk.Vector(0);
        return vector.IsNull(0) ? null : System.Text.Encoding.UTF8.GetString(EngineText.At(vector.Data, 0));
    }

    /// <summary>First column of the first row, a BIGINT.</summary>
    public unsafe long SelectLong(string sql)
    {
        using var result = Select(sql);
        using var chunk = result.Fetch() ?? throw new InvalidOperationException("no row");
        return ((long*)chunk.Vector(0).Data)[0];
    }

    /// <summary>Has the engine keep count of how far this connection's queries are.</summary>
    public void CountProgress()
    {
        // Pragmas, unlike SET, are possible after the configuration was locked.
        Execute("PRAGMA enable_progress_bar");
        Execute("PRAGMA disable_print_progress_bar");
    }

    /// <summary>How far the running query is, in [0, 1]; null if the engine cannot tell. From any thread.</summary>
    public double? Progress()
    {
        var percentage = QueryProgress(native.DangerousGetHandle()).Percentage;
        return percentage >= 0 ? Math.Min(percentage / 100, 1) : null;
    }

    /// <summary>Makes what runs on this connection fail with Interrupt soon; nothing if nothing runs.</summary>
    public void Interrupt() => NativeMethods.Startup.DuckDBInterrupt(native);

    public void Dispose() => native.Dispose();

    // Not among the calls that DuckDB.NET wraps.
    [LibraryImport("duckdb", EntryPoint = "duckdb_prepared_statement_type")]
    [UnmanagedCallConv(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static partial int PreparedStatementType(IntPtr statement);

    [LibraryImport("duckdb", EntryPoint = "duckdb_query_progress")]
    [UnmanagedCallConv(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static partial QueryProgressType QueryProgress(IntPtr connection);

    /// <summary>duckdb_query_progress_type: percentage is -1 where the engine cannot tell.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct QueryProgressType
    {
        public readonly double Percentage;
        public readonly ulong RowsProcessed;
        public readonly ulong RowsToProcess;
    }
}
