using DataLab.State;
using DataLab.Uws.History;
using DataLab.Uws.Store;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DataLab.Uws;

/// <summary>Registration of the room.</summary>
public static class UwsServices
{
    /// <summary>What the room keeps in the <see cref="StateStore"/>; name it when the store is opened.</summary>
    public static StateModule Module => UwsTables.Module;

    /// <summary>
    /// Adds <see cref="JobService"/> and <see cref="QueryHistory"/>, and executes the jobs of every registered <see cref="JobKind"/> while the
    /// host runs. A <see cref="StateStore"/> has to be registered as well.
    /// </summary>
    public static IServiceCollection AddUws(this IServiceCollection services, UwsOptions options) =>
        services.AddUws(_ => options);

    /// <summary>The same, with the section <c>Uws</c> of the configuration, which is looked at when the host starts.</summary>
    /// <param name="folder">Of job files, absolute.</param>
    public static IServiceCollection AddUws(
        this IServiceCollection services,
        IConfiguration configuration,
        string folder
    )
    {
        services.AddOptions<UwsSettings>().Bind(configuration.GetSection("Uws")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<UwsSettings>, UwsSettingsRules>();
        return services.AddUws(provider =>
            provider.GetRequiredService<IOptions<UwsSettings>>().Value.ToOptions(folder)
        );
    }

    private static IServiceCollection AddUws(
        this IServiceCollection services,
        Func<IServiceProvider, UwsOptions> options
    )
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new Jobs(
            provider.GetRequiredService<StateStore>(),
            options(provider),
            provider.GetServices<JobKind>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<JobService>>()
        ));
        services.AddSingleton(provider => provider.GetRequiredService<Jobs>().Service);
        services.AddSingleton(provider => provider.GetRequiredService<Jobs>().History);
        services.AddHostedService<Host>();
        return services;
    }

    private sealed class Host(Jobs jobs, IHostApplicationLifetime lifetime) : IHostedService
    {
        private CancellationTokenRegistration stopping;

        public Task StartAsync(CancellationToken ct)
        {
            // At once, not in the turn of this service, which comes when the web server has finished its requests: some of them
            // wait for a job, and whoever stops us may not have the patience for the others.
            stopping = lifetime.ApplicationStopping.Register(() => _ = jobs.StopExecutingAsync());
            return jobs.StartAsync(ct);
        }

        public async Task StopAsync(CancellationToken ct)
        {
            await stopping.DisposeAsync();
            await jobs.StopAsync();
        }
    }
}
