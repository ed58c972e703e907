using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DataLab.Dali.Fetching;

public static class FetchingServices
{
    /// <summary>The one <see cref="UrlFetcher"/> of the program, set up by section <c>Fetch</c>. May be called by several services.</summary>
    public static IServiceCollection AddFetching(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(UrlFetcher)))
            return services;
        services
            .AddOptions<FetchOptions>()
            .Bind(configuration.GetSection("Fetch"))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FetchOptions>, NetworksAreNetworks>());
        return services.AddSingleton(provider => new UrlFetcher(
            provider.GetRequiredService<IOptions<FetchOptions>>().Value
        ));
    }

    private sealed class NetworksAreNetworks : IValidateOptions<FetchOptions>
    {
        public ValidateOptionsResult Validate(string? name, FetchOptions options)
        {
            try
            {
                _ = new FetchRules(options);
                return ValidateOptionsResult.Success;
            }
            catch (FormatException e)
            {
                return ValidateOptionsResult.Fail(e.Message);
            }
        }
    }
}
