using DataLab.Formats;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>
/// The reason of a failure that the engine gave as an interrupt of its own: the thread that fails stops the others before it notes
/// its error, and what is heard first is then "Interrupted!". The query is run again, without its rows, to hear the error itself.
/// </summary>
internal static class LostError
{
    private const int Attempts = 5;

    /// <param name="stopping">Ends the search; the caller then gives its own reason.</param>
    public static Exception Find(EngineConnection connection, string sql, CancellationToken stopping)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                using var result = connection.Select(sql);
                while (result.Fetch() is { } chunk)
                {
                    chunk.Dispose();
                    stopping.ThrowIfCancellationRequested();
                }
            }
            catch (EngineException e) when (e.Type is DuckDBErrorType.Interrupt)
            {
                stopping.ThrowIfCancellationRequested();
            }
            catch (EngineException e)
            {
                return e;
            }
        }
        return new ServiceException(
            ErrorKind.Fault,
            "The catalogue engine stopped this query without telling why. Send it again."
        );
    }
}
