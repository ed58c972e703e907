using DataLab.Uws.Tests.Support;

namespace DataLab.Uws.Tests;

/// <summary>A disk that fills up, with the store on it.</summary>
public sealed class FullDiskTests
{
    private string folder = null!;

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("datalab-uws-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task On_a_full_disk_the_job_says_so_and_the_service_goes_on()
    {
        // A disk of its own, of 8 MiB, in a namespace of its own.
        using var child = ChildJobs.Start(
            "unshare",
            [
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                $"mount -t tmpfs -o size=8m tmpfs '{folder}' && exec dotnet '{ChildJobs.Assembly}' fill '{folder}' 100000000",
            ]
        );
        var output = await child.StandardOutput.ReadToEndAsync();
        var errors = await child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync();
        Assert.That(child.ExitCode, Is.Zero, errors);
        Assert.That(output, Does.Match("hog Error There is no space left on the server"));
        Assert.That(
            output,
            Does.Contain("late Completed").And.Contain("retried True"),
            "an end that does not fit waits"
        );
        Assert.That(output, Does.Match("large Error files=0 There is no space left on the server"));
        Assert.That(output, Does.Contain("small Completed files=1"));
    }
}
