using DataLab.Dali;
using DataLab.Formats;
using DataLab.Sia.DataLink;
using DataLab.Sia.LegacyCutout;
using DataLab.Sia.Previews;
using DataLab.Sia.Soda;
using DataLab.State;
using DataLab.Uws;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DataLab.Sia.Tests.Support;

/// <summary>The services of images over HTTP, put together as the program does it.</summary>
internal sealed class ImageServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ImageServer(WebApplication app, Uri url) =>
        (this.app, Http) = (app, new HttpClient { BaseAddress = url });

    public HttpClient Http { get; }

    /// <summary>Without a trailing slash.</summary>
    public string Url => Http.BaseAddress!.ToString().TrimEnd('/');

    /// <param name="folder">Of jobs and pictures.</param>
    public static async Task<ImageServer> StartAsync(
        StateStore state,
        ImageOptions options,
        string folder,
        params (string Name, string Value)[] settings
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => new KeyValuePair<string, string?>(setting.Name, setting.Value))
        );
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddLogging();
        builder.Services.AddRouting();
        builder.Services.AddExceptionHandler<ErrorAnswer>();
        builder.Services.AddSingleton(new PublicUrl(null));
        builder.Services.AddSingleton<ServiceResources>();
        builder.Services.AddSingleton(new TableFormats());
        builder.Services.AddSingleton(_ => state);
        builder.Services.AddUws(builder.Configuration, Path.Combine(folder, "jobs"));
        builder.Services.AddSia(builder.Configuration, options, Path.Combine(folder, "cache"));
        var app = builder.Build();
        app.UseRoutingErrors();
        app.UseExceptionHandler(_ => { });
        app.UseTidyPaths();
        app.UseHeadRequests();
        app.UseRouting();
        app.MapPreviews();
        app.MapLinks();
        app.MapFiles();
        app.MapSoda();
        app.MapLegacyCutout();
        await app.StartAsync();
        var address = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        return new ImageServer(app, new Uri(address));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
    }
}
