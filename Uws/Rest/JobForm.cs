using System.Collections.Immutable;
using DataLab.Dali;
using DataLab.Formats;
using Microsoft.AspNetCore.Http;

namespace DataLab.Uws.Rest;

/// <summary>What a client posts about a job, read from the form: settings apart from the parameters of the service.</summary>
internal static class JobForm
{
    private static readonly string[] Settings = ["PHASE", "RUNID", "EXECUTIONDURATION", "DESTRUCTION"];

    /// <exception cref="ServiceException">UsageError: not a form, or a setting that cannot be.</exception>
    public static async Task<Parameters> ReadAsync(JobCall call)
    {
        var request = call.Request;
        if (!request.HasFormContentType && request.ContentLength is > 0)
            throw new ServiceException(
                ErrorKind.UsageError,
                $"The body is {Wire.Shorten(request.ContentType ?? "of no declared type")}; parameters of a job come as "
                    + "application/x-www-form-urlencoded or multipart/form-data."
            );
        return await call.ReadParametersAsync();
    }

    /// <exception cref="ServiceException">UsageError naming the setting at fault.</exception>
    public static NewJob ToJob(JobKind kind, Parameters given, bool mayRun)
    {
        var phase = given.Single("PHASE");
        if (phase is not null && !(mayRun && phase.Equals("RUN", StringComparison.OrdinalIgnoreCase)))
            throw new ServiceException(
                ErrorKind.UsageError,
                mayRun
                    ? $"A new job can be started at once with PHASE=RUN; PHASE was \"{Wire.Shorten(phase)}\"."
                    : "PHASE is not a parameter of the job: post it to the job's /phase."
            );
        return new NewJob(ReadParameters(kind, given), ReadFiles(given.Files))
        {
            RunId = given.Single("RUNID"),
            ExecutionDuration = Wire.ReadDuration(given, "EXECUTIONDURATION"),
            Destruction = Wire.ReadTime(given, "DESTRUCTION"),
            Run = phase is not null,
        };
    }

    private static ImmutableArray<JobParameter> ReadParameters(JobKind kind, Parameters given) =>
        [
            .. given
                .All.Where(parameter => !Settings.Contains(parameter.Name, StringComparer.OrdinalIgnoreCase))
                .SelectMany(parameter =>
                    // The same thing said twice is said once, as for a synchronous request.
                    (kind.IsMultiple(parameter.Name) ? parameter.Values : parameter.Values.Distinct()).Select(
                        value => new JobParameter(parameter.Name, value)
                    )
                ),
        ];

    private static ImmutableArray<(string, Func<CancellationToken, Task<Stream>>)> ReadFiles(
        IFormFileCollection files
    ) =>
        [
            .. files.Select(file =>
                (file.Name, (Func<CancellationToken, Task<Stream>>)(_ => Task.FromResult(file.OpenReadStream())))
            ),
        ];
}
