using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Adql.Semantics;
using DataLab.Catalog.PostgreSql;
using DataLab.Differential.Tests.Evaluation;
using DataLab.Differential.Tests.Generation;
using DataLab.Sky;
using DataLab.Tests;
using Npgsql;
using NpgsqlTypes;

namespace DataLab.Differential.Tests.Engines;

/// <summary>A PostgreSQL of the test's own, in a database whose collation sorts otherwise than by bytes.</summary>
internal sealed class PostgreSqlEngine : IEngine
{
    private static readonly Schema Schema = new([.. SmallArchive.Tables.Select(Described)]);

    private readonly PostgreSqlServer server;
    private NpgsqlConnection connection = null!;

    private PostgreSqlEngine(PostgreSqlServer server) => this.server = server;

    public string Name => "postgresql";

    public static async Task<IEngine> OpenAsync()
    {
        var engine = new PostgreSqlEngine(await PostgreSqlServer.StartAsync("statement_timeout=60s", "jit=off"));
        try
        {
            await engine.server.ExecuteAsync(
                "CREATE DATABASE small TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
            );
            engine.connection = await engine.server.OpenAsync("small");
            await PostgreSqlFunctions.InstallAsync(engine.connection);
            await engine.ExecuteAsync($"CREATE SCHEMA {SmallArchive.Schema}");
            foreach (var table in SmallArchive.Tables)
                await engine.FillAsync(table);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    private static string Named(SmallTable table) => $"{table.Schema}.\"{table.Name}\"";

    private static bool IsPositional(SmallTable table) => table.Columns.Any(column => column.Name == "ra");

    private static Table Described(SmallTable table) =>
        new(
            table.Schema,
            table.Name,
            Named(table),
            [
                .. table.Columns.Select(column => new Column(
                    column.Name,
                    $"\"{column.Name}\"",
                    column.Domain switch
                    {
                        Domain.Time => new ColumnType("char", "*", "timestamp"),
                        Domain.Text => new ColumnType("unicodeChar", "*"),
                        _ => new ColumnType(column.Domain.ToString().ToLowerInvariant()),
                    }
                )),
            ]
        )
        {
            Rows = table.Rows.Count,
            Position = IsPositional(table) ? new PositionColumns("ra", "dec", "\"hpx29\"") : null,
        };

    private static (string Sql, NpgsqlDbType Type) TypeOf(Domain domain) =>
        domain switch
        {
            Domain.Short => ("smallint", NpgsqlDbType.Smallint),
            Domain.Int => ("integer", NpgsqlDbType.Integer),
            Domain.Long => ("bigint", NpgsqlDbType.Bigint),
            Domain.Float => ("real", NpgsqlDbType.Real),
            Domain.Double => ("double precision", NpgsqlDbType.Double),
            Domain.Boolean => ("boolean", NpgsqlDbType.Boolean),
            Domain.Time => ("timestamp", NpgsqlDbType.Timestamp),
            _ => ("text", NpgsqlDbType.Text),
        };

    private async Task FillAsync(SmallTable table)
    {
        var columns = string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\" {TypeOf(c.Domain).Sql}"));
        var cell = IsPositional(table) ? ", hpx29 bigint" : "";
        await ExecuteAsync($"CREATE TABLE {Named(table)} ({columns}{cell})");
        await using (
            var writer = await connection.BeginBinaryImportAsync($"COPY {Named(table)} FROM STDIN (FORMAT BINARY)")
        )
        {
            foreach (var row in table.Rows)
            {
                await writer.StartRowAsync();
                for (var i = 0; i < row.Length; i++)
                    await WriteAsync(writer, row[i], table.Columns[i].Domain);
                if (!IsPositional(table))
                    continue;
                if (row[1] is double ra && row[2] is double dec)
                    await writer.WriteAsync(Healpix.Ang2Pix(Healpix.MaxOrder, ra, dec), NpgsqlDbType.Bigint);
                else
                    await writer.WriteNullAsync();
            }
            await writer.CompleteAsync();
        }
        if (IsPositional(table))
            await ExecuteAsync($"CREATE INDEX ON {Named(table)} (hpx29)");
        await ExecuteAsync($"ANALYZE {Named(table)}");
    }

    private static Task WriteAsync(NpgsqlBinaryImporter writer, object? value, Domain domain)
    {
        var type = TypeOf(domain).Type;
        return (domain, value) switch
        {
            (_, null) => writer.WriteNullAsync(),
            (Domain.Short, long x) => writer.WriteAsync((short)x, type),
            (Domain.Int, long x) => writer.WriteAsync((int)x, type),
            (Domain.Float, double x) => writer.WriteAsync((float)x, type),
            _ => writer.WriteAsync(value, type),
        };
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<List<object?[]>> RunAsync(string adql)
    {
        var query = AdqlQuery.Translate(adql, Schema, PostgreSqlDialect.Instance);
        if (!query.Succeeded)
            throw new EngineRefusal(Refusal.NotTranslated, string.Join("; ", query.Diagnostics));
        try
        {
            await using var command = new NpgsqlCommand(query.Sql, connection);
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<object?[]>();
            while (await reader.ReadAsync())
                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Cell(reader, i))]);
            return rows;
        }
        catch (PostgresException fault)
        {
            // Data exceptions, more than one row where one is wanted, and what our own functions say.
            var onData =
                fault.SqlState.StartsWith("22", StringComparison.Ordinal)
                || fault.SqlState.StartsWith("21", StringComparison.Ordinal)
                || fault.SqlState == PostgreSqlFunctions.Message;
            throw new EngineRefusal(
                onData ? Refusal.OnData : Refusal.NotRun,
                $"{fault.SqlState} {fault.MessageText}\n{query.Sql}"
            );
        }
    }

    private static object? Cell(NpgsqlDataReader reader, int column)
    {
        if (reader.IsDBNull(column))
            return null;
        return reader.GetFieldType(column) == typeof(Array) && reader.GetDataTypeName(column) == "double precision[]"
                ? reader.GetFieldValue<double?[]>(column)
            : reader.GetValue(column) is DateTime time ? Domains.Print(time)
            : reader.GetValue(column);
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
            await connection.DisposeAsync();
        await server.DisposeAsync();
    }
}
