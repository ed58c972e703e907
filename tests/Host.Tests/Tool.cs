using System.Diagnostics;
using System.Text;

namespace DataLab.Host.Tests;

/// <summary>What a child process said and how it ended.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Errors);

/// <summary>Runs programs: ours as an operator would, and the outside witnesses.</summary>
internal static class Tool
{
    /// <summary>Debian's Python, whose packages the build script installs.</summary>
    private const string Python = "/usr/bin/python3";

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "datalab.dll");

    /// <summary>Starts the program under test.</summary>
    public static Process StartDatalab(params IEnumerable<string> arguments) => StartDatalab([], arguments);

    /// <summary>Starts the program under test with more in its environment.</summary>
    public static Process StartDatalab(
        IEnumerable<(string Name, string Value)> environment,
        params IEnumerable<string> arguments
    )
    {
        string[] given = [.. arguments];
        return Start(
            "dotnet",
            [Program, .. given],
            given.Length == 0 ? environment : ArchiveDatabases.EnvironmentOf(given).Concat(environment)
        );
    }

    public static Task<ToolResult> DatalabAsync(params IEnumerable<string> arguments) =>
        EndAsync(StartDatalab(arguments), "datalab", arguments);

    public static Task<ToolResult> DatalabWithAsync(
        IEnumerable<(string Name, string Value)> environment,
        params IEnumerable<string> arguments
    ) => EndAsync(StartDatalab(environment, arguments), "datalab", arguments);

    public static Task<ToolResult> DatalabWithInputAsync(string input, params IEnumerable<string> arguments) =>
        EndAsync(StartDatalab(arguments), "datalab", arguments, input);

    /// <summary>Runs a script of tests/Host.Tests/Python.</summary>
    public static Task<ToolResult> PythonAsync(string script, params IEnumerable<string> arguments) =>
        RunAsync(Python, [Path.Combine(AppContext.BaseDirectory, "Python", script), .. arguments]);

    /// <summary>Runs a script of docs/examples.</summary>
    public static Task<ToolResult> ExampleAsync(string script, params IEnumerable<string> arguments) =>
        RunAsync(Python, [Path.Combine(AppContext.BaseDirectory, "Examples", script), .. arguments]);

    public static Task<ToolResult> StiltsAsync(params IEnumerable<string> arguments) => RunAsync("stilts", arguments);

    public static Task<ToolResult> RunAsync(string file, IEnumerable<string> arguments, string? input = null) =>
        EndAsync(Start(file, arguments, []), file, arguments, input);

    private static async Task<ToolResult> EndAsync(
        Process process,
        string file,
        IEnumerable<string> arguments,
        string? input = null
    )
    {
        using var _ = process;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (input is not null)
            await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{file} {string.Join(' ', arguments)} did not end in ten minutes");
        }
        return new ToolResult(process.ExitCode, await output, await errors);
    }

    private static Process Start(
        string file,
        IEnumerable<string> arguments,
        IEnumerable<(string Name, string Value)> environment
    )
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start");
    }
}
