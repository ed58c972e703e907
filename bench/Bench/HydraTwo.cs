namespace DataLab.Bench;

/// <summary>The selection that shows the Hydra II dwarf, as Data Lab's users write it (a text literal against an integer column).</summary>
internal static class HydraTwo
{
    private const string Where =
        "depthflag>1 and abs(sharp)<0.5 and gmag is not null and gmag between 9 and 25 and (gmag-rmag) between -1.5 and 3.0";

    public static async Task MeasureAsync(Report report, ServerProcess server, Engine engine)
    {
        var own = engine.TimeReading(
            $"SELECT ra, dec, gmag, rmag, depthflag FROM {engine.Table} WHERE fieldid=169 and {Where}",
            7
        );
        using var client = Client.Create();
        var best = double.MaxValue;
        for (var run = 0; run < 7; run++)
        {
            var adql = $"select ra,dec,gmag,rmag,depthflag from smash_dr1.object where fieldid='169' and {Where}";
            best = Math.Min(best, (await Client.QueryAsync(client, server.Sync, adql, "votable/b2")).Total);
        }
        report.Note("Hydra II: engine alone, rows read", own * 1e3, "ms");
        report.AtMost("Hydra II through HTTP / engine alone", best / own, 1.3, "x");
    }
}
