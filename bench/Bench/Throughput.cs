namespace DataLab.Bench;

/// <summary>Bulk answers: the whole object table through HTTP against the engine's own CSV export; memory; time to first byte.</summary>
internal static class Throughput
{
    private const string Columns = "id, ra, dec, gmag, rmag";

    public static async Task MeasureAsync(Report report, ServerProcess server, Engine engine)
    {
        using var client = Client.Create();
        var buffer = new byte[1 << 20];
        const string adql = $"SELECT {Columns} FROM smash_dr1.object";
        await Client.QueryAsync(client, server.Sync, "SELECT TOP 1000 * FROM smash_dr1.object", "csv");
        var idle = server.Memory().Now;

        var copy = engine.Time($"COPY (SELECT {Columns} FROM {engine.Table}) TO '/dev/null' (FORMAT csv)");
        report.Note("engine's own COPY to CSV, /dev/null", copy, "s");
        foreach (var (format, bound) in new[] { ("csv", 1.0), ("votable/b2", 0.3), ("votable/td", 1.5) })
        {
            (double FirstByte, double Total, long Bytes) best = (0, double.MaxValue, 0);
            for (var run = 0; run < 4; run++)
            {
                var time = await Client.QueryAsync(client, server.Sync, adql, format, buffer);
                best = time.Total < best.Total ? time : best;
            }
            report.AtMost($"{format} through HTTP / COPY", best.Total / copy, bound, "x");
            report.Note($"{format}: size", best.Bytes / 1e6, "MB");
            report.AtMost($"{format}: first byte / whole answer", best.FirstByte / best.Total, 0.05, "");
        }
        report.AtMost("server memory above idle, at its highest", server.Memory().Peak - idle, 400, "MB");
        report.Note("server memory, idle", idle, "MB");
    }
}
