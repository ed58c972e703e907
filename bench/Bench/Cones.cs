using System.Diagnostics;
using System.Globalization;

namespace DataLab.Bench;

/// <summary>Cone searches of 0.1 degree from eight clients at once, at positions where the survey has rows.</summary>
internal static class Cones
{
    private const int Clients = 8;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(6);

    public static async Task MeasureAsync(Report report, ServerProcess server)
    {
        var centres = await CentresAsync(server);
        using var client = Client.Create();
        await RunAsync(client, server, centres, TimeSpan.FromSeconds(4));
        var clock = Stopwatch.StartNew();
        var done = await RunAsync(client, server, centres, Duration);
        report.AtLeast("0.1 degree cones, 8 clients", done / clock.Elapsed.TotalSeconds, 400, "1/s");
    }

    private static async Task<int> RunAsync(
        HttpClient client,
        ServerProcess server,
        (double Ra, double Dec)[] centres,
        TimeSpan duration
    )
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(
            Enumerable
                .Range(0, Clients)
                .Select(async k =>
                {
                    var n = 0;
                    for (; clock.Elapsed < duration; n++)
                    {
                        var (ra, dec) = centres[(k * 7919 + n * 104729) % centres.Length];
                        var adql = string.Create(
                            CultureInfo.InvariantCulture,
                            $"SELECT id, ra, dec, gmag, rmag FROM smash_dr1.object WHERE 1=CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', {ra}, {dec}, 0.1))"
                        );
                        await Client.QueryAsync(client, server.Sync, adql, "votable/b2");
                    }
                    return n;
                })
        );
        return counts.Sum();
    }

    private static async Task<(double Ra, double Dec)[]> CentresAsync(ServerProcess server)
    {
        using var client = Client.Create();
        var rows = await Client.CsvAsync(
            client,
            server.Sync,
            "SELECT TOP 2000 ra, dec FROM smash_dr1.object WHERE MOD(htm9, 977) = 3"
        );
        return
        [
            .. rows.Select(p =>
                (double.Parse(p[0], CultureInfo.InvariantCulture), double.Parse(p[1], CultureInfo.InvariantCulture))
            ),
        ];
    }
}
