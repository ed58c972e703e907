using DataLab.Catalog.Ingest;
using Spectre.Console;

namespace DataLab.Host.Commands;

/// <summary>Shows how a load is going: a live line on a terminal, nothing elsewhere; and what became of it, on stderr.</summary>
internal static class IngestDisplay
{
    public static async Task<IngestReport> RunAsync(
        string table,
        Func<IProgress<IngestProgress>, Task<IngestReport>> load
    )
    {
        if (Console.IsErrorRedirected)
            return await load(new Progress(_ => { }));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console
            .Status()
            .StartAsync(
                $"Loading {Markup.Escape(table)} ...",
                status => load(new Progress(step => status.Status = Markup.Escape($"{table}: {Describe(step)}")))
            );
    }

    public static void Print(IngestReport report)
    {
        foreach (var note in report.Notes)
            Console.Error.WriteLine("Note: " + note);
        var position =
            report.Position is not { } p ? ", no position"
            : p.Ra == p.Dec ? $", positions in {p.Ra}"
            : $", positions in {p.Ra} and {p.Dec}";
        Console.Error.WriteLine(
            $"{report.Table.QualifiedName}: {report.Rows} rows, {report.Columns} columns{position}, "
                + $"{report.FileBytes / 1e6:0.0} MB, {report.Duration.TotalSeconds:0.0} s"
        );
    }

    private static string Describe(IngestProgress step) =>
        step.Stage switch
        {
            IngestStage.Reading => $"{step.Rows:N0} rows read" + (step.Source is null ? "" : $" from {step.Source}"),
            IngestStage.Sorting => $"sorting {step.Rows:N0} rows on the sky",
            IngestStage.Copying => $"copying {step.Rows:N0} rows into the database",
            IngestStage.Indexing => "indexing",
            IngestStage.Retiring => "published; the replaced table waits for its last readers",
            _ => "publishing",
        };

    /// <summary>Reports on the caller's thread, in order, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Progress(Action<IngestProgress> show) : IProgress<IngestProgress>
    {
        public void Report(IngestProgress value) => show(value);
    }
}
