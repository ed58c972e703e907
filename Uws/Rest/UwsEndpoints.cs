using DataLab.Dali;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DataLab.Uws.Rest;

/// <summary>The tree of resources of one kind of jobs (UWS 1.1 §2.2.1).</summary>
public static class UwsEndpoints
{
    private static readonly string[] Read = ["GET"];

    /// <summary>Maps the job list of <typeparamref name="TKind"/>, which is taken from the services, at <paramref name="pattern"/>.</summary>
    /// <remarks>Errors, also that at <c>/error</c>, have the form of the group (<see cref="ErrorDocument"/>).</remarks>
    public static RouteGroupBuilder MapUws<TKind>(this IEndpointRouteBuilder routes, string pattern)
        where TKind : JobKind
    {
        var tree = routes.MapGroup(pattern);
        Map("", Read, JobListResource.Show);
        Map("", ["POST"], JobListResource.Create);
        Map("/{jobId}", Read, JobResource.Show);
        Map("/{jobId}", ["POST"], JobResource.Act);
        Map("/{jobId}", ["DELETE"], JobResource.Delete);
        Map("/{jobId}/phase", Read, JobSettings.ShowPhase);
        Map("/{jobId}/phase", ["POST"], JobSettings.ChangePhase);
        Map("/{jobId}/executionduration", Read, JobSettings.ShowExecutionDuration);
        Map("/{jobId}/executionduration", ["POST"], JobSettings.ChangeExecutionDuration);
        Map("/{jobId}/destruction", Read, JobSettings.ShowDestruction);
        Map("/{jobId}/destruction", ["POST"], JobSettings.ChangeDestruction);
        Map("/{jobId}/quote", Read, JobSettings.ShowQuote);
        Map("/{jobId}/owner", Read, JobSettings.ShowOwner);
        Map("/{jobId}/error", Read, JobResults.ShowError);
        Map("/{jobId}/results", Read, JobResults.List);
        Map("/{jobId}/results/{resultId}", Read, JobResults.Send);
        Map("/{jobId}/parameters", Read, JobParameters.List);
        Map("/{jobId}/parameters", ["POST"], JobParameters.Change);
        Map("/{jobId}/parameters/{parameter}", Read, JobParameters.Show);
        Map("/{jobId}/parameters/{parameter}", ["PUT"], JobParameters.Put).WithBodyLimit(JobParameters.LongestValue);
        return tree;

        IEndpointConventionBuilder Map(string path, string[] methods, Func<JobCall, Task<IResult>> handle)
        {
            var depth = path.Count(c => c == '/');
            return tree.MapMethods(
                path,
                methods,
                async context =>
                {
                    // What a job is changes from one moment to the next.
                    context.Response.Headers.CacheControl = "private, no-cache";
                    var kind = context.RequestServices.GetRequiredService<TKind>();
                    var result = await handle(new JobCall(context, kind, depth));
                    await result.ExecuteAsync(context);
                }
            );
        }
    }
}
