using DataLab.Dali;
using DataLab.Formats;
using Microsoft.AspNetCore.Http;

namespace DataLab.Uws.Rest;

/// <summary>What came out of a job: its results, or its error (UWS 1.1 §2.2.2.3, §2.2.2.5; TAP 1.1 §2.2).</summary>
internal static class JobResults
{
    public static async Task<IResult> List(JobCall call) => new ResultListDocument(await call.FindAsync(), call.Links);

    public static async Task<IResult> Send(JobCall call)
    {
        var resultId = call.Segment("resultId");
        var overflow = await OverflowAsync(call, resultId);
        try
        {
            var (result, content) = await call.Jobs.OpenResultAsync(
                call.Kind,
                call.JobId,
                resultId,
                call.Caller,
                call.Ct
            );
            return new ResultContent(call.JobId, result, content) { Overflow = overflow };
        }
        catch (ServiceException e) when (e.Kind == ErrorKind.NotFound)
        {
            throw new ServiceException(ErrorKind.NotFound, WhyNot(await call.FindAsync(), resultId), e);
        }
    }

    /// <summary>Why the table was cut, for formats that cannot tell it themselves; null if it was not.</summary>
    private static async Task<string?> OverflowAsync(JobCall call, string resultId) =>
        resultId == "result"
            ? (await call.FindAsync()).Notes.FirstOrDefault(note => note.Name == JobNote.Overflow)?.Value
            : null;

    /// <summary>The error as the service's kind of error document, itself a success (TAP 1.1 §2.2).</summary>
    public static async Task<IResult> ShowError(JobCall call)
    {
        var job = await call.FindAsync();
        return job.Error is { } error
            ? new ErrorOfJob(error.Message)
            : throw new ServiceException(
                ErrorKind.NotFound,
                $"The job has no error; its phase is {job.Phase.ToWire()}."
            );
    }

    private static string WhyNot(Job job, string resultId) =>
        job.Phase switch
        {
            ExecutionPhase.Completed =>
                $"The job has no result \"{Wire.Shorten(resultId)}\"; /results lists those it has.",
            ExecutionPhase.Error => "The job failed: " + job.Error?.Message,
            ExecutionPhase.Archived => "The results of this job have been removed at its destruction time.",
            var phase => $"The job has no result \"{Wire.Shorten(resultId)}\"; its phase is {phase.ToWire()}.",
        };

    private sealed record ErrorOfJob(string Message) : IResult
    {
        public Task ExecuteAsync(HttpContext context) =>
            ErrorAnswer.WriteAsync(
                context.Response,
                StatusCodes.Status200OK,
                Message,
                context.GetEndpoint()?.Metadata.GetMetadata<ErrorDocumentMark>()?.Form ?? ErrorDocument.Text,
                context.RequestAborted
            );
    }
}
