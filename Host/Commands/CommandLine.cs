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

    public static Option<DirectoryInfo> Data(bool required) =>
        new("--data")
        {
            Description = "Folder of the archive: catalogues and state.",
            HelpName = "DIR",
            Required = required,
        };

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

    /// <summary>The folder given with <see cref="Data"/>, for verbs that only read: a mistyped name must not make an empty archive.</summary>
    /// <exception cref="ServiceException">There is no such folder.</exception>
    public static string ExistingFolder(ParseResult parsed, Option<DirectoryInfo> data)
    {
        var folder = parsed.GetRequiredValue(data);
        return folder.Exists
            ? folder.FullName
            : throw new ServiceException(
                ErrorKind.UsageError,
                $"There is no folder {folder.FullName}; \"datalab ingest\" makes one."
            );
    }

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
