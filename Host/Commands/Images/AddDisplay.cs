using DataLab.Sia.Ingest;
using Spectre.Console;

namespace DataLab.Host.Commands.Images;

/// <summary>Shows how an ingest of images is going: a bar on a terminal, nothing elsewhere; and what became of it, on stderr.</summary>
/// <param name="list">Takes every remark, a line each.</param>
internal sealed class AddDisplay(TextWriter? list)
{
    /// <summary>Remarks of a kind told one by one before only their number is told.</summary>
    private const int MostShown = 20;

    private readonly Dictionary<FileRemarkKind, long> counts = [];
    private readonly List<FileRemark> shown = [];

    public void Remark(FileRemark remark)
    {
        list?.WriteLine($"{Word(remark.Kind)}\t{OneLine(remark.Path)}\t{OneLine(remark.Text)}");
        var count = counts[remark.Kind] = counts.GetValueOrDefault(remark.Kind) + 1;
        if (count <= MostShown)
            shown.Add(remark);
    }

    public static async Task<ImageIngestReport> RunAsync(
        Func<IProgress<ImageIngestProgress>?, Task<ImageIngestReport>> add
    )
    {
        if (Console.IsErrorRedirected)
            return await add(null);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console
            .Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(context =>
            {
                var bar = context.AddTask("looking for files").IsIndeterminate();
                return add(new Progress(bar));
            });
    }

    public void Print(string collection, ImageIngestReport report)
    {
        foreach (var kind in shown.GroupBy(remark => remark.Kind).OrderBy(kind => kind.Key))
        {
            foreach (var remark in kind)
                Console.Error.WriteLine($"{Word(kind.Key)}: {OneLine(remark.Path)}: {OneLine(remark.Text)}");
            if (counts[kind.Key] > MostShown)
                Console.Error.WriteLine(
                    $"{Word(kind.Key)}: {counts[kind.Key] - MostShown} more"
                        + (list is null ? "; --report FILE lists them." : ".")
                );
        }
        var rate = report.Duration.TotalSeconds > 0 ? report.Read / report.Duration.TotalSeconds : 0;
        Console.Error.WriteLine(
            $"{collection}: {report.Read} files read with {report.Images} images, {report.Unchanged} unchanged, {report.Refused} refused, "
                + $"{report.Vanished} gone{(report.Pruned > 0 ? $" ({report.Pruned} taken off the list)" : "")}; "
                + $"{report.Duration.TotalSeconds:0.0} s, {rate:0} files/s"
        );
    }

    private static string Word(FileRemarkKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Names of files may hold anything.</summary>
    private static string OneLine(string text) =>
        string.Create(
            text.Length,
            text,
            (line, from) =>
            {
                for (var i = 0; i < line.Length; i++)
                    line[i] = char.IsControl(from[i]) ? '?' : from[i];
            }
        );

    private sealed class Progress(ProgressTask bar) : IProgress<ImageIngestProgress>
    {
        public void Report(ImageIngestProgress value)
        {
            bar.IsIndeterminate = !value.IsFoundAll;
            bar.MaxValue = Math.Max(1, value.Found);
            bar.Value = value.Done;
            bar.Description =
                $"{value.Done:N0} of {value.Found:N0} files"
                + (value.Refused > 0 ? $", {value.Refused:N0} refused" : "");
        }
    }
}
