using System.Globalization;
using DataLab.Dali;
using DataLab.Fits.Cutouts;
using DataLab.Formats;
using DataLab.Uws.Rest;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DataLab.Sia.Soda;

/// <summary>Synchronous cut-outs: who may have how many at once, how long they may take, and their answers.</summary>
public sealed class SodaService(CutoutPlanner planner, SodaOptions options, ILogger<SodaService> log)
{
    private readonly FairPlaces places = new(options.Places, "cut-outs", pool: "soda");
    private readonly CutoutAnswer answer = new(options.BufferBytes, log);

    public SodaOptions Options => options;

    /// <summary>Answers a request: the pieces, or 204 where there are none (SODA 1.0 §4.1).</summary>
    /// <exception cref="ServiceException">As <see cref="CutoutPlanner.PlanAsync"/>; LimitExceeded for what takes too long.</exception>
    public Task AnswerAsync(HttpContext context, SodaRequest request, CancellationToken ct) =>
        RunAsync(context, limited => SendAsync(context, request, limited), ct);

    /// <summary>Does something within the limits of synchronous requests.</summary>
    internal async Task RunAsync(HttpContext context, Func<CancellationToken, Task> work, CancellationToken ct)
    {
        using var place = await places.TakeAsync(Callers.Of(context).ShareKey, ct);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(options.Seconds));
        try
        {
            await work(limit.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new ServiceException(
                ErrorKind.LimitExceeded,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The cut-out took longer than {options.Seconds} s (Soda:Seconds). Ask for a smaller part, or make a job at /soda/async."
                ),
                e
            );
        }
    }

    /// <summary>Sends one image as the primary HDU.</summary>
    internal Task SendSingleAsync(HttpContext context, CutoutPart part, string mediaType, string fileName, CancellationToken ct) =>
        answer.SendAsync(context, [part], new CutoutOptions { Single = true }, mediaType, fileName, ct);

    private async Task SendAsync(HttpContext context, SodaRequest request, CancellationToken ct)
    {
        await using var planned = await planner.PlanAsync(request, options.MaxPixels, nameof(options.MaxPixels), ct);
        if (planned.IsEmpty)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        var written = new CutoutOptions { HeadersOnly = request.HeadersOnly };
        if (request.Format != SodaFormat.Fits)
        {
            await answer.SendArchiveAsync(context, request.Format, planned.Pieces, written, ct);
            return;
        }
        var name = planned.Pieces.First(piece => !piece.Parts.IsEmpty).FileName;
        await answer.SendAsync(context, planned.Together(), written, "application/fits", name, ct);
    }
}
