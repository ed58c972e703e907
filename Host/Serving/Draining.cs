using Microsoft.AspNetCore.Builder;

namespace DataLab.Host.Serving;

/// <summary>Between the order to stop and the stop: balancers are told, connections are not kept, everything else is served as ever.</summary>
internal sealed class Draining
{
    private volatile bool begun;

    public bool Begun => begun;

    public void Begin() => begun = true;
}

internal static class DrainingServer
{
    /// <summary>Has clients take their next request elsewhere once the server is about to stop.</summary>
    public static void UseDraining(this IApplicationBuilder app, Draining draining) =>
        app.Use(
            (context, next) =>
            {
                if (draining.Begun)
                    context.Response.Headers.Connection = "close";
                return next(context);
            }
        );
}
