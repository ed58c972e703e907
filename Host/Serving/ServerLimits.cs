using System.ComponentModel.DataAnnotations;
using System.Net;
using DataLab.Formats;
using Microsoft.Extensions.Configuration;

namespace DataLab.Host.Serving;

/// <summary>How patient the web server is with clients; section <c>Server</c> of the configuration.</summary>
internal sealed record ServerLimits
{
    /// <summary>Seconds within which the headers of a request have to arrive.</summary>
    [Range(1, 3600)]
    public int HeaderSeconds { get; init; } = 30;

    /// <summary>A body that arrives more slowly than this is given up; bytes per second.</summary>
    [Range(1, 1_000_000)]
    public int BodyBytesPerSecond { get; init; } = 240;

    /// <summary>Seconds that a body may take to gather speed.</summary>
    [Range(2, 3600)]
    public int BodyGraceSeconds { get; init; } = 5;

    /// <summary>Seconds for which a client may take nothing of its answer before the connection is cut.</summary>
    [Range(1, 86_400)]
    public int StallSeconds { get; init; } = 30;

    /// <summary>Seconds between the order to stop and the stop, in which <c>/healthz</c> says so and requests are still served.</summary>
    [Range(0, 3600)]
    public int DrainSeconds { get; init; }

    /// <summary>Addresses of proxies, besides this machine, whose X-Forwarded-For tells who the caller is.</summary>
    public string[] Proxies { get; init; } = [];

    /// <exception cref="ServiceException">UsageError: a setting is out of its range.</exception>
    public static ServerLimits Read(IConfiguration configuration)
    {
        var limits = configuration.GetSection("Server").Get<ServerLimits>() ?? new ServerLimits();
        try
        {
            Validator.ValidateObject(limits, new ValidationContext(limits), validateAllProperties: true);
            if (limits.Proxies.FirstOrDefault(proxy => !IPAddress.TryParse(proxy, out _)) is { } wrong)
                throw new ValidationException($"Server:Proxies takes IP addresses, not \"{wrong}\".");
            return limits;
        }
        catch (ValidationException e)
        {
            throw new ServiceException(ErrorKind.UsageError, "The server cannot start: " + e.Message, e);
        }
    }
}
