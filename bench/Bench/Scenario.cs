namespace DataLab.Bench;

/// <summary>What a scenario may use: a server of its own, the engine alone, and the report.</summary>
internal sealed record Bench(string Folder, Engine Engine, Report Report)
{
    /// <summary>The object table in ADQL.</summary>
    public const string Table = "smash_dr1.object";

    /// <param name="settings">Of the server's configuration: <c>Tap:AsyncConcurrency</c> = <c>16</c>.</param>
    public Task<ServerProcess> StartServerAsync(params (string Name, string Value)[] settings) =>
        ServerProcess.StartAsync(Folder, settings);
}
