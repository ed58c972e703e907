using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using DataLab.Formats;

namespace DataLab.Host.Commands;

/// <summary>What all verbs share: exit codes (0 ok, 1 failed, 2 usage), messages on stderr, Ctrl-C, common options.</summary>
internal static class CommandLine
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>Exit code of a process ended by Ctrl-C, as shells have it.</summary>
    private const int Interrupted = 130;

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync("datalab: " + error.Message);
            var verb = parsed.CommandResult.Command == root ? "" : " " + parsed.CommandResult.Command.Name;
            await Console.Error.WriteLineAsync($"Try: datalab{verb} --help");
            return Usage;
        }
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, stop.Token);
        }
        catch (Exception e)
            when (e is ServiceException or TableFormatException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync("datalab: " + e.Message);
            return Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("datalab: stopped.");
            return Interrupted;
        }
    }

    /// <summary>The folder of verbs that write or publish: has to be named.</summary>
    public static Option<DirectoryInfo> RequiredData() =>
        new("--data")
        {
            Description = "Folder of the archive: its catalogues.",
            HelpName = "DIR",
            Required = true,
        };

    /// <summary>The folder of verbs to try things with: that of the demo unless named here or in DATALAB_DATA.</summary>
    public static Option<DirectoryInfo> Data() =>
        new("--data")
        {
            Description = "Folder of the archive; DATALAB_DATA in the environment names another default.",
            HelpName = "DIR",
            DefaultValueFactory = _ => new DirectoryInfo(DefaultData),
        };

    public static Option<FileInfo?> ConfigFile() =>
        new("--config")
        {
            Description =
                "JSON file with further settings; see docs/configuration.md. Without it datalab.json in the data folder.",
            HelpName = "FILE",
        };

    /// <summary>The data folder of verbs that only want to know whose settings are meant.</summary>
    public static Option<DirectoryInfo?> FolderOfConfiguration() =>
        new("--data")
        {
            Description = "Folder of the archive, whose datalab.json is meant where no other file is named.",
            HelpName = "DIR",
        };

    /// <exception cref="ServiceException">NotFound: there is no such folder.</exception>
    public static void CheckExists(DirectoryInfo data)
    {
        if (!data.Exists)
            throw new ServiceException(
                ErrorKind.NotFound,
                $"There is no folder {data}. Make one with \"datalab demo\" or \"datalab ingest\", or name another with --data."
            );
    }

    public static Option<int> Port() =>
        new("--port")
        {
            Description = "TCP port to listen on; 0 takes a free one.",
            DefaultValueFactory = _ => 8080,
            CustomParser = result => WholeNumber(result, 0, 65_535),
            HelpName = "PORT",
        };

    /// <summary>The value of an option that takes a whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static T WholeNumber<T>(ArgumentResult result, T least, T most)
        where T : struct, IBinaryInteger<T>
    {
        var text = result.Tokens[0].Value;
        if (
            T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
            return number;
        var option = (result.Parent as OptionResult)?.Option.Name;
        result.AddError(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{option} takes a whole number from {least} to {most}, not \"{text}\"."
            )
        );
        return default;
    }

    /// <summary>That of the demo unless DATALAB_DATA in the environment names another.</summary>
    public static string DefaultData =>
        Environment.GetEnvironmentVariable("DATALAB_DATA") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".datalab", "demo");

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
