using System.Globalization;
using System.Text;
using DataLab.Dali;
using DataLab.Fits;
using DataLab.Fits.Cutouts;
using DataLab.Formats;
using DataLab.Sia.Descriptors;
using DataLab.Uws;

namespace DataLab.Sia.Soda;

/// <summary>Asynchronous cut-outs: one result for each combination of values (SODA 1.0 §2.2), in their order.</summary>
/// <remarks>What is not there, or has no pixels, is a result too: text that begins with the name of the error.</remarks>
public sealed class SodaJobs(CutoutPlanner planner, SodaOptions options) : JobKind
{
    private static readonly string[] Multiple =
    [
        SodaParameters.Id,
        SodaParameters.Pos,
        SodaParameters.Circle,
        SodaParameters.Polygon,
        SodaParameters.Band,
        SodaParameters.Time,
        SodaParameters.Pol,
        SodaParameters.Sub,
        SodaParameters.Related,
    ];

    public override string Name => "soda";

    public override JobOptions Options { get; } = options.Jobs;

    public override bool IsMultiple(string parameter) => Multiple.Contains(parameter, StringComparer.OrdinalIgnoreCase);

    public override string? Describe(Job job) =>
        string.Join('&', job.Parameters.Select(parameter => $"{parameter.Name}={parameter.Value}"));

    public override async Task RunAsync(JobExecution execution, CancellationToken ct)
    {
        var parameters = Parameters.Of(execution.Job.Parameters.Select(given => (given.Name, given.Value)));
        var request = SodaRequest.Parse(parameters, options, isJob: true);
        var cut = 0;
        for (var i = 0; i < request.Pieces.Length; i++)
        {
            if (await CutAsync(execution, request, i, ct))
                cut++;
            execution.Report(cut, (i + 1.0) / request.Pieces.Length);
        }
        execution.Note("pieces", cut.ToString(CultureInfo.InvariantCulture));
    }

    /// <returns>Whether there are pixels.</returns>
    private async Task<bool> CutAsync(JobExecution execution, SodaRequest request, int number, CancellationToken ct)
    {
        var id = "cutout-" + (number + 1).ToString(CultureInfo.InvariantCulture);
        string text;
        try
        {
            await using var planned = await planner.PlanAsync(
                request with
                {
                    Pieces = [request.Pieces[number]],
                },
                options.AsyncMaxPixels,
                nameof(options.AsyncMaxPixels),
                ct
            );
            if (!planned.IsEmpty)
            {
                await WriteAsync(execution, id, planned.Pieces[0], Written(request), FileName(planned, request, number), ct);
                return true;
            }
            text = SodaErrors.NoOverlap;
        }
        // A piece of several that cannot be had does not take the others away.
        catch (ServiceException e) when (request.Pieces.Length > 1)
        {
            text = SodaErrors.Text(e);
        }
        await using var result = execution.CreateResult(id, "text/plain; charset=utf-8", id + ".txt");
        await result.Output.WriteAsync(Encoding.UTF8.GetBytes(text + "\n"), ct);
        await result.CommitAsync(ct);
        return false;
    }

    private static async Task WriteAsync(
        JobExecution execution,
        string id,
        PlannedPiece piece,
        CutoutOptions written,
        string fileName,
        CancellationToken ct
    )
    {
        var result = execution.CreateResult(id, "application/fits", fileName);
        try
        {
            await CutoutWriter.WriteAsync(result.Output.AsStream(leaveOpen: true), piece.Parts, written, ct);
            await result.CommitAsync(ct);
        }
        catch (FitsException e)
        {
            throw new ServiceException(ErrorKind.ServiceUnavailable, $"The image cannot be read: {e.Message}", e);
        }
        finally
        {
            await result.DisposeAsync();
        }
    }

    private static CutoutOptions Written(SodaRequest request) => new() { HeadersOnly = request.HeadersOnly };

    private static string FileName(PlannedCutouts planned, SodaRequest request, int number)
    {
        var name = planned.Pieces[0].FileName;
        return request.Pieces.Length == 1
            ? name
            : string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(name)}_{number + 1}.fits");
    }
}
