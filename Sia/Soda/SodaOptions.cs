using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using DataLab.Dali;
using DataLab.Uws;

namespace DataLab.Sia.Soda;

/// <summary>Limits of cut-outs and links; section <c>Soda</c> of the configuration.</summary>
public sealed record SodaOptions
{
    [Description("Identifiers that one request for cut-outs may name.")]
    [Range(1, 1000)]
    public int MaxIds { get; init; } = 50;

    [Description("Pieces (identifiers times parts of the sky, wavelengths and times) that one request may ask for.")]
    [Range(1, 100_000)]
    public int MaxFiles { get; init; } = 200;

    [Description("The most pixels of one synchronous answer.")]
    [Range(1, long.MaxValue)]
    public long MaxPixels { get; init; } = 500_000_000;

    [Description("Time limit of a synchronous request, until its last byte is sent, seconds.")]
    [Range(1, 86_400)]
    public int Seconds { get; init; } = 300;

    [Description("Cut-outs that are made at once; further requests wait, and users take turns.")]
    [Range(1, 1000)]
    public int Concurrency { get; init; } = Math.Max(4, 2 * Environment.ProcessorCount);

    [Description("Requests for cut-outs of one user (or, unless signed in, one address) at once.")]
    [Range(1, 1000)]
    public int ConcurrencyPerUser { get; init; } = Math.Max(4, 2 * Environment.ProcessorCount);

    [Description("Requests for cut-outs that may wait for a place; one more is answered with 503 and `Retry-After`.")]
    [Range(0, 100_000)]
    public int Queue { get; init; } = 1000;

    [Description("Requests of one user that may wait.")]
    [Range(0, 100_000)]
    public int QueuePerUser { get; init; } = 200;

    [Description("How long they wait before 503, seconds.")]
    [Range(0, 3600)]
    public int QueueSeconds { get; init; } = 60;

    [Description("Bytes of an answer that are made before the first one is sent, so that damage found in time is told as an error.")]
    [Range(0, 1 << 30)]
    public int BufferBytes { get; init; } = 16 << 20;

    [Description("Jobs that cut out at once; the others wait in the queue.")]
    [Range(1, 1000)]
    public int AsyncConcurrency { get; init; } = 2;

    [Description("Pieces that one job may ask for.")]
    [Range(1, 100_000)]
    public int AsyncMaxFiles { get; init; } = 2000;

    [Description("The most pixels of one result of a job.")]
    [Range(1, long.MaxValue)]
    public long AsyncMaxPixels { get; init; } = 20_000_000_000;

    [Description("Time limit of a job unless its EXECUTIONDURATION says otherwise, seconds.")]
    [Range(1, 31_536_000)]
    public int AsyncSeconds { get; init; } = 3600;

    [Description("Identifiers that one request for links may name; what is beyond is left out, and the answer says so.")]
    [Range(1, 10_000)]
    public int MaxLinks { get; init; } = 500;

    internal PlaceLimits Places =>
        new(Concurrency, ConcurrencyPerUser, Queue, QueuePerUser, TimeSpan.FromSeconds(QueueSeconds));

    internal JobOptions Jobs =>
        new()
        {
            Concurrency = AsyncConcurrency,
            ConcurrencyPerUser = Math.Max(1, AsyncConcurrency / 2),
            DefaultExecutionDuration = TimeSpan.FromSeconds(AsyncSeconds),
            HardExecutionDuration = TimeSpan.FromSeconds(Math.Max(AsyncSeconds, 86_400L)),
        };
}
