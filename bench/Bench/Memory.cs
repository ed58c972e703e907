namespace DataLab.Bench;

/// <summary>Memory while a table is sent: the whole one may not need more than a tenth of it.</summary>
internal static class Memory
{
    private const string Columns = "id, ra, dec, gmag, rmag";

    /// <summary>Megabytes that the garbage collector may make of nothing.</summary>
    private const double Whim = 64;

    public static async Task MeasureAsync(Bench bench)
    {
        foreach (var format in new[] { "json", "html", "text", "fits", "arrow", "parquet" })
        {
            await using var server = await bench.StartServerAsync();
            using var client = Client.Create();
            var tenth = await PeakAsync($"SELECT TOP {bench.Report.Rows / 10} {Columns} FROM {Bench.Table}");
            var whole = await PeakAsync($"SELECT {Columns} FROM {Bench.Table}");
            bench.Report.Note($"{format}: most memory, a tenth of the table", tenth, "MB");
            bench.Report.AtMost($"{format}: most memory, whole table above that", whole - tenth, Whim, "MB");

            async Task<double> PeakAsync(string adql)
            {
                // Once beforehand: what is compiled, pooled and cached on the way has nothing to do with the length.
                await Client.QueryAsync(client, server.Sync, adql, format);
                server.ForgetPeak();
                await Client.QueryAsync(client, server.Sync, adql, format);
                return server.Memory().Peak;
            }
        }
    }
}
