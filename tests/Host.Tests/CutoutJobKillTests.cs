using System.Xml.Linq;
using DataLab.Sia.Tests.Support;

namespace DataLab.Host.Tests;

/// <summary>A server that is killed with SIGKILL in the middle of a job of cut-outs: the next one does the job anew and whole.</summary>
[Category("DuckDb")]
public sealed class CutoutJobKillTests
{
    private const int Pieces = 150;
    private const string Id = "ivo://datalab.local/survey?image.fits";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Test]
    public async Task A_killed_job_starts_again_and_has_each_result_once()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("images"));
        await File.WriteAllBytesAsync(folder.File("images/image.fits"), FitsFiles.Exposure(52, -28, 3));
        var (data, jobs) = (folder.File("archive"), folder.File("archive/jobs"));
        Directory.CreateDirectory(data);
        var added = await Tool.DatalabAsync([
            "images",
            "add",
            folder.File("images"),
            "--collection",
            "survey",
            "--data",
            data,
        ]);
        Assert.That(added.ExitCode, Is.Zero, added.Output + added.Errors);

        string job;
        await using (var first = await LiveServer.ServeAsync(data))
        {
            using var form = new FormUrlEncodedContent(
                Wish(Enumerable.Range(0, Pieces).Select(Sub)).Append(new("PHASE", "RUN"))
            );
            using var made = await first.Http.PostAsync("soda/async", form);
            Assert.That(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
            job = made.RequestMessage!.RequestUri!.AbsolutePath.TrimStart('/');
            Assert.That(() => Files(jobs), Is.GreaterThan(5).After((int)Patience.TotalMilliseconds, 2));
            await first.KillAsync();
        }
        var left = Files(jobs);
        Assert.That(left, Is.InRange(5, Pieces - 1), "it was killed in the middle");

        await using var second = await LiveServer.ServeAsync(data);
        XElement ended;
        do ended = XElement.Parse(await second.Http.GetStringAsync(job + "?WAIT=60"));
        while ((string?)ended.Element(AsyncJob.Uws + "phase") is "QUEUED" or "EXECUTING");
        Assert.That((string?)ended.Element(AsyncJob.Uws + "phase"), Is.EqualTo("COMPLETED"), ended.ToString());
        var results = ended.Descendants(AsyncJob.Uws + "result").Select(result => (string?)result.Attribute("id"));
        Assert.That(results, Is.EqualTo(Enumerable.Range(1, Pieces).Select(n => $"cutout-{n}")));
        foreach (var n in new[] { 0, left - 1, left, left + 1, Pieces - 1 }.Where(n => n is >= 0 and < Pieces))
        {
            using var form = new FormUrlEncodedContent(Wish([Sub(n)]));
            using var alone = await second.Http.PostAsync("soda/sync", form);
            var ours = await second.Http.GetByteArrayAsync($"{job}/results/cutout-{n + 1}");
            Assert.That(ours, Is.EqualTo(await alone.Content.ReadAsByteArrayAsync()), $"piece {n}");
        }
        Assert.That(() => Files(jobs), Is.EqualTo(Pieces).After(10_000, 20), "nothing of the killed one is left");
        TestContext.Out.WriteLine($"killed after {left} of {Pieces} pieces");
    }

    private static IEnumerable<KeyValuePair<string, string>> Wish(IEnumerable<string> sections) =>
        sections.Select(section => KeyValuePair.Create("SUB", section)).Prepend(new("ID", Id));

    /// <summary>A section of its own for each number: three detectors of 20 by 10 pixels.</summary>
    private static string Sub(int n) => $"[{n % 3 + 1}][{n / 30 + 1}:{n / 30 + 10},{n / 3 % 10 + 1}:10]";

    private static int Files(string jobs) =>
        Directory.Exists(jobs)
            ? Directory.EnumerateFiles(jobs, "*", SearchOption.AllDirectories).Count(file => !file.Contains("/."))
            : 0;
}
