using DataLab.Uws;
using DataLab.Uws.Tests.Support;

// The child process of the crash and disk tests. Arguments: what to do, folder of the store, and a number.
switch (args[0])
{
    // Executes jobs, and makes more until there are so many: until they are done or this process is killed.
    case "work":
        await using (var jobs = await TestJobs.StartAsync(ChildJobs.Kind(), args[1]))
        {
            Console.WriteLine("ready");
            var most = int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture);
            for (var made = (await jobs.ListAsync(TestJobs.Anna)).Count; made < most; made++)
                Console.WriteLine((await jobs.RunAsync("", TestJobs.Anna)).JobId);
            Console.WriteLine("made");
            while ((await jobs.ListAsync(TestJobs.Anna, ExecutionPhase.Queued, ExecutionPhase.Executing)).Count > 0)
                await Task.Delay(10);
            Console.WriteLine("done");
        }
        return 0;

    // One of several on a store in PostgreSQL, each as if on a machine of its own: makes so many jobs, executes any, until its input ends.
    case "share":
        await using (
            var jobs = await TestJobs.StartAsync(
                ChildJobs.Kind(slowest: 400, perUser: 12),
                args[1],
                o => o with { Lease = ChildJobs.ShortLease, Machine = $"child {Environment.ProcessId}" }
            )
        )
        {
            Console.WriteLine("ready");
            for (var i = int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture); i > 0; i--)
                Console.WriteLine((await jobs.RunAsync("", TestJobs.Anna)).JobId);
            Console.WriteLine("made");
            await Console.In.ReadToEndAsync();
        }
        return 0;

    // Likewise, with one job that never ends here.
    case "hold":
        await using (
            var jobs = await TestJobs.StartAsync(
                new TestKind { Work = (_, ct) => Task.Delay(Timeout.Infinite, ct) },
                args[1],
                o => o with { Lease = ChildJobs.ShortLease, Machine = $"child {Environment.ProcessId}" }
            )
        )
        {
            Console.WriteLine("ready");
            var held = (await jobs.RunAsync("", TestJobs.Anna)).JobId;
            await jobs.UntilAsync(held, ExecutionPhase.Executing, TestJobs.Anna);
            Console.WriteLine(held);
            Console.WriteLine("made");
            await Console.In.ReadToEndAsync();
        }
        return 0;

    // Writes a result of so many bytes, then a small one.
    case "fill":
        await using (
            var jobs = await TestJobs.StartAsync(
                ChildJobs.Writing(long.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture)),
                args[1]
            )
        )
        {
            var late = await jobs.UntilAsync((await jobs.RunAsync("late")).JobId, ExecutionPhase.Executing);
            var hog = await jobs.UntilFinalAsync((await jobs.RunAsync("hog")).JobId);
            Console.WriteLine($"hog {hog.Phase} {hog.Error?.Message}");
            Console.WriteLine($"late {(await jobs.UntilFinalAsync(late.JobId)).Phase}");
            Console.WriteLine($"retried {jobs.Log.Lines.Any(line => line.Contains("cannot be recorded now"))}");
            foreach (var what in new[] { "large", "small" })
            {
                var job = await jobs.UntilFinalAsync((await jobs.RunAsync(what)).JobId);
                Console.WriteLine($"{what} {job.Phase} files={jobs.Files(job.JobId).Length} {job.Error?.Message}");
            }
        }
        return 0;
    default:
        return 2;
}
