using System.Globalization;
using DataLab.Dali;
using DataLab.Formats;
using Microsoft.AspNetCore.Http;

namespace DataLab.Uws.Rest;

/// <summary>One job: its document, at once or when its phase changes, and its end (UWS 1.1 §2.2.1.2, §2.2.2.2, §2.2.3.2).</summary>
internal static class JobResource
{
    /// <summary>Below the minute after which proxies and clients lose patience.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(55);

    public static async Task<IResult> Show(JobCall call)
    {
        var parameters = await call.ReadParametersAsync();
        var job = ReadWait(parameters) is { } wait
            ? await call.Jobs.WaitAsync(call.Kind, call.JobId, call.Caller, ReadPhase(parameters), wait, call.Ct)
            : await call.FindAsync();
        return Browser.Asks(call.Request) ? new JobPage(job, call.Links) : new JobDocument(job, call.Links);
    }

    /// <summary>ACTION=DELETE; PHASE belongs to <c>/phase</c> but some clients send it here.</summary>
    public static async Task<IResult> Act(JobCall call)
    {
        var parameters = await JobForm.ReadAsync(call);
        if (parameters.Single("ACTION") is { } action)
            return action.Equals("DELETE", StringComparison.OrdinalIgnoreCase)
                ? await Delete(call)
                : throw Wire.Wrong("ACTION", action, "DELETE");
        if (parameters.Single("PHASE") is not null)
            return await JobSettings.ChangePhase(call, parameters);
        throw new ServiceException(
            ErrorKind.UsageError,
            "A job takes ACTION=DELETE here. Parameters are posted to its /parameters, PHASE=RUN and PHASE=ABORT to its /phase, "
                + "EXECUTIONDURATION and DESTRUCTION to the resources of these names."
        );
    }

    public static async Task<IResult> Delete(JobCall call)
    {
        await call.Jobs.DeleteAsync(call.Kind, call.JobId, call.Caller, call.Ct);
        return new SeeOther(call.Links.RecentJobs);
    }

    private static TimeSpan? ReadWait(Parameters parameters)
    {
        if (parameters.Single("WAIT") is not { } text)
            return null;
        if (
            !double.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            || !double.IsFinite(seconds)
            || seconds < -1
        )
            throw Wire.Wrong("WAIT", text, "a whole number of seconds, or -1 for as long as the service likes");
        return seconds < 0 || seconds > LongestWait.TotalSeconds ? LongestWait : TimeSpan.FromSeconds(seconds);
    }

    private static ExecutionPhase? ReadPhase(Parameters parameters) =>
        Wire.ReadPhases(parameters) switch
        {
            [] => null,
            [var phase] => phase,
            _ => throw new ServiceException(ErrorKind.UsageError, "WAIT goes with one PHASE, not with several."),
        };
}
