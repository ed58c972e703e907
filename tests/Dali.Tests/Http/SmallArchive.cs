using DataLab.Formats;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DataLab.Dali.Tests.Http;

/// <summary>A real web server with the manners under test around a few endpoints.</summary>
internal sealed class SmallArchive : IAsyncDisposable
{
    private readonly WebApplication app;

    private SmallArchive(WebApplication app, HttpClient http)
    {
        this.app = app;
        Http = http;
    }

    public HttpClient Http { get; }

    public static async Task<SmallArchive> StartAsync(Action<IEndpointRouteBuilder>? more = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Services.AddExceptionHandler<ErrorAnswer>();
        builder.Services.AddSingleton(new PublicUrl(null));
        builder.Services.AddSingleton<ServiceResources>();
        var app = builder.Build();
        app.UseCrossOrigin();
        app.UseRoutingErrors();
        app.UseExceptionHandler(_ => { });
        app.UseTidyPaths();
        app.UseFormBoundaries();
        app.UseHeadRequests();
        app.UseRouting();
        var tables = app.MapGroup("/tap").WithErrorDocument(ErrorDocument.VoTable);
        tables.MapGet("/tables", (HttpRequest request) => Results.Text(request.IsHead() ? "head" : "tables"));
        tables.MapGet("/tables/{**name}", (string name) => Results.Text(name));
        tables.MapMethods("/sync", ["GET", "POST"], () => Results.Text("rows"));
        var cones = app.MapGroup("/scs").WithErrorDocument(ErrorDocument.ConeSearch);
        cones.MapGet("/", () => Results.Text("list"));
        cones.MapGet(
            "/{table}",
            string (string table) =>
                throw new ServiceException(
                    table == "busy" ? ErrorKind.ServiceUnavailable : ErrorKind.UsageError,
                    "RA is <missing>."
                )
        );
        more?.Invoke(app);
        await app.StartAsync();
        var address = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        return new SmallArchive(app, new HttpClient { BaseAddress = new Uri(address) });
    }

    public Task<HttpResponseMessage> SendAsync(string method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
    }
}
