using DataLab.Dali;
using DataLab.Formats;
using Microsoft.AspNetCore.Http;

namespace DataLab.Uws.Rest;

/// <summary>The leaves of a job: phase, execution duration, destruction, quote, owner (UWS 1.1 §2.2.2, §2.2.3.3 to §2.2.3.6).</summary>
internal static class JobSettings
{
    public static async Task<IResult> ShowPhase(JobCall call) => new Leaf((await call.FindAsync()).Phase.ToWire());

    public static async Task<IResult> ShowExecutionDuration(JobCall call) =>
        new Leaf(Wire.Seconds((await call.FindAsync()).ExecutionDuration));

    public static async Task<IResult> ShowDestruction(JobCall call) =>
        new Leaf(Wire.Time((await call.FindAsync()).Destruction));

    public static async Task<IResult> ShowQuote(JobCall call) => new Leaf(Wire.Time((await call.FindAsync()).Quote));

    public static async Task<IResult> ShowOwner(JobCall call) => new Leaf((await call.FindAsync()).OwnerId ?? "");

    public static async Task<IResult> ChangePhase(JobCall call) =>
        await ChangePhase(call, await JobForm.ReadAsync(call));

    public static async Task<IResult> ChangePhase(JobCall call, Parameters parameters) =>
        call.ToJob(
            Required(parameters, "PHASE").ToUpperInvariant() switch
            {
                "RUN" => await call.Jobs.RunAsync(call.Kind, call.JobId, call.Caller, call.Ct),
                "ABORT" => await call.Jobs.AbortAsync(call.Kind, call.JobId, call.Caller, call.Ct),
                var other => throw Wire.Wrong("PHASE", other, "RUN or ABORT"),
            }
        );

    public static Task<IResult> ChangeExecutionDuration(JobCall call) => ChangeAsync(call, "EXECUTIONDURATION");

    public static Task<IResult> ChangeDestruction(JobCall call) => ChangeAsync(call, "DESTRUCTION");

    private static async Task<IResult> ChangeAsync(JobCall call, string setting)
    {
        var parameters = await JobForm.ReadAsync(call);
        var only = JobForm.ToJob(call.Kind, Parameters.Of([(setting, Required(parameters, setting))]), mayRun: false);
        return call.ToJob(await call.Jobs.UpdateAsync(call.Kind, call.JobId, only, call.Caller, call.Ct));
    }

    private static string Required(Parameters parameters, string name) =>
        parameters.Single(name)
        ?? throw new ServiceException(ErrorKind.UsageError, $"The parameter {name} is missing: this resource sets it.");
}
