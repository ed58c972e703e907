using System.Diagnostics;
using System.Globalization;

namespace DataLab.Host.Tests;

/// <summary>The program serving a data folder as a child process, stopped by its pid on dispose.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    private readonly Process process;

    private readonly Task<string> log;

    private LiveServer(Process process, string url, Task<string> log)
    {
        (this.process, this.log) = (process, log);
        Url = url;
        Http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(3) };
    }

    /// <summary>With a trailing slash.</summary>
    public string Url { get; }
    public string Tap => Url + "tap";
    public HttpClient Http { get; }
    public int Pid => process.Id;

    public static Task<LiveServer> DemoAsync(string folder, int rows) =>
        StartAsync("demo", "--port", "0", "--data", folder, "--rows", rows.ToString(CultureInfo.InvariantCulture));

    public static Task<LiveServer> ServeAsync(string folder, params string[] more) =>
        StartAsync(["serve", "--port", "0", "--data", folder, .. more]);

    /// <summary>Any verb that serves.</summary>
    public static Task<LiveServer> RunAsync(params IEnumerable<string> arguments) => StartAsync(arguments);

    /// <summary>Any verb that serves, with more in its environment.</summary>
    public static Task<LiveServer> RunWithAsync(
        IEnumerable<(string Name, string Value)> environment,
        params IEnumerable<string> arguments
    ) => StartAsync(environment, arguments);

    /// <summary>With more in its environment.</summary>
    public static Task<LiveServer> ServeWithAsync(
        IEnumerable<(string Name, string Value)> environment,
        string folder,
        params string[] more
    ) => StartAsync(environment, ["serve", "--port", "0", "--data", folder, .. more]);

    /// <summary>All that it said to its operators, after its end.</summary>
    public Task<string> LogAsync() => log;

    /// <summary>POSTs a query to /tap/sync.</summary>
    public Task<HttpResponseMessage> SyncAsync(
        string adql,
        string format = "csv",
        params (string Name, string Value)[] more
    ) =>
        Http.PostAsync(
            "tap/sync",
            new FormUrlEncodedContent([
                new("LANG", "ADQL"),
                new("QUERY", adql),
                new("RESPONSEFORMAT", format),
                .. more.Select(p => new KeyValuePair<string, string>(p.Name, p.Value)),
            ])
        );

    /// <summary>The lines of a CSV answer without the header.</summary>
    public async Task<string[]> RowsAsync(string adql)
    {
        using var response = await SyncAsync(adql);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.IsSuccessStatusCode, Is.True, text);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Skip(1)
            .ToArray();
    }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public bool HasExited => process.HasExited;

    /// <summary>Asks the server to stop, as an operator does, and waits until it has.</summary>
    public async Task<int> TerminateAsync()
    {
        await Tool.RunAsync("kill", ["-TERM", Pid.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>Ends the server as no operator does (SIGKILL).</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static Task<LiveServer> StartAsync(params IEnumerable<string> arguments) => StartAsync([], arguments);

    private static async Task<LiveServer> StartAsync(
        IEnumerable<(string Name, string Value)> environment,
        IEnumerable<string> arguments
    )
    {
        var process = Tool.StartDatalab(environment, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith("Serving http", StringComparison.Ordinal))
            {
                // What is still said on stdout is for people; keep the pipe empty.
                _ = process.StandardOutput.ReadToEndAsync();
                return new LiveServer(process, line["Serving ".Length..], errors);
            }
        throw new InvalidOperationException("The server ended before it served: " + await errors);
    }
}
