using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using DataLab.Formats;
using Microsoft.Extensions.Configuration;

namespace DataLab.Host.Observing;

/// <summary>Who may read <c>/metrics</c>, and where; section <c>Metrics</c> of the configuration.</summary>
internal sealed record MetricsSettings
{
    [Description("Whether there is `/metrics`.")]
    public bool Enabled { get; init; } = true;

    [Description(
        "Addresses and networks that may read `/metrics`: `[\"10.1.0.0/16\", \"192.168.1.5\"]`. This machine may, unless the request came through a proxy."
    )]
    public string[] Allow { get; init; } = [];

    [Description(
        "A port of its own for `/metrics` and `/healthz`; the public one has no `/metrics` then. Empty for the public port."
    )]
    [Range(1, 65_535)]
    public int? Port { get; init; }

    [Description("Address that `Metrics:Port` is listened to on.")]
    public string Bind { get; init; } = "127.0.0.1";

    /// <exception cref="ServiceException">UsageError: a setting is out of its range.</exception>
    public static MetricsSettings Read(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Metrics").Get<MetricsSettings>() ?? new MetricsSettings();
        try
        {
            Validator.ValidateObject(settings, new ValidationContext(settings), validateAllProperties: true);
            foreach (var text in settings.Allow)
                _ = Network(text);
            if (!IPAddress.TryParse(settings.Bind, out _))
                throw new ValidationException($"Metrics:Bind takes an IP address, not \"{settings.Bind}\".");
            return settings;
        }
        catch (ValidationException e)
        {
            throw new ServiceException(ErrorKind.UsageError, "The server cannot start: " + e.Message, e);
        }
    }

    /// <summary>Whether a reader at that address may.</summary>
    public bool Allows(IPAddress? address)
    {
        if (address is null)
            return false;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return IPAddress.IsLoopback(address) || Array.Exists(Allow, text => Network(text).Contains(address));
    }

    private static IPNetwork Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new ValidationException(
            $"Metrics:Allow takes addresses and networks such as 10.1.0.0/16, not \"{text}\"."
        );
}
