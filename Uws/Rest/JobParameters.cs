using System.Text;
using DataLab.Dali;
using DataLab.Formats;
using Microsoft.AspNetCore.Http;

namespace DataLab.Uws.Rest;

/// <summary>The parameters of a job and each of them (UWS 1.1 §2.2.2.4, §2.2.3.1.1).</summary>
internal static class JobParameters
{
    /// <summary>Bytes of one value that is put; larger things are uploaded as files.</summary>
    public const int LongestValue = 4 << 20;

    public static async Task<IResult> List(JobCall call) =>
        new ParameterListDocument(await call.FindAsync(), call.Links);

    /// <summary>UPLOAD adds to what is there, the others replace it (<see cref="JobKind.IsMultiple"/>).</summary>
    public static async Task<IResult> Change(JobCall call)
    {
        var changes = JobForm.ToJob(call.Kind, await JobForm.ReadAsync(call), mayRun: false);
        return call.ToJob(await call.Jobs.UpdateAsync(call.Kind, call.JobId, changes, call.Caller, call.Ct));
    }

    public static async Task<IResult> Put(JobCall call)
    {
        using var reader = new StreamReader(call.Request.Body, Encoding.UTF8);
        var value = await reader.ReadToEndAsync(call.Ct);
        var change = JobForm.ToJob(call.Kind, Parameters.Of([(call.Segment("parameter"), value)]), mayRun: false);
        return call.ToJob(await call.Jobs.UpdateAsync(call.Kind, call.JobId, change, call.Caller, call.Ct));
    }

    /// <summary>The value as text, several of them a line each; an uploaded part as the file it is.</summary>
    public static async Task<IResult> Show(JobCall call)
    {
        var name = call.Segment("parameter");
        var found = JobDocument
            .ParametersOf(await call.FindAsync())
            .Where(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .ToArray();
        if (found.Length == 0)
            throw new ServiceException(
                ErrorKind.NotFound,
                $"The job has no parameter \"{Wire.Shorten(name)}\"; /parameters lists those it has."
            );
        if (found.FirstOrDefault(parameter => parameter.IsFile) is not { } file)
            return new Leaf(string.Join('\n', found.Select(parameter => parameter.Value)));
        var content = await call.Jobs.OpenUploadAsync(call.Kind, call.JobId, file.Name, call.Caller, call.Ct);
        return Results.Stream(content, "application/octet-stream", enableRangeProcessing: true);
    }
}
