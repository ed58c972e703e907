using System.Net;
using DataLab.Dali;
using DataLab.State;
using DataLab.Uws.Rest;
using DataLab.Uws.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DataLab.Uws.Tests.Rest;

/// <summary>Kestrel on 127.0.0.1 with one kind of jobs, once with text errors (<c>/text/jobs</c>) and once with VOTables (<c>/votable/jobs</c>).</summary>
internal sealed class RestServer : IAsyncDisposable
{
    /// <summary>Bytes of a request body.</summary>
    public const int LargestBody = 8 << 20;

    private readonly WebApplication app;
    private readonly StateStore state;
    private readonly string folder;

    private RestServer(WebApplication app, StateStore state, string folder) =>
        (this.app, this.state, this.folder) = (app, state, folder);

    /// <summary>One a store for all fixtures: every test has a session of its own.</summary>
    public static RestServer Shared => Started[TestStore.Connection is null];

    /// <summary>By whether the store is SQLite.</summary>
    public static Dictionary<bool, RestServer> Started { get; } = [];

    /// <summary>Without a trailing slash.</summary>
    public string Url =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public RestClient Client(string errors = "text") => new($"{Url}/{errors}/jobs");

    public static async Task<RestServer> StartAsync(Uri? publicUrl = null)
    {
        var folder = Directory.CreateTempSubdirectory("datalab-uws-rest-").FullName;
        var state = await TestStore.OpenAsync(Path.Combine(folder, "state.db"), UwsServices.Module);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Listen);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.AddRouting();
        builder.Services.AddExceptionHandler<ErrorAnswer>();
        builder.Services.AddSingleton(new PublicUrl(publicUrl));
        builder.Services.AddSingleton<ServiceResources>();
        builder.Services.AddSingleton<StepKind>();
        builder.Services.AddSingleton<JobKind>(services => services.GetRequiredService<StepKind>());
        builder.Services.AddSingleton(state);
        builder.Services.AddSingleton<ServiceResources>();
        builder.Services.AddUws(new UwsOptions(Path.Combine(folder, "jobs")));
        var app = builder.Build();
        app.UseRoutingErrors();
        app.UseExceptionHandler(_ => { });
        app.UseHeadRequests();
        app.UseRouting();
        app.MapGroup("/text").WithErrorDocument(ErrorDocument.Text).MapUws<StepKind>("/jobs");
        app.MapGroup("/votable").WithErrorDocument(ErrorDocument.VoTable).MapUws<StepKind>("/jobs");
        await app.StartAsync();
        return new RestServer(app, state, folder);
    }

    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await state.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static void Listen(KestrelServerOptions kestrel)
    {
        kestrel.Listen(IPAddress.Loopback, 0);
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(1.5));
    }
}

/// <summary>Starts and stops the shared servers.</summary>
[SetUpFixture]
internal sealed class SharedServer
{
    [OneTimeSetUp]
    public async Task Start()
    {
        RestServer.Started[true] = await RestServer.StartAsync();
        await TestStore.ChooseAsync(StoreKind.PostgreSql);
        RestServer.Started[false] = await RestServer.StartAsync();
        TestStore.Forget();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        foreach (var server in RestServer.Started.Values)
            await server.DisposeAsync();
    }
}
