namespace DataLab.Bench;

/// <summary>Binary formats of other worlds: Parquet against the engine's own writer, Arrow and FITS against BINARY2.</summary>
internal static class Exports
{
    private const int Rounds = 5;

    public static async Task MeasureAsync(Report report, ServerProcess server, Engine engine)
    {
        foreach (var columns in new[] { "id, ra, dec, gmag, rmag", "*" })
            await MeasureAsync(report, server, engine, columns);
        report.Note("server memory at its highest, after exports", server.Memory().Peak, "MB");
    }

    private static async Task MeasureAsync(Report report, ServerProcess server, Engine engine, string columns)
    {
        using var client = Client.Create();
        var buffer = new byte[1 << 20];
        var adql = $"SELECT {columns} FROM smash_dr1.object";
        var sql = $"COPY (SELECT {columns} FROM {engine.Table}) TO '/dev/null' (FORMAT parquet)";
        var (copy, parquet, arrow, binary) = (double.MaxValue, double.MaxValue, double.MaxValue, double.MaxValue);
        var fits = double.MaxValue;
        // In turns, so that a noisy minute of the machine hits all of them.
        for (var round = 0; round < Rounds; round++)
        {
            copy = Math.Min(copy, engine.Time(sql, 1));
            parquet = Math.Min(parquet, await TimeAsync("parquet"));
            arrow = Math.Min(arrow, await TimeAsync("arrow"));
            fits = Math.Min(fits, await TimeAsync("fits"));
            binary = Math.Min(binary, await TimeAsync("votable/b2"));
        }
        var what = columns == "*" ? "all columns" : "5 columns";
        report.Note($"{what}: engine's own COPY to Parquet, /dev/null", copy, "s");
        report.AtMost($"{what}: parquet through HTTP / COPY", parquet / copy, 1.2, "x");
        report.Note($"{what}: BINARY2 through HTTP", binary, "s");
        report.AtMost($"{what}: arrow through HTTP / BINARY2", arrow / binary, 1.2, "x");
        report.AtMost($"{what}: fits through HTTP / BINARY2", fits / binary, 1.2, "x");

        async Task<double> TimeAsync(string format) =>
            (await Client.QueryAsync(client, server.Sync, adql, format, buffer)).Total;
    }
}
