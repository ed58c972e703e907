using System.ComponentModel.DataAnnotations;
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

    /// <exception cref="ServiceException">UsageError: a setting is out of its range.</exception>
    public static ServerLimits Read(IConfiguration configuration)
    {
        var limits = configuration.GetSection("Server").Get<ServerLimits>() ?? new ServerLimits();
        try
        {
            Validator.ValidateObject(limits, new ValidationContext(limits), validateAllProperties: true);
            return limits;
        }
        catch (ValidationException e)
        {
            throw new ServiceException(ErrorKind.UsageError, "The server cannot start: " + e.Message, e);
        }
    }
}
