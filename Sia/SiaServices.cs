using DataLab.Dali;
using DataLab.Sia.Hips;
using DataLab.Sia.Mocs;
using DataLab.Sia.Previews;
using DataLab.Sia.Search;
using DataLab.Sia.Sia1;
using DataLab.Sia.Sia2;
using DataLab.Sia.Soda;
using DataLab.Sia.Store;
using DataLab.State;
using DataLab.Uws;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DataLab.Sia;

/// <summary>Registration of the room.</summary>
public static class SiaServices
{
    /// <summary>Adds what serves images. A <see cref="StateStore"/> and a catalogue have to be registered as well.</summary>
    /// <param name="options">Section <c>Images</c> of the configuration, checked.</param>
    /// <param name="folder">Of files that are kept for another time, absolute: relative folders of settings lie below it.</param>
    public static IServiceCollection AddSia(
        this IServiceCollection services,
        IConfiguration configuration,
        ImageOptions options,
        string folder
    )
    {
        services.AddSingleton(options);
        services.AddSingleton(provider => new ImageStore(provider.GetRequiredService<StateStore>(), options));
        services.AddSingleton<ImageFiles>();
        services
            .AddOptions<PreviewOptions>()
            .Bind(configuration.GetSection("Previews"))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<PreviewOptions>>().Value);
        services.AddSingleton(provider =>
        {
            var previews = provider.GetRequiredService<PreviewOptions>();
            return new PreviewCache(Path.Combine(folder, previews.Folder), previews.CacheBytes);
        });
        services.AddSingleton<PreviewMaker>();
        services.AddSingleton<PreviewService>();
        services.AddSingleton<VisibleImages>();
        services.AddSingleton<ImageShowcase>();
        services
            .AddOptions<SodaOptions>()
            .Bind(configuration.GetSection("Soda"))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<SodaOptions>>().Value);
        services.AddSingleton<CutoutPlanner>();
        services.AddSingleton<SodaService>();
        services.AddSingleton<SodaJobs>();
        services.AddSingleton<JobKind>(provider => provider.GetRequiredService<SodaJobs>());
        services
            .AddOptions<SiaOptions>()
            .Bind(configuration.GetSection("Sia"))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<SiaOptions>>().Value);
        services.AddSingleton<IAnswerServices, ImageServices>();
        services.AddSingleton<ImageSearch>();
        services.AddSingleton<ArchiveFactsReader>();
        services.AddSingleton<Sia1Service>();
        services.AddSingleton<Sia2Service>();
        return services;
    }

    /// <summary>Adds what serves HiPS and coverage maps, besides <see cref="AddSia"/>.</summary>
    /// <param name="dataFolder">Relative folders of settings lie below it.</param>
    public static IServiceCollection AddHips(
        this IServiceCollection services,
        IConfiguration configuration,
        string dataFolder
    )
    {
        services.AddSingleton(HipsFolderOf(configuration, dataFolder));
        services.AddSingleton<MocService>();
        return services;
    }

    /// <summary>The folder with HiPS that the configuration names.</summary>
    public static HipsFolder HipsFolderOf(IConfiguration configuration, string dataFolder)
    {
        var options = configuration.GetSection("Hips").Get<HipsOptions>() ?? new HipsOptions();
        return new HipsFolder(Path.Combine(dataFolder, options.Folder));
    }
}
