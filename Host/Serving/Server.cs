using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DataLab.Catalog;
using DataLab.Catalog.DuckDb;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Host.Configuring;
using DataLab.Host.Observing;
using DataLab.Sia;
using DataLab.Sia.DataLink;
using DataLab.Sia.LegacyCutout;
using DataLab.Sia.Previews;
using DataLab.Sia.Sia1;
using DataLab.Sia.Sia2;
using DataLab.Sia.Soda;
using DataLab.State;
using DataLab.Tap;
using DataLab.Tap.ConeSearch;
using DataLab.Tap.Examples;
using DataLab.Tap.Uploads;
using DataLab.Uws;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DataLab.Host.Serving;

/// <summary>The web server: which services are on, on which address, with which limits.</summary>
internal sealed class Server : IAsyncDisposable
{
    /// <summary>Whole queries ride in the URL: far above Kestrel's 8 kB.</summary>
    private const int LongestUrl = 2 << 20;

    /// <summary>Together with the stall limit it makes the slowest client that is still served: 17 kB/s.</summary>
    private const int ResponseBuffer = 512 << 10;

    private readonly WebApplication app;
    private readonly ServerLimits limits;
    private readonly IDisposable? tracing;
    private readonly Watchdog watchdog = new();

    private Server(WebApplication app, string url, ServerLimits limits, IDisposable? tracing)
    {
        (this.app, this.limits, this.tracing) = (app, limits, tracing);
        Url = url;
        watchdog.Ready($"Serving {url}");
    }

    /// <summary>Where the server listens, with a trailing slash.</summary>
    public string Url { get; }

    /// <summary>Opens the catalogue and starts listening.</summary>
    /// <exception cref="ServiceException">The data folder, the configuration or the address cannot be used.</exception>
    public static async Task<Server> StartAsync(ServerSettings settings, CancellationToken ct)
    {
        // The engine is there before the log is; what goes wrong in between would stop the start anyway.
        ILogger? log = null;
        ICatalogEngine? engine = null;
        StateStore? state = null;
        WebApplication? app = null;
        IDisposable? tracing = null;
        // Before everything that counts.
        var metrics = new MetricStore();
        try
        {
            var configuration = ConfigurationSources
                .Of(settings.ConfigFile, settings.DataFolder)
                .Read(settings.Database);
            tracing = Tracing.Start(TracingSettings.Read(configuration));
            var stored = StateSettings.Read(configuration);
            var folder = StateFolder.Open(
                settings.DataFolder,
                settings.StateFolder ?? NullIfEmpty(configuration[StateFolder.Setting]),
                NullIfEmpty(stored.JobsFolder)
            );
            var options = new DuckDbOptions
            {
                DataFolder = settings.DataFolder,
                TempFolder = folder.Temp,
                OnProblem = Tell,
            };
            engine = await CatalogSettings.Read(configuration).OpenAsync(options, waits: true, ct);
            state = await stored.OpenAsync(folder, Tell, ct);
            app = Build(settings, configuration, folder, engine, state, metrics);
            log = app.Services.GetRequiredService<ILogger<DuckDbCatalog>>();
            await app.StartAsync(ct);
        }
        catch (Exception e)
        {
            if (app is not null)
                await app.DisposeAsync();
            if (state is not null)
                await state.DisposeAsync();
            if (engine is not null)
                await engine.DisposeAsync();
            tracing?.Dispose();
            metrics.Dispose();
            if (ReasonNotToStart(e, settings) is { } reason)
                throw new ServiceException(ErrorKind.UsageError, "The server cannot start: " + reason, e);
            throw;
        }
        var address = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        return new Server(app, address + "/", ServerLimits.Read(app.Configuration), tracing);

        void Tell(string problem, Exception? e)
        {
            if (log is not null)
                log.LogWarning(e, "{Problem}", problem);
            else
                Console.Error.WriteLine(problem);
        }
    }

    /// <summary>Serves until <paramref name="ct"/> is cancelled; then for the time to drain, and finishes the requests under way.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, ct);
        }
        catch (OperationCanceledException)
        {
            watchdog.Stopping();
            app.Services.GetRequiredService<Draining>().Begin();
            app.Services.GetRequiredService<JobService>().Drain();
            await Task.Delay(TimeSpan.FromSeconds(limits.DrainSeconds), CancellationToken.None);
            await app.StopAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        tracing?.Dispose();
        watchdog.Dispose();
    }

    /// <summary>What the operator has to mend, in words; null when the fault is not theirs.</summary>
    private static string? ReasonNotToStart(Exception fault, ServerSettings settings) =>
        ConfigurationSources.Reason(fault)
        ?? fault switch
        {
            // Not an address of this machine, or a port that takes more rights; a port that is taken is an IOException.
            SocketException socket => $"{settings.Bind}, port {settings.Port}: {socket.Message}.",
            IOException or UnauthorizedAccessException or OptionsValidationException or StateException => fault.Message,
            _ => null,
        };

    private static WebApplication Build(
        ServerSettings settings,
        IConfiguration configuration,
        StateFolder folder,
        ICatalogEngine engine,
        StateStore state,
        MetricStore metrics
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Configuration.AddInMemoryCollection([new("Tap:UploadFolder", folder.Uploads)]);
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.AddLog(builder.Configuration);
        var limits = ServerLimits.Read(builder.Configuration);
        var metricsSettings = MetricsSettings.Read(builder.Configuration);
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                Listen(kestrel, settings, limits);
                MetricsEndpoint.Listen(kestrel, metricsSettings);
            });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.AddRouting();
        builder.Services.AddExceptionHandler<ErrorAnswer>();
        builder.Services.AddSingleton(new PublicUrl(settings.PublicUrl));
        builder.Services.AddSingleton<ServiceResources>();
        builder.Services.AddSingleton(_ => engine);
        builder.Services.AddSingleton(_ => state);
        builder.Services.AddSingleton<Draining>();
        builder.Services.AddSingleton(_ => metrics);
        builder.Services.AddSingleton<ServerMeter>();
        builder.Services.AddSingleton(
            new ServedFolders([("data", settings.DataFolder), ("temp", folder.Temp), ("jobs", folder.Jobs)])
        );
        builder.Services.AddUws(builder.Configuration, folder.Jobs);
        builder.Services.AddSingleton(new ExampleFolder(Path.Combine(settings.DataFolder, "examples")));
        builder.Services.AddTap(builder.Configuration);
        builder.Services.AddSia(builder.Configuration, ImageSettings.Read(builder.Configuration), folder.Cache);

        var app = builder.Build();
        KeepUploadsIn(app.Services.GetRequiredService<TapOptions>().UploadFolder ?? Path.GetTempPath());
        app.UseForwardedHeaders(Forwarded(limits));
        app.UseRequestWatch();
        app.UseMetricsPort(metricsSettings);
        app.UseStallLimit(TimeSpan.FromSeconds(limits.StallSeconds));
        app.Use(AddCommonHeaders);
        app.UseDraining(app.Services.GetRequiredService<Draining>());
        app.UseCrossOrigin();
        app.UseRoutingErrors();
        app.UseExceptionHandler(_ => { });
        app.UseTidyPaths();
        app.UseFormBoundaries();
        app.UseHeadRequests();
        app.UseRouting();
        app.UseResourceNames();
        app.MapTap();
        app.MapConeSearch();
        app.MapPreviews();
        app.MapSia1();
        app.MapSia2();
        app.MapLinks();
        app.MapFiles();
        app.MapSoda();
        app.MapLegacyCutout();
        app.MapHome();
        app.MapMetrics(metricsSettings);
        return app;
    }

    /// <summary>Callers share places by address: behind a proxy it is the one that the proxy saw. Only proxies we know are believed.</summary>
    private static ForwardedHeadersOptions Forwarded(ServerLimits limits)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
        foreach (var proxy in limits.Proxies)
            options.KnownProxies.Add(IPAddress.Parse(proxy));
        return options;
    }

    private static string? NullIfEmpty(string? setting) => string.IsNullOrWhiteSpace(setting) ? null : setting;

    /// <summary>Large parts of forms go where the operator has made room, not where the system keeps small things.</summary>
    private static void KeepUploadsIn(string folder)
    {
        UploadFolder.Prepare(folder);
        Environment.SetEnvironmentVariable("ASPNETCORE_TEMP", Path.GetFullPath(folder));
    }

    private static void Listen(KestrelServerOptions kestrel, ServerSettings settings, ServerLimits limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestLineSize = LongestUrl;
        kestrel.Limits.MaxRequestBufferSize = LongestUrl + (1 << 20);
        kestrel.Limits.MaxRequestBodySize = 64 << 20;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.HeaderSeconds);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(
            limits.BodyBytesPerSecond,
            TimeSpan.FromSeconds(limits.BodyGraceSeconds)
        );
        kestrel.Limits.MaxResponseBufferSize = ResponseBuffer;
        if (settings.Bind.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            kestrel.ListenLocalhost(settings.Port);
        else if (IPAddress.TryParse(settings.Bind, out var address))
            kestrel.Listen(address, settings.Port);
        else
            throw new ServiceException(
                ErrorKind.UsageError,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"--bind takes an IP address or localhost, not \"{settings.Bind}\"."
                )
            );
    }

    private static Task AddCommonHeaders(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(
            static state =>
            {
                var response = (HttpResponse)state;
                var headers = response.Headers;
                headers["X-Request-Id"] = response.HttpContext.TraceIdentifier;
                headers.Server = ServiceIdentity.ServerHeader;
                headers.XContentTypeOptions = "nosniff";
                return Task.CompletedTask;
            },
            context.Response
        );
        return next(context);
    }
}
