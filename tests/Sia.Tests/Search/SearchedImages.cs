using DataLab.Sia.Tests.Support;

namespace DataLab.Sia.Tests.Search;

/// <summary>The table that all tests of searches ask: made once.</summary>
[SetUpFixture]
internal sealed class SearchedImages
{
    private static RandomImages? images;

    public static RandomImages Images => images ?? throw new InvalidOperationException("there is no table yet");

    [OneTimeSetUp]
    public async Task Open() => images = await RandomImages.OpenAsync();

    [OneTimeTearDown]
    public async Task Close()
    {
        if (images is not null)
            await images.DisposeAsync();
    }
}
