using System.Diagnostics;
using System.Globalization;
using System.Text;
using DataLab.Sky;

namespace DataLab.Bench.PostgreSql;

/// <summary>Positions sent with a query and matched at one arcsecond, against the same by hand: sent with psql, matched by Q3C or on cells.</summary>
internal static class Matches
{
    private const double Radius = 1 / 3600.0;
    private const int Runs = 3;

    public static async Task MeasureAsync(Report report, Cluster cluster)
    {
        using var client = Client.Create();
        foreach (var rows in new[] { 1_000, 100_000 })
        {
            var positions = await Positions.OffAsync(client, cluster.DataLab, rows);
            var (q3c, cells, ours) = (double.MaxValue, double.MaxValue, double.MaxValue);
            for (var run = 0; run < Runs; run++)
            {
                q3c = Math.Min(q3c, await Q3cAsync(cluster, positions));
                cells = Math.Min(cells, await CellsAsync(cluster, positions));
                ours = Math.Min(ours, await OursAsync(client, cluster, Positions.Csv(positions), positions.Count));
            }
            var what = string.Create(CultureInfo.InvariantCulture, $"PostgreSQL, match of {rows:N0} positions");
            report.Note($"{what}: psql, q3c_join", q3c, "s");
            report.Note($"{what}: psql, join on cells", cells, "s");
            report.AtMost($"{what}: through HTTP / the better of both", ours / Math.Min(q3c, cells), 1.3, "x");
        }
    }

    private static Task<double> Q3cAsync(Cluster cluster, List<(double Ra, double Dec)> positions) =>
        WithFileAsync(
            Positions.Csv(positions),
            file =>
                cluster.Floor.ScriptAsync(
                    [
                        "CREATE TEMP TABLE u (id int, ra float8, dec float8);",
                        $"\\copy u FROM '{file}' (FORMAT csv, HEADER)",
                        "ANALYZE u;",
                        $"\\copy (SELECT u.id, o.id, o.ra, o.dec FROM u, {cluster.Relation} o WHERE q3c_join(u.ra, u.dec, o.ra, o.dec, {Text(Radius)})) TO '/dev/null' (FORMAT binary)",
                        "DROP TABLE u;",
                    ],
                    1
                )
        );

    private static Task<double> CellsAsync(Cluster cluster, List<(double Ra, double Dec)> positions)
    {
        var order = Healpix.OrderFor(Radius);
        var shift = 2 * (Healpix.MaxOrder - order);
        return WithFileAsync(
            Cells(positions, order),
            file =>
                cluster.Floor.ScriptAsync(
                    [
                        "CREATE TEMP TABLE u (id int, ra float8, dec float8, first int8, last int8);",
                        $"\\copy u FROM '{file}' (FORMAT csv)",
                        "ANALYZE u;",
                        $"\\copy (SELECT u.id, o.id, o.ra, o.dec FROM u, {cluster.Relation} o WHERE o.hpx29 BETWEEN u.first AND u.last AND {OwnMatch.Haversine("u").ReplaceLineEndings(" ")} < pow(sin(radians({Text(Radius)}) / 2), 2)) TO '/dev/null' (FORMAT binary)",
                        "DROP TABLE u;",
                    ],
                    1
                )
        );

        string Cells(List<(double Ra, double Dec)> at, int level)
        {
            Span<long> around = stackalloc long[Healpix.MaxAround];
            var text = new StringBuilder();
            foreach (var (i, (ra, dec)) in at.Index())
            {
                var count = Healpix.Around(level, Healpix.Ang2Pix(level, new Point(ra, dec)), around);
                foreach (var cell in around[..count])
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"{i},{ra},{dec},{cell << shift},{((cell + 1) << shift) - 1}\n"
                    );
            }
            return text.ToString();
        }
    }

    private static async Task<double> WithFileAsync(string content, Func<string, Task<double>> measure)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, content);
            return await measure(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<double> OursAsync(HttpClient client, Cluster cluster, string table, int rows)
    {
        const string adql =
            "SELECT u.id AS uid, o.id, o.ra, o.dec FROM TAP_UPLOAD.mine AS u JOIN smash_dr1.object AS o "
            + "ON DISTANCE(POINT(u.ra, u.dec), POINT(o.ra, o.dec)) < 1/3600.";
        var clock = Stopwatch.StartNew();
        var answer = await Client.UploadAsync(client, cluster.DataLab.Sync, adql, "votable/b2", table);
        if (answer.Length < rows)
            throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
        return clock.Elapsed.TotalSeconds;
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
