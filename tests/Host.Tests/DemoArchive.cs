using DataLab.Host.Tests;

/// <summary>The demo archive that all tests of the running program share: made and served once.</summary>
[SetUpFixture]
internal sealed class DemoArchive
{
    private static LiveServer? server;
    private static TemporaryFolder? folder;

    public static LiveServer Server => server ?? throw new InvalidOperationException("the demo archive is not up");
    public static string Folder => folder!.Path;

    [OneTimeSetUp]
    public async Task Start()
    {
        folder = new TemporaryFolder();
        server = await LiveServer.DemoAsync(folder.Path, 20_000);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (server is not null)
            await server.DisposeAsync();
        folder?.Dispose();
        await ArchiveDatabases.StopAsync();
    }
}
