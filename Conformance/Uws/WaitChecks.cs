using System.Globalization;
using DataLab.Conformance.Http;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Uws;

/// <summary>Requests that wait for a change (UWS 1.1 §2.2.1.2).</summary>
internal static class WaitChecks
{
    /// <summary>Seconds asked for where the answer has to wait.</summary>
    private const int Wait = 2;

    /// <summary>What an answer may take besides waiting.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    /// <summary>What may be missing from a wait: clocks and rounding.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(300);

    public static readonly Check[] All =
    [
        Must(
            "UWS-1.1-2.2.1.2-a",
            "WAIT=n is answered after n seconds at the latest.",
            async subject =>
            {
                var answer = await WaitedAsync(subject, ("WAIT", Text(Wait)));
                RequireWithin(answer, TimeSpan.FromSeconds(Wait) + Slack);
            }
        ),
        Should(
            "UWS-1.1-2.2.1.2-b",
            "While nothing happens to a PENDING job, WAIT=n waits.",
            async subject => RequireWaited(await WaitedAsync(subject, ("WAIT", Text(Wait))))
        ),
        Must(
            "UWS-1.1-2.2.1.2-c",
            "For a finished job WAIT is answered at once.",
            async subject =>
            {
                var job = Jobs.UrlOf(await subject.Jobs.CompletedAsync());
                RequireWithin((await subject.Jobs.ReadAsync(job, ("WAIT", "30"))).Exchange, Slack);
            }
        ),
        Must(
            "UWS-1.1-2.2.1.2-d",
            "With a PHASE that is not the job's, WAIT is answered at once.",
            async subject =>
            {
                foreach (var phase in new[] { "QUEUED", "EXECUTING", "COMPLETED", "HELD" })
                    RequireWithin(await WaitedAsync(subject, ("WAIT", "30"), ("PHASE", phase)), Slack);
            }
        ),
        Should(
            "UWS-1.1-2.2.1.2-e",
            "With the job's own PHASE, WAIT waits.",
            async subject => RequireWaited(await WaitedAsync(subject, ("WAIT", Text(Wait)), ("PHASE", "PENDING")))
        ),
        Must(
            "UWS-1.1-2.2.1.2-f",
            "A waiting answer comes when the phase changes.",
            async subject =>
            {
                var job = await subject.Jobs.NewAsync(subject.Jobs.Good);
                var waiting = subject.Jobs.ReadAsync(job, ("WAIT", "20"), ("PHASE", "PENDING"));
                await Task.Delay(TimeSpan.FromMilliseconds(500), subject.Client.Cancelled);
                await subject.Jobs.PostAsync(job, "phase", ("PHASE", "ABORT"));
                var document = await waiting;
                RequireWithin(document.Exchange, Slack);
                Require(
                    document.Phase == "ABORTED",
                    document.Exchange,
                    "the job in its new phase, ABORTED",
                    $"phase {document.Phase}"
                );
            }
        ),
    ];

    private static async Task<Exchange> WaitedAsync(Subject subject, params Field[] query) =>
        (await subject.Jobs.ReadAsync(await subject.Jobs.PendingAsync(), query)).Exchange;

    private static void RequireWithin(Exchange answer, TimeSpan limit) =>
        Require(
            answer.Elapsed <= limit,
            answer,
            $"an answer within {Text(limit.TotalSeconds)} s",
            $"it came after {Text(answer.Elapsed.TotalSeconds)} s"
        );

    private static void RequireWaited(Exchange answer) =>
        Require(
            answer.Elapsed >= TimeSpan.FromSeconds(Wait) - Early,
            answer,
            $"an answer after {Wait} s: the job does not change",
            $"it came after {Text(answer.Elapsed.TotalSeconds)} s"
        );

    private static string Text(double seconds) => seconds.ToString("0.##", CultureInfo.InvariantCulture);
}
