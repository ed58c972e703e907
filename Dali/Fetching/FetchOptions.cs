using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace DataLab.Dali.Fetching;

/// <summary>Where URLs that users send may lead; section <c>Fetch</c> of the configuration.</summary>
/// <remarks>Public addresses always; the allow-lists are for the operator's own data nodes, which have no public one.</remarks>
public sealed record FetchOptions
{
    [Description(
        "Hosts that uploaded URLs may lead to whatever their address and port: `[\"data.example.org\", \"*.lab.example.org\"]`."
    )]
    public string[] AllowedHosts { get; init; } = [];

    [Description(
        "Networks that uploaded URLs may lead to although they are not public, on any port: `[\"10.1.0.0/16\"]`."
    )]
    public string[] AllowedNetworks { get; init; } = [];

    [Description("Ports of public addresses that may be asked; empty for 80, 443, 8000, 8080 and 8443.")]
    public int[]? Ports { get; init; }

    [Description("Redirects followed, each checked like the first URL.")]
    [Range(0, 20)]
    public int Redirects { get; init; } = 5;

    [Description("Seconds until a host must have taken the connection.")]
    [Range(1, 300)]
    public int ConnectSeconds { get; init; } = 10;

    [Description("Seconds without a single byte after which a transfer is given up.")]
    [Range(1, 3600)]
    public int StallSeconds { get; init; } = 30;

    [Description("Seconds that a whole transfer may take.")]
    [Range(1, 86_400)]
    public int Seconds { get; init; } = 300;
}
