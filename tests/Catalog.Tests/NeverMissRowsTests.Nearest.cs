namespace DataLab.Catalog.Tests;

/// <content>The nearest rows at any distance. Of rows at the same distance any may be taken, so distances are compared.</content>
public sealed partial class NeverMissRowsTests
{
    private const string ToHost = "D(s.ra, s.dec, h.ra, h.dec);";

    [Test]
    public async Task The_nearest_rows_of_each_row([Values(1, 3, 40, 5000)] int count) =>
        await SameAsync(
            $"SELECT h.id, n.d FROM sky.hosts AS h, LATERAL (SELECT TOP {count} s.id, {ToHost} AS d FROM sky.stars AS s ORDER BY d) AS n"
        );

    [TestCase(
        "sky.hosts AS h CROSS JOIN LATERAL (SELECT s.id, {0} * 3600 AS d FROM sky.stars AS s ORDER BY {0} LIMIT 2) AS n"
    )]
    [TestCase(
        "sky.hosts AS h LEFT JOIN LATERAL (SELECT TOP 1 s.id, {0} AS d FROM sky.stars AS s WHERE s.mag < h.r ORDER BY d) AS n ON true"
    )]
    [TestCase(
        "sky.hosts AS h, LATERAL (SELECT TOP 1 s.id, {0} AS d FROM sky.stars AS s WHERE s.mag < 0.1 ORDER BY {0} * 64) AS n"
    )]
    [TestCase(
        "sky.hosts AS h, LATERAL (SELECT TOP 1 s.id, {0} AS d FROM sky.stars AS s WHERE s.mag < 0 ORDER BY d) AS n"
    )]
    [TestCase(
        "sky.hosts AS h LEFT JOIN LATERAL (SELECT TOP 1 s.id, {0} AS d FROM sky.stars AS s WHERE s.mag < 0 ORDER BY d) AS n ON true"
    )]
    [TestCase(
        "sky.hosts AS h, LATERAL (SELECT TOP 2 s.id, {0} AS d FROM sky.stars AS s WHERE s.id <> h.id AND D(s.ra, s.dec, 10.5, 20.5); < 2 ORDER BY d) AS n"
    )]
    [TestCase(
        "(SELECT id, ra, dec, r FROM sky.hosts WHERE r > 1) AS h, LATERAL (SELECT TOP 2 s.id, {0} AS d FROM sky.stars AS s ORDER BY d) AS n"
    )]
    [TestCase(
        "sky.hosts AS h, LATERAL (SELECT TOP 2 s.id, {0} AS d FROM sky.stars AS s ORDER BY d) AS n, LATERAL (SELECT TOP 1 t.id, D(t.ra, t.dec, h.ra, h.dec); AS e FROM sky.stars AS t WHERE t.mag > 10 ORDER BY e) AS m"
    )]
    public async Task Nearest_rows_however_asked_for(string from)
    {
        var mayBeEmpty =
            from.Contains("mag < 0 ORDER", StringComparison.Ordinal)
            && !from.Contains("LEFT", StringComparison.Ordinal);
        await SameAsync($"SELECT h.id, n.d FROM {from.Replace("{0}", ToHost, StringComparison.Ordinal)}", mayBeEmpty);
    }

    [TestCase("ORDER BY d DESC")]
    [TestCase("ORDER BY d OFFSET 1")]
    [TestCase("ORDER BY d, s.mag")]
    public async Task What_is_not_nearest_alone_is_sorted_as_ever(string order) =>
        await SameAsync(
            $"SELECT h.id, n.d FROM sky.hosts AS h, LATERAL (SELECT TOP 2 s.id, {ToHost} AS d FROM sky.stars AS s {order}) AS n"
        );
}
