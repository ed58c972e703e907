using System.Globalization;
using System.Text;
using DataLab.Formats;

namespace DataLab.Uws.Tests.Rest;

/// <summary>Jobs that do what their parameters say: WORK seconds, then FAIL with a text, or a result of SIZE bytes and a side result.</summary>
internal sealed class StepKind : JobKind
{
    public override string Name => "step";

    public override JobOptions Options { get; } =
        new()
        {
            Concurrency = 8,
            ConcurrencyPerUser = 8,
            DefaultExecutionDuration = TimeSpan.FromSeconds(600),
            HardExecutionDuration = TimeSpan.FromSeconds(1200),
        };

    public override bool IsMultiple(string parameter) => parameter.Equals("UPLOAD", StringComparison.OrdinalIgnoreCase);

    public override string? Describe(Job job) => Value(job, "TEXT");

    public override async Task RunAsync(JobExecution execution, CancellationToken ct)
    {
        var job = execution.Job;
        execution.Report(7, 0.25);
        if (Value(job, "WORK") is { } seconds)
            await Task.Delay(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)), ct);
        if (Value(job, "FAIL") is { } failure)
            throw new ServiceException(ErrorKind.UsageError, failure);
        if (Value(job, "LOG") is { } log)
            await WriteAsync(execution, "log", "text/plain", "log.txt", log, ct);
        var text = Value(job, "SIZE") is { } size
            ? new string('x', int.Parse(size, CultureInfo.InvariantCulture))
            : Value(job, "TEXT") ?? "done";
        await WriteAsync(execution, "result", Value(job, "TYPE") ?? "text/plain", "result.txt", text, ct);
        execution.Note("rows", "12");
        execution.Note("overflow", "cut <here> & there");
    }

    private static async Task WriteAsync(
        JobExecution execution,
        string id,
        string mediaType,
        string fileName,
        string text,
        CancellationToken ct
    )
    {
        await using var file = execution.CreateResult(id, mediaType, fileName);
        await file.Output.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
        await file.CommitAsync(ct);
    }

    private static string? Value(Job job, string name) =>
        job.Parameters.LastOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;
}
