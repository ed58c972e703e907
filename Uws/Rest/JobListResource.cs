using DataLab.Dali;
using Microsoft.AspNetCore.Http;

namespace DataLab.Uws.Rest;

/// <summary>The job list: shows the caller's own jobs and makes new ones (UWS 1.1 §2.2.2.1, §2.2.3.1).</summary>
internal static class JobListResource
{
    public static async Task<IResult> Show(JobCall call)
    {
        var parameters = await call.ReadParametersAsync();
        var filter = new JobFilter(
            Wire.ReadPhases(parameters),
            Wire.ReadTime(parameters, "AFTER"),
            Wire.ReadCount(parameters, "LAST")
        );
        var jobs = await call.Jobs.ListAsync(call.Kind, filter, call.Caller, call.Ct);
        return Browser.Asks(call.Request) ? new JobListPage(jobs, call.Links) : new JobListDocument(jobs, call.Links);
    }

    public static async Task<IResult> Create(JobCall call)
    {
        var job = JobForm.ToJob(call.Kind, await JobForm.ReadAsync(call), mayRun: true);
        var caller = Callers.OfWithSession(call.Context);
        return call.ToJob(await call.Jobs.CreateAsync(call.Kind, job, caller, call.Ct));
    }
}
