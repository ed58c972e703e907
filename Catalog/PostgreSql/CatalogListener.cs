using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Notices publications by other processes: the database tells of them, and now and then it is asked.</summary>
internal static class CatalogListener
{
    /// <summary>How often a database that tells is asked all the same.</summary>
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(30);

    /// <summary>Runs until cancelled; never throws. A broken connection is made again.</summary>
    /// <param name="isFailing">The operators have been told already that the database is away.</param>
    public static async Task RunAsync(
        ServerPool pool,
        TimeSpan pollInterval,
        Func<CancellationToken, Task<CatalogSnapshot>> refresh,
        Action<string, Exception?>? onProblem,
        bool isFailing,
        CancellationToken ct
    )
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(pool, pollInterval, refresh, OnSuccess, ct).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (!isFailing)
                    onProblem?.Invoke($"The list of published tables could not be read: {e.Message}", e);
                isFailing = true;
                pool.Clear();
                await Task.Delay(pollInterval, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        void OnSuccess()
        {
            if (isFailing)
                onProblem?.Invoke("The list of published tables can be read again.", null);
            isFailing = false;
        }
    }

    private static async Task ListenAsync(
        ServerPool pool,
        TimeSpan pollInterval,
        Func<CancellationToken, Task<CatalogSnapshot>> refresh,
        Action onSuccess,
        CancellationToken ct
    )
    {
        await using var connection = await pool.OpenPlainAsync(ct).ConfigureAwait(false);
        var tells = await TryListenAsync(connection, ct).ConfigureAwait(false);
        while (true)
        {
            // After LISTEN, or what is published in between would be told to nobody.
            await refresh(ct).ConfigureAwait(false);
            onSuccess();
            if (tells)
                await connection.WaitAsync(AskEvery, ct).ConfigureAwait(false);
            else
                await Task.Delay(pollInterval, ct).ConfigureAwait(false);
        }
    }

    /// <returns>False on a replica, which has no notifications.</returns>
    private static async Task<bool> TryListenAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await CatalogStore.ExecuteAsync(connection, "LISTEN " + CatalogStore.Channel, ct).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is "25006" or "0A000" or "25001")
        {
            return false;
        }
    }
}
