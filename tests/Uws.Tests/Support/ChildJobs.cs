using System.Diagnostics;
using System.Text;

namespace DataLab.Uws.Tests.Support;

/// <summary>What the child process executes, and how it is started.</summary>
internal static class ChildJobs
{
    /// <summary>The result of a job: long enough to be cut in the middle.</summary>
    public static string Content(string jobId) => string.Concat(Enumerable.Repeat(jobId + "\n", 10_000));

    public static readonly TimeSpan ShortLease = TimeSpan.FromSeconds(6);

    /// <summary>Small jobs of random length that write their result in pieces.</summary>
    /// <param name="slowest">Milliseconds.</param>
    public static TestKind Kind(int slowest = 20, int perUser = 4) =>
        new()
        {
            Limits = new JobOptions { Concurrency = 4, ConcurrencyPerUser = perUser },
            Work = async (execution, ct) =>
            {
                await Task.Delay(Random.Shared.Next(slowest), ct);
                await using var result = execution.CreateResult("result", "text/plain", "result.txt");
                var content = Encoding.UTF8.GetBytes(Content(execution.Job.JobId));
                for (var i = 0; i < content.Length; i += 50_000)
                    await result.Output.WriteAsync(content.AsMemory(i, Math.Min(50_000, content.Length - i)), ct);
                await result.CommitAsync(ct);
            },
        };

    /// <summary>DO=large writes so many bytes; DO=hog fills the disk and keeps it full for a while, in which DO=late ends.</summary>
    public static TestKind Writing(long bytes) =>
        new()
        {
            Work = async (execution, ct) =>
            {
                if (TestKind.Parameter(execution.Job, "DO") == "late")
                {
                    await Full.WaitAsync(ct);
                    return;
                }
                await using var result = execution.CreateResult("result", "text/plain", "result.txt");
                if (TestKind.Parameter(execution.Job, "DO") == "hog")
                {
                    await FillAsync(result, ct);
                    return;
                }
                var block = new byte[1 << 16];
                var large = TestKind.Parameter(execution.Job, "DO") == "large";
                for (var written = 0L; written < (large ? bytes : 1); written += block.Length)
                    await result.Output.WriteAsync(block, ct);
                await result.CommitAsync(ct);
            },
        };

    private static readonly SemaphoreSlim Full = new(0);

    private static async Task FillAsync(ResultFile result, CancellationToken ct)
    {
        try
        {
            while (true)
                await result.Output.WriteAsync(new byte[4096], ct);
        }
        catch (IOException)
        {
            Full.Release();
            await Task.Delay(2500, ct);
            throw;
        }
    }

    public static Process Start(params string[] arguments) => Start("dotnet", [Assembly, .. arguments]);

    public static Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (TestStore.Connection is { } connection)
            start.Environment[TestStore.Variable] = connection;
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    public static string Assembly => typeof(ChildJobs).Assembly.Location;
}
