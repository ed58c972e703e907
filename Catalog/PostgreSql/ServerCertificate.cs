using System.Net;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>How the way to a database is protected, as far as a connection that is open tells.</summary>
internal static class ServerCertificate
{
    private const string Protection = "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl";

    /// <param name="given">As the operator writes it, with the password.</param>
    /// <param name="opened">By it.</param>
    public static async Task<PostgreSqlFacts> ReadAsync(
        PostgreSqlFacts facts,
        NpgsqlConnectionStringBuilder given,
        NpgsqlConnection opened,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Protection, opened);
        var tls = (string?)await command.ExecuteScalarAsync(ct).ConfigureAwait(false);
        return facts with
        {
            Tls = tls,
            IsLocal = IsLocal(given.Host),
            IsVerified = given.SslMode is SslMode.VerifyCA or SslMode.VerifyFull,
            CertificateUntil = tls is null ? null : await UntilAsync(given, ct).ConfigureAwait(false),
        };
    }

    private static bool IsLocal(string? hosts) =>
        (hosts ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .All(host =>
                host.StartsWith('/')
                || host.StartsWith('@')
                || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)
            );

    /// <summary>Looks at the certificate on a connection of its own, which ends with it, before anything secret is sent.</summary>
    private static async Task<DateTimeOffset?> UntilAsync(NpgsqlConnectionStringBuilder given, CancellationToken ct)
    {
        DateTimeOffset? until = null;
        var builder = new NpgsqlConnectionStringBuilder(given.ConnectionString)
        {
            SslMode = SslMode.Require,
            RootCertificate = null,
        };
        var sources = new NpgsqlDataSourceBuilder(builder.ConnectionString);
        sources.UseSslClientAuthenticationOptionsCallback(options =>
            options.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                until = (certificate as X509Certificate2)?.NotAfter.ToUniversalTime();
                return false;
            }
        );
        await using var source = sources.Build();
        try
        {
            await using var connection = await source.OpenConnectionAsync(ct).ConfigureAwait(false);
        }
        catch (NpgsqlException) when (until is not null)
        {
            // Refused as intended.
        }
        return until;
    }
}
