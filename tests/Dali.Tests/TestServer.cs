using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace DataLab.Dali.Tests;

/// <summary>Kestrel with one answer at <c>/</c>, errors answered as in the real server.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private TestServer(WebApplication app, HttpProtocols protocols)
    {
        this.app = app;
        var address = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        Url = new Uri(address + "/");
        Http = new HttpClient
        {
            BaseAddress = Url,
            DefaultRequestVersion = protocols == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    public Uri Url { get; }

    /// <summary>Does not unpack what is packed.</summary>
    public HttpClient Http { get; }

    public static async Task<TestServer> StartAsync(
        Func<HttpContext, IResult> answer,
        HttpProtocols protocols = HttpProtocols.Http1
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        builder.Services.AddRouting();
        builder.Services.AddLogging();
        builder.Services.AddSingleton(new PublicUrl(null));
        builder.Services.AddSingleton<ServiceResources>();
        builder.Services.AddExceptionHandler<ErrorAnswer>();
        var app = builder.Build();
        app.UseExceptionHandler(_ => { });
        app.MapMethods("/", ["GET", "HEAD", "POST"], (HttpContext context) => answer(context))
            .WithErrorDocument(ErrorDocument.VoTable);
        await app.StartAsync();
        return new TestServer(app, protocols);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
    }
}
