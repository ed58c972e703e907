using System.Net;

namespace DataLab.Host.Tests.PostgreSql;

/// <summary>What a user must see of a fault that will pass, and must not.</summary>
internal static class Unavailable
{
    /// <summary>503 with Retry-After, in words without anything of the database's own.</summary>
    /// <returns>The text.</returns>
    public static async Task<string> AssertAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable), text);
            Assert.That(response.Headers.RetryAfter?.Delta, Is.Not.Null, text);
            Assert.That(
                text,
                Does.Not.Contain("127.0.0.1")
                    .And.Not.Contain("Npgsql")
                    .And.Not.Contain("datalab_server")
                    .And.Not.Contain("COPY")
            );
            return text;
        }
    }

    /// <summary>Asks until the answer is good.</summary>
    /// <returns>How long that took.</returns>
    public static async Task<TimeSpan> UntilServedAsync(LiveServer server, string path)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            using var response = await server.Http.GetAsync(path);
            if (response.IsSuccessStatusCode)
                return clock.Elapsed;
            await AssertAsync(response);
            Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(60)));
            await Task.Delay(50);
        }
    }
}
