using System.Diagnostics;
using System.Globalization;
using System.Text;
using DataLab.Sky;

namespace DataLab.Bench;

/// <summary>Ten thousand positions sent with a query and matched at one arcsecond, against the same join in the engine alone.</summary>
internal static class Uploads
{
    private const int Rows = 10_000;
    private const int Runs = 7;
    private const string OnTheSky = "DISTANCE(POINT(u.ra, u.dec), POINT(o.ra, o.dec)) < 1/3600.";

    public static async Task MeasureAsync(Report report, ServerProcess server, Engine engine)
    {
        using var client = Client.Create();
        var positions = await PositionsAsync(client, server);
        var own = OwnJoin(engine, positions);
        report.Note("match of 10,000 positions: engine's own join", own * 1e3, "ms");
        foreach (var (name, content) in new[] { ("VOTable", VoTable(positions)), ("CSV", Csv(positions)) })
        {
            var best = double.MaxValue;
            for (var run = 0; run < Runs; run++)
                best = Math.Min(best, await MatchAsync(client, server, content));
            report.AtMost($"{name} upload, match, answer / engine's own join", best / own, 2, "x");
        }
    }

    /// <summary>Seconds for the join alone: the positions with the cells around them are in the engine already.</summary>
    private static double OwnJoin(Engine engine, List<(double Ra, double Dec)> positions)
    {
        var order = Healpix.OrderFor(1 / 3600.0);
        Span<long> around = stackalloc long[9];
        var values = new StringBuilder();
        for (var i = 0; i < positions.Count; i++)
        {
            var (ra, dec) = positions[i];
            var count = Healpix.Around(order, Healpix.Ang2Pix(order, new Point(ra, dec)), around);
            foreach (var cell in around[..count])
                values.Append(CultureInfo.InvariantCulture, $"{(values.Length > 0 ? "," : "")}({i},{ra},{dec},{cell})");
        }
        engine.Execute("CREATE TEMP TABLE u (id INTEGER, ra DOUBLE, dec DOUBLE, cell BIGINT)");
        engine.Execute("INSERT INTO u VALUES " + values);
        var shift = 2 * (Healpix.MaxOrder - order);
        return engine.TimeReading(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                SELECT u.id, o.id, o.ra, o.dec FROM u JOIN {engine.Table} AS o ON (o.hpx29 >> {shift}) = u.cell
                AND pow(sin(radians(o.dec - u.dec) / 2), 2)
                    + cos(radians(u.dec)) * cos(radians(o.dec)) * pow(sin(radians(o.ra - u.ra) / 2), 2)
                    < pow(sin(radians(1 / 3600e0) / 2), 2)
                """
            ),
            Runs
        );
    }

    private static async Task<double> MatchAsync(HttpClient client, ServerProcess server, string content)
    {
        var adql =
            "SELECT u.id AS uid, o.id, o.ra, o.dec FROM TAP_UPLOAD.mine AS u JOIN smash_dr1.object AS o ON " + OnTheSky;
        using var form = new MultipartFormDataContent
        {
            { new StringContent("ADQL"), "LANG" },
            { new StringContent(adql), "QUERY" },
            { new StringContent("votable/b2"), "RESPONSEFORMAT" },
            { new StringContent("mine,param:table"), "UPLOAD" },
            { new StringContent(content), "table", "table" },
        };
        var clock = Stopwatch.StartNew();
        using var response = await client.PostAsync(server.Sync, form);
        var answer = await response.Content.ReadAsByteArrayAsync();
        if (!response.IsSuccessStatusCode || answer.Length < Rows)
            throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Of objects all over the survey, half an arcsecond off.</summary>
    private static async Task<List<(double Ra, double Dec)>> PositionsAsync(HttpClient client, ServerProcess server)
    {
        var url = new Uri(
            server.Sync,
            "sync?LANG=ADQL&FORMAT=csv&QUERY="
                + Uri.EscapeDataString(
                    $"SELECT TOP {Rows} ra, dec FROM smash_dr1.object WHERE random_id BETWEEN 40 AND 41"
                )
        );
        using var response = await client.GetAsync(url);
        var csv = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException(csv);
        return csv.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(line => line.Trim().Split(','))
            .Select(p =>
                (
                    double.Parse(p[0], CultureInfo.InvariantCulture),
                    double.Parse(p[1], CultureInfo.InvariantCulture) + 0.5 / 3600
                )
            )
            .ToList();
    }

    private static string Csv(List<(double Ra, double Dec)> positions) =>
        "id,ra,dec\n"
        + string.Concat(
            positions.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"{i},{p.Ra},{p.Dec}\n"))
        );

    private static string VoTable(List<(double Ra, double Dec)> positions) =>
        """
            <VOTABLE version="1.4"><RESOURCE><TABLE>
            <FIELD name="id" datatype="int"/>
            <FIELD name="ra" datatype="double" unit="deg" ucd="pos.eq.ra;meta.main"/>
            <FIELD name="dec" datatype="double" unit="deg" ucd="pos.eq.dec;meta.main"/>
            <DATA><TABLEDATA>
            """
        + string.Concat(
            positions.Select(
                (p, i) =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"<TR><TD>{i}</TD><TD>{p.Ra}</TD><TD>{p.Dec}</TD></TR>\n"
                    )
            )
        )
        + "</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";
}
