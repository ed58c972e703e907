using System.CommandLine;
using DataLab.Formats;

namespace DataLab.Host.Commands;

/// <summary><c>datalab health</c>: asks a server on this machine how it is, for containers and scripts without curl.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public static Command Create()
    {
        var port = CommandLine.Port();
        var command = new Command(
            "health",
            "Ask the server on a port of this machine how it is; exit code 0 if it is well."
        )
        {
            port,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                using var http = new HttpClient { Timeout = Patience };
                var url = new UriBuilder("http", "127.0.0.1", parsed.GetValue(port), "healthz").Uri;
                try
                {
                    using var answer = await http.GetAsync(url, ct);
                    Console.Write(await answer.Content.ReadAsStringAsync(ct));
                    return answer.IsSuccessStatusCode ? CommandLine.Ok : CommandLine.Failed;
                }
                catch (Exception e)
                    when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
                {
                    throw new ServiceException(ErrorKind.ServiceUnavailable, $"{url} does not answer: {e.Message}", e);
                }
            }
        );
        return command;
    }
}
