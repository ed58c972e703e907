using DataLab.Uws.Tests.Support;

namespace DataLab.Uws.Tests;

/// <summary>Stops the PostgreSQL of the tests.</summary>
[SetUpFixture]
internal sealed class StoreServer
{
    [OneTimeTearDown]
    public Task Stop() => TestStore.StopAsync();
}
