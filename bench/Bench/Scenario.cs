namespace DataLab.Bench;

/// <summary>What a scenario may use: servers, the engine alone, and the report.</summary>
internal sealed class Bench(string folder, Engine engine, Report report) : IAsyncDisposable
{
    /// <summary>The object table in ADQL.</summary>
    public const string Table = "smash_dr1.object";

    private ServerProcess? running;

    public Engine Engine => engine;

    public Report Report => report;

    /// <summary>The server with its usual settings that has been running since the first scenario that asked for it.</summary>
    public async Task<ServerProcess> ServerAsync() => running ??= await StartServerAsync();

    /// <summary>A server of the scenario's own.</summary>
    /// <param name="settings">Of the server's configuration: <c>Tap:AsyncConcurrency</c> = <c>16</c>.</param>
    public Task<ServerProcess> StartServerAsync(params (string Name, string Value)[] settings) =>
        ServerProcess.StartAsync(folder, settings);

    public async ValueTask DisposeAsync()
    {
        if (running is not null)
            await running.DisposeAsync();
    }
}
