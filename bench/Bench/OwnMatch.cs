using System.Globalization;
using System.Text;
using DataLab.Sky;

namespace DataLab.Bench;

/// <summary>A match of positions by hand, in the engine alone: a join on the cells around each position, and haversines.</summary>
internal static class OwnMatch
{
    /// <summary>Stores positions with the cells around them, once; returns what FROM takes: the table of positions and o, the objects.</summary>
    /// <param name="radius">Degrees.</param>
    public static string Prepare(Engine engine, string name, List<(double Ra, double Dec)> positions, double radius)
    {
        var order = Healpix.OrderFor(radius);
        engine.Execute($"CREATE TEMP TABLE {name} (id INTEGER, ra DOUBLE, dec DOUBLE, cell BIGINT)");
        foreach (var part in positions.Index().Chunk(10_000))
            engine.Execute($"INSERT INTO {name} VALUES {Rows(part, order)}");
        return FormattableString.Invariant(
            $"""
            {name} JOIN {engine.Table} AS o ON (o.hpx29 >> {2 * (Healpix.MaxOrder - order)}) = {name}.cell
            AND {Haversine(name)} < pow(sin(radians({radius}) / 2), 2)
            """
        );
    }

    public static string Haversine(string name) =>
        $"""
            (pow(sin(radians(o.dec - {name}.dec) / 2), 2)
            + cos(radians({name}.dec)) * cos(radians(o.dec)) * pow(sin(radians(o.ra - {name}.ra) / 2), 2))
            """;

    private static StringBuilder Rows(IEnumerable<(int Index, (double Ra, double Dec) Item)> positions, int order)
    {
        Span<long> around = stackalloc long[Healpix.MaxAround];
        var values = new StringBuilder();
        foreach (var (i, (ra, dec)) in positions)
        {
            var count = Healpix.Around(order, Healpix.Ang2Pix(order, new Point(ra, dec)), around);
            foreach (var cell in around[..count])
                values.Append(CultureInfo.InvariantCulture, $"{(values.Length > 0 ? "," : "")}({i},{ra},{dec},{cell})");
        }
        return values;
    }
}
