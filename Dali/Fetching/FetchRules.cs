using System.Net;
using System.Net.Sockets;
using DataLab.Formats;

namespace DataLab.Dali.Fetching;

/// <summary>Decides whether a URL may be fetched, and to which addresses its host really leads.</summary>
/// <remarks>
/// The answer for a host that is not public is the same whether it exists or not, so that nobody can map the inside from outside.
/// </remarks>
internal sealed class FetchRules
{
    private const int LongestUrl = 4096;
    private static readonly int[] UsualPorts = [80, 443, 8000, 8080, 8443];

    private readonly FetchOptions options;
    private readonly IPNetwork[] networks;
    private readonly int[] ports;

    /// <exception cref="FormatException">An allowed network is none.</exception>
    public FetchRules(FetchOptions options)
    {
        this.options = options;
        networks = [.. options.AllowedNetworks.Select(ParseNetwork)];
        ports = options.Ports ?? UsualPorts;
    }

    /// <summary>Everything that can be told from the text.</summary>
    /// <exception cref="ServiceException">UsageError with the reason.</exception>
    public static void CheckText(Uri url)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https"))
            throw Refused("only http and https URLs can be fetched");
        if (url.OriginalString.Length > LongestUrl)
            throw Refused($"it is longer than {LongestUrl} characters");
        if (url.UserInfo.Length > 0)
            throw Refused("it holds a user name or password; give a URL that works without");
        if (url.IdnHost.Length == 0)
            throw Refused("it names no host");
    }

    /// <summary>The addresses that may be connected to, all checked.</summary>
    /// <param name="host">Name or address.</param>
    /// <exception cref="ServiceException">UsageError: not public, not known, or not a port of ours to ask.</exception>
    public async Task<IPAddress[]> ResolveAsync(string host, int port, CancellationToken ct)
    {
        var addresses = await AddressesAsync(host, ct).ConfigureAwait(false);
        if (IsAllowedHost(host) && addresses.Length > 0)
            return addresses;
        // One that is not allowed spoils the lot: a name that leads both outside and inside is an attack.
        if (
            addresses.Length == 0
            || !addresses.All(address => IsAllowedNetwork(address) || PublicAddress.IsPublic(address))
        )
            throw Refused("its host is not one with a public address");
        if (!ports.Contains(port) && !addresses.All(IsAllowedNetwork))
            throw Refused($"port {port} is not one of {string.Join(", ", ports)}");
        return addresses;
    }

    public static ServiceException Refused(string reason) =>
        new(ErrorKind.UsageError, $"The URL cannot be fetched: {reason}.");

    private bool IsAllowedHost(string host) =>
        options.AllowedHosts.Any(allowed =>
            allowed.StartsWith("*.", StringComparison.Ordinal)
                ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
                : host.Equals(allowed, StringComparison.OrdinalIgnoreCase)
        );

    private bool IsAllowedNetwork(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return networks.Any(network => network.Contains(address));
    }

    private static async Task<IPAddress[]> AddressesAsync(string host, CancellationToken ct)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
            return [address];
        try
        {
            return await Dns.GetHostAddressesAsync(host, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return [];
        }
    }

    private static IPNetwork ParseNetwork(string text) =>
        IPAddress.TryParse(text, out var single)
            ? new IPNetwork(single, single.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
        : IPNetwork.TryParse(text, out var network) ? network
        : throw new FormatException($"Fetch:AllowedNetworks: \"{text}\" is not a network such as 10.1.0.0/16.");
}
