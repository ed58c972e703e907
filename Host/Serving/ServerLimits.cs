using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using DataLab.Formats;
using Microsoft.Extensions.Configuration;

namespace DataLab.Host.Serving;

/// <summary>How patient the web server is with clients; section <c>Server</c> of the configuration.</summary>
internal sealed record ServerLimits
{
    [Description("How long the headers of a request may take to arrive, seconds.")]
    [Range(1, 3600)]
    public int HeaderSeconds { get; init; } = 30;

    [Description("A body that arrives more slowly is given up (408), bytes per second.")]
    [Range(1, 1_000_000)]
    public int BodyBytesPerSecond { get; init; } = 240;

    [Description("How long a body may take to gather speed, seconds.")]
    [Range(2, 3600)]
    public int BodyGraceSeconds { get; init; } = 5;

    [Description(
        "A client that takes nothing of its answer for so many seconds is cut off; with the 512 kB kept for it, the slowest that is served reads 17 kB/s at the default."
    )]
    [Range(1, 86_400)]
    public int StallSeconds { get; init; } = 30;

    [Description("How long a server that was told to stop goes on serving while `/healthz` answers 503, seconds.")]
    [Range(0, 3600)]
    public int DrainSeconds { get; init; }

    [Description(
        "Addresses of proxies on other machines whose `X-Forwarded-For` tells who the caller is; one on this machine is always believed."
    )]
    public string[] Proxies { get; init; } = [];

    [Description(
        "Where jobs, uploads and temporary files go, an absolute path; `--state` goes before it. Empty for the data folder."
    )]
    public string? StateFolder { get; init; }

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
