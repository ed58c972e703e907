using System.Globalization;

namespace DataLab.Bench;

/// <summary>Positions of objects of the survey, and files of them to upload.</summary>
internal static class Positions
{
    /// <summary>Of objects all over the survey, half an arcsecond off.</summary>
    public static async Task<List<(double Ra, double Dec)>> OffAsync(HttpClient client, ServerProcess server, int rows)
    {
        // random_id is even between 0 and 100: a little more than enough of it, wherever the rows lie.
        var share = 100.0 * rows / await RowsAsync(client, server) * 1.1;
        var csv = await Client.CsvAsync(
            client,
            server.Sync,
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT TOP {rows} ra, dec FROM {Bench.Table} WHERE random_id BETWEEN 40 AND {40 + share}"
            )
        );
        return csv.Select(cells => (Number(cells[0]), Number(cells[1]) + 0.5 / 3600)).ToList();
    }

    public static string Csv(List<(double Ra, double Dec)> positions) =>
        "id,ra,dec\n"
        + string.Concat(
            positions.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"{i},{p.Ra},{p.Dec}\n"))
        );

    public static string VoTable(List<(double Ra, double Dec)> positions) =>
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

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    private static async Task<double> RowsAsync(HttpClient client, ServerProcess server) =>
        Number((await Client.CsvAsync(client, server.Sync, $"SELECT COUNT(*) FROM {Bench.Table}"))[0][0]);
}
