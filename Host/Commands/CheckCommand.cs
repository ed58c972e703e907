using System.CommandLine;
using DataLab.Conformance;
using DataLab.Conformance.Reports;

namespace DataLab.Host.Commands;

/// <summary><c>datalab check</c>: judges a service of any archive; exit code 0 when no MUST is broken, 1 when one is, 2 when nothing can be judged.</summary>
internal static class CheckCommand
{
    private const string Everything = "all";

    public static Command Create()
    {
        var url = new Argument<string>("URL")
        {
            Description = "Base of an archive or of a service, such as https://archive.example.org/tap.",
        };
        var standards = new Option<string[]>("--standard")
        {
            Description = $"What to judge, may be repeated: {string.Join(", ", Judge.FamilyNames)}, all.",
            DefaultValueFactory = _ => [Everything],
            HelpName = "NAME",
        };
        standards.AcceptOnlyFromAmong([.. Judge.FamilyNames, Everything]);
        var format = new Option<string>("--format")
        {
            Description = "text, json or junit.",
            DefaultValueFactory = _ => "text",
            HelpName = "FORMAT",
        };
        format.AcceptOnlyFromAmong("text", "json", "junit");
        var timeout = new Option<int>("--timeout")
        {
            Description = "Seconds that one request may take.",
            DefaultValueFactory = _ => 60,
            CustomParser = result => CommandLine.WholeNumber(result, 1, 3600),
            HelpName = "SECONDS",
        };
        var strict = new Option<bool>("--strict") { Description = "A broken SHOULD fails too." };
        var all = new Option<bool>("--all") { Description = "Text lists also what is kept and what does not apply." };
        var command = new Command("check", "Judge a service of any archive against the IVOA standards.")
        {
            url,
            standards,
            format,
            timeout,
            strict,
            all,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var chosen = parsed.GetRequiredValue(standards);
                var options = new JudgeOptions
                {
                    Standards = chosen.Contains(Everything) ? [] : chosen,
                    Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                };
                if (Judgeable(parsed.GetRequiredValue(url)) is not { } service)
                    return await ComplainAsync("check takes the http or https URL of a service.");
                try
                {
                    var judgement = await Judge.JudgeAsync(service, options, Progress(), ct);
                    Clear();
                    Print(judgement, parsed.GetRequiredValue(format), parsed.GetValue(strict), parsed.GetValue(all));
                    return judgement.IsClean(parsed.GetValue(strict)) ? CommandLine.Ok : CommandLine.Failed;
                }
                catch (UnjudgeableException e)
                {
                    return await ComplainAsync(e.Message);
                }
            }
        );
        return command;
    }

    private static void Print(Judgement judgement, string format, bool strict, bool all)
    {
        if (format == "json")
            Console.WriteLine(JsonReport.Of(judgement));
        else if (format == "junit")
            Console.WriteLine(JunitReport.Of(judgement, strict));
        else
            TextReport.Write(Console.Out, judgement, all);
    }

    private static Uri? Judgeable(string text)
    {
        var given = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        return Uri.TryCreate(given, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
    }

    private static async Task<int> ComplainAsync(string message)
    {
        Clear();
        await Console.Error.WriteLineAsync("datalab: " + message);
        return CommandLine.Usage;
    }

    /// <summary>On a terminal, which clause is being tried: one line that is overwritten.</summary>
    private static Action<Verdict>? Progress() =>
        Console.IsErrorRedirected ? null : verdict => Console.Error.Write($"\r\u001b[K{verdict.Clause.Id}");

    private static void Clear()
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write("\r\u001b[K");
    }
}
