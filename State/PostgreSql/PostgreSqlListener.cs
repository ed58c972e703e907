using Npgsql;

namespace DataLab.State.PostgreSql;

/// <summary>A connection that waits for NOTIFY, and comes back after it broke.</summary>
internal sealed class PostgreSqlListener : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Between two signs of life; a line that was cut says nothing by itself.</summary>
    private const int KeepAliveSeconds = 10;

    private readonly CancellationTokenSource stopping = new();
    private readonly NpgsqlDataSource source;
    private readonly string channel;
    private readonly Action<string?> heard;
    private readonly Task listening;

    public PostgreSqlListener(string connectionString, string? passwordFile, string channel, Action<string?> heard)
    {
        (this.channel, this.heard) = (channel, heard);
        var alone = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            KeepAlive = KeepAliveSeconds,
        };
        source = PostgreSqlPassword.Source(alone.ToString(), passwordFile);
        listening = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await listening;
        await source.DisposeAsync();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
            try
            {
                await ListenAsync(stopping.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (PostgreSqlProblem.IsDriver(e) || e is IOException)
            {
                // Those who read and write tell of a server that is away.
                await Task.Delay(Pause, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        connection.Notification += (_, message) => heard(message.Payload);
        await using (var command = new NpgsqlCommand($"LISTEN \"{channel}\"", connection))
            await command.ExecuteNonQueryAsync(ct);
        // From here on nothing is missed; what was before is.
        heard(null);
        while (true)
            await connection.WaitAsync(ct);
    }
}
