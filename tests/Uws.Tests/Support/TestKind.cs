using System.Text;
using DataLab.Formats;

namespace DataLab.Uws.Tests.Support;

/// <summary>Jobs that do what their parameter DO says, or what the test gives.</summary>
internal sealed class TestKind : JobKind
{
    private readonly SemaphoreSlim gate = new(0);
    private int executing;
    private int mostExecuting;

    public override string Name => "test";

    public override JobOptions Options => Limits;

    public JobOptions Limits { get; set; } = new();

    /// <summary>Instead of what DO says.</summary>
    public Func<JobExecution, CancellationToken, Task>? Work { get; init; }

    /// <summary>The most that executed at once.</summary>
    public int MostExecuting => mostExecuting;

    /// <summary>Lets so many jobs with DO=wait end.</summary>
    public void Open(int jobs = 1) => gate.Release(jobs);

    public override bool IsMultiple(string parameter) => parameter.Equals("UPLOAD", StringComparison.OrdinalIgnoreCase);

    public override string? Describe(Job job) => Parameter(job, "QUERY");

    public override async Task RunAsync(JobExecution execution, CancellationToken ct)
    {
        var now = Interlocked.Increment(ref executing);
        InterlockedMax(now);
        try
        {
            await (Work ?? DoAsync)(execution, ct);
        }
        finally
        {
            Interlocked.Decrement(ref executing);
        }
    }

    /// <summary>Writes a result the way services do.</summary>
    public static async Task WriteAsync(JobExecution execution, string text, CancellationToken ct)
    {
        await using var result = execution.CreateResult("result", "text/plain", "result.txt");
        await result.Output.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
        await result.CommitAsync(ct);
    }

    public static string? Parameter(Job job, string name) =>
        job.Parameters.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;

    private async Task DoAsync(JobExecution execution, CancellationToken ct)
    {
        switch (Parameter(execution.Job, "DO"))
        {
            case "wait":
                await gate.WaitAsync(ct);
                break;
            case "never":
                await Task.Delay(Timeout.Infinite, ct);
                break;
            case "fail":
                throw new ServiceException(ErrorKind.UsageError, "There is no table of that name.");
        }
        await WriteAsync(execution, Parameter(execution.Job, "QUERY") ?? "done", ct);
    }

    private void InterlockedMax(int value)
    {
        int seen;
        while ((seen = mostExecuting) < value)
            Interlocked.CompareExchange(ref mostExecuting, value, seen);
    }
}
