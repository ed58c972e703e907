using System.ComponentModel.DataAnnotations;

namespace DataLab.Dali.Fetching;

/// <summary>Where URLs that users send may lead; section <c>Fetch</c> of the configuration.</summary>
/// <remarks>Public addresses always; the allow-lists are for the operator's own data nodes, which have no public one.</remarks>
public sealed record FetchOptions
{
    /// <summary>Hosts allowed whatever their address and port: <c>node1.example.org</c>, or <c>*.example.org</c> for all below.</summary>
    public string[] AllowedHosts { get; init; } = [];

    /// <summary>Networks allowed on any port although they are not public: <c>10.1.0.0/16</c>, <c>fd00::/8</c>, <c>192.168.1.5</c>.</summary>
    public string[] AllowedNetworks { get; init; } = [];

    /// <summary>Ports of public addresses that may be asked; null means 80, 443, 8000, 8080 and 8443.</summary>
    public int[]? Ports { get; init; }

    /// <summary>Redirects followed; each is checked like the first URL.</summary>
    [Range(0, 20)]
    public int Redirects { get; init; } = 5;

    /// <summary>Seconds until a host must have taken the connection.</summary>
    [Range(1, 300)]
    public int ConnectSeconds { get; init; } = 10;

    /// <summary>Seconds without a single byte after which a transfer is given up.</summary>
    [Range(1, 3600)]
    public int StallSeconds { get; init; } = 30;

    /// <summary>Seconds that a whole transfer may take.</summary>
    [Range(1, 86_400)]
    public int Seconds { get; init; } = 300;
}
