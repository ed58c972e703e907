using System.Globalization;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Looks at some rows of a relation for what its definition does not tell.</summary>
/// <param name="connection">With a statement timeout: a view may take any time for its first row.</param>
internal sealed class RelationSample(NpgsqlConnection connection, Relation relation)
{
    private const int MostRows = 10_000;

    /// <summary>Rows all over the relation where the database can give such, else the first ones.</summary>
    private string Rows =>
        relation is { Kind: 'r' or 'm', Rows: > 2 * MostRows and var rows }
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{relation.SqlName} TABLESAMPLE SYSTEM ({200.0 * MostRows / rows}) LIMIT {MostRows}"
            )
            : string.Create(CultureInfo.InvariantCulture, $"{relation.SqlName} LIMIT {MostRows}");

    /// <summary>Which texts have characters that are not ASCII, which VOTable's char cannot hold (VOTable 1.4 §2.1).</summary>
    /// <param name="texts">SQL of each, in terms of the relation.</param>
    /// <returns>Null if the rows could not be read in time, or at all.</returns>
    public async Task<bool[]?> AreUnicodeAsync(IReadOnlyList<string> texts, CancellationToken ct)
    {
        if (texts.Count == 0)
            return [];
        var names = Enumerable
            .Range(0, texts.Count)
            .Select(i => $"\"{i.ToString(CultureInfo.InvariantCulture)}\"")
            .ToList();
        var tests = names.Select(name => $"coalesce(bool_or(octet_length({name}) <> char_length({name})), false)");
        var select = texts.Zip(names, (text, name) => $"{text} AS {name}");
        var sql = $"SELECT {string.Join(", ", tests)} FROM (SELECT {string.Join(", ", select)} FROM {Rows}) AS s";
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await using var row = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
            await row.ReadAsync(ct).ConfigureAwait(false);
            return [.. Enumerable.Range(0, texts.Count).Select(row.GetBoolean)];
        }
        catch (PostgresException)
        {
            return null;
        }
    }

    /// <summary>Whether a column holds the cells of order 29, NESTED, of two others.</summary>
    /// <returns>What is wrong; null if nothing is.</returns>
    public async Task<string?> WrongCellAsync(string cell, string ra, string dec, CancellationToken ct)
    {
        var sql =
            $"SELECT {TranslatorTables.Quote(ra)}::float8, {TranslatorTables.Quote(dec)}::float8, "
            + $"{TranslatorTables.Quote(cell)}::int8 FROM {Rows}";
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await rows.ReadAsync(ct).ConfigureAwait(false))
        {
            if (rows.IsDBNull(0) || rows.IsDBNull(1))
                continue;
            var (lon, lat) = (rows.GetDouble(0), rows.GetDouble(1));
            if (CellCheck.Wrong(lon, lat, rows.IsDBNull(2) ? null : rows.GetInt64(2)) is { } wrong)
                return wrong;
        }
        return null;
    }
}
