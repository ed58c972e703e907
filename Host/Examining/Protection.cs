using System.Globalization;
using DataLab.Catalog.PostgreSql;

namespace DataLab.Host.Examining;

/// <summary>Looks at how the way to a database is protected, and how long its certificate holds.</summary>
internal static class Protection
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(21);

    public static IEnumerable<Finding> Look(string setting, PostgreSqlFacts facts)
    {
        if (facts.Tls is not { } version)
        {
            yield return facts.IsLocal
                ? Finding.Ok(setting, "on this machine, so that TLS is not needed")
                : new Finding(
                    FindingLevel.Warning,
                    setting,
                    "the connection is not encrypted",
                    "Whoever listens on the way reads the rows and can change them.",
                    "Turn ssl on in the database, and write SSL Mode=VerifyFull;Root Certificate=FILE into the connection string."
                );
            yield break;
        }
        yield return facts.IsVerified || facts.IsLocal
            ? Finding.Ok(setting, $"{version}{(facts.IsVerified ? ", certificate checked" : "")}")
            : new Finding(
                FindingLevel.Note,
                setting,
                $"{version}, but the certificate of the database is not checked",
                "Somebody between could pretend to be the database.",
                "Write SSL Mode=VerifyFull;Root Certificate=FILE into the connection string."
            );
        if (facts.CertificateUntil is { } until && until - DateTimeOffset.UtcNow < Soon)
            yield return new Finding(
                facts.IsVerified && until < DateTimeOffset.UtcNow ? FindingLevel.Error : FindingLevel.Warning,
                setting,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"its certificate {(until < DateTimeOffset.UtcNow ? "ended" : "ends")} on {until:yyyy-MM-dd}"
                ),
                "Connections that check it fail from then on.",
                "Put a new one in its place (ssl_cert_file) and reload the database."
            );
    }
}
