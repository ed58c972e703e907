using System.Globalization;
using System.Text.Json;
using DataLab.Catalog.Ingest;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Reads a TAP_SCHEMA that another service keeps in the same database, as metadata for what is published.</summary>
/// <remarks>
/// Known forms: tables called <c>tables</c>, <c>columns</c>, <c>keys</c>, ... (DaCHS, vollt's taplib), or with the version behind
/// (<c>columns11</c>, CADC); names in any case, columns that are missing are not said; tables named with their schema or without.
/// </remarks>
internal static class TapSchemaReader
{
    /// <returns>Null if there is no TAP_SCHEMA that speaks of the schema.</returns>
    public static async Task<FelisDocument?> ReadAsync(
        NpgsqlConnection connection,
        string schema,
        Action<string> note,
        CancellationToken ct
    )
    {
        var relations = await RelationsAsync(connection, ct).ConfigureAwait(false);
        if (
            !relations.TryGetValue("columns", out var columnsTable)
            || !relations.TryGetValue("tables", out var tablesTable)
        )
            return null;
        try
        {
            var tables = (await RowsAsync(tablesTable).ConfigureAwait(false)).Where(row => IsOf(row, schema)).ToList();
            var columns = (await RowsAsync(columnsTable).ConfigureAwait(false)).ToLookup(row =>
                Key(Said(row, "table_name"), Said(row, "schema_name") ?? schema)
            );
            var keys = relations.TryGetValue("keys", out var keysTable)
                ? await RowsAsync(keysTable).ConfigureAwait(false)
                : [];
            var pairs = relations.TryGetValue("key_columns", out var pairsTable)
                ? (await RowsAsync(pairsTable).ConfigureAwait(false)).ToLookup(row => Said(row, "key_id"))
                : null;
            var about = relations.TryGetValue("schemas", out var schemasTable)
                ? (await RowsAsync(schemasTable).ConfigureAwait(false)).FirstOrDefault(row =>
                    Is(Said(row, "schema_name"), schema)
                )
                : null;
            if (tables.Count == 0)
                return null;
            return new FelisDocument(
                schema,
                [
                    .. tables.Select(table =>
                        Table(
                            table,
                            columns[Key(Said(table, "table_name"), schema)],
                            keys.Where(key =>
                                Key(Said(key, "from_table"), schema) == Key(Said(table, "table_name"), schema)
                            ),
                            pairs,
                            schema
                        )
                    ),
                ],
                []
            )
            {
                Description = about is null ? null : Said(about, "description"),
                Utype = about is null ? null : Said(about, "utype"),
                Index = about is null ? null : Number(about, "schema_index"),
            };
        }
        catch (PostgresException e) when (e.SqlState == "42501")
        {
            note("There is a TAP_SCHEMA in this database that this role may not read; it is not used.");
            return null;
        }

        async Task<List<Dictionary<string, string?>>> RowsAsync(string table)
        {
            await using var command = new NpgsqlCommand($"SELECT to_json(t)::text FROM {table} t", connection);
            await using var rows = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
            var all = new List<Dictionary<string, string?>>();
            while (await rows.ReadAsync(ct).ConfigureAwait(false))
                all.Add(Cells(rows.GetString(0)));
            return all;
        }
    }

    /// <summary>The tables of TAP_SCHEMA by their usual name, qualified and quoted; of several versions the highest.</summary>
    private static async Task<Dictionary<string, string>> RelationsAsync(
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        const string sql = """
            SELECT n.nspname::text, c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE lower(n.nspname) = 'tap_schema' AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
            ORDER BY n.nspname, length(c.relname), c.relname
            """;
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var found = new Dictionary<string, string>();
        while (await rows.ReadAsync(ct).ConfigureAwait(false))
        {
            var name = rows.GetString(1).ToLowerInvariant().TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
            found[name] = CatalogStore.EngineName(rows.GetString(0), rows.GetString(1));
        }
        return found;
    }

    private static FelisTable Table(
        Dictionary<string, string?> table,
        IEnumerable<Dictionary<string, string?>> columns,
        IEnumerable<Dictionary<string, string?>> keys,
        ILookup<string?, Dictionary<string, string?>>? pairs,
        string schema
    ) =>
        new(
            Parts(Said(table, "table_name"), schema).Table,
            [.. columns.Select(Column).DistinctBy(column => column.Name, StringComparer.OrdinalIgnoreCase)]
        )
        {
            Description = Said(table, "description"),
            Utype = Said(table, "utype"),
            Index = Number(table, "table_index"),
            ForeignKeys =
            [
                .. keys.Where(key => pairs?[Said(key, "key_id")].Any() == true)
                    .Select(key =>
                    {
                        var (targetSchema, target) = Parts(Said(key, "target_table"), schema);
                        return new FelisForeignKey(
                            Said(key, "key_id")!,
                            targetSchema == schema ? target : targetSchema + "." + target,
                            [
                                .. pairs!
                                    [Said(key, "key_id")]
                                    .Select(pair =>
                                        (Plain(Said(pair, "from_column")), Plain(Said(pair, "target_column")))
                                    ),
                            ]
                        )
                        {
                            Description = Said(key, "description"),
                        };
                    }),
            ],
        };

    private static FelisColumn Column(Dictionary<string, string?> row) =>
        new(Plain(Said(row, "column_name")))
        {
            DataType = Said(row, "datatype") is { } type ? Formats.VoTable.VoTableNames.DataTypeOf(type) : null,
            Description = Said(row, "description"),
            Unit = Said(row, "unit"),
            Ucd = Said(row, "ucd"),
            Utype = Said(row, "utype"),
            XType = Said(row, "xtype"),
            Principal = Flag(row, "principal"),
            Std = Flag(row, "std"),
            Index = Number(row, "column_index"),
        };

    private static bool IsOf(Dictionary<string, string?> table, string schema) =>
        Is(Parts(Said(table, "table_name"), Plain(Said(table, "schema_name"))).Schema, schema);

    private static string Key(string? table, string schema)
    {
        var (owner, name) = Parts(table, schema);
        return (owner + "." + name).ToLowerInvariant();
    }

    /// <summary>"schema.table", "catalog.schema.table" or "table", each part perhaps in quotes.</summary>
    private static (string Schema, string Table) Parts(string? name, string schema)
    {
        var parts = new List<string>();
        var start = 0;
        var isQuoted = false;
        var text = name ?? "";
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '"')
                isQuoted = !isQuoted;
            if (i < text.Length && (text[i] != '.' || isQuoted))
                continue;
            parts.Add(Plain(text[start..i]));
            start = i + 1;
        }
        return parts.Count > 1 ? (parts[^2], parts[^1]) : (schema, parts[0]);
    }

    private static string Plain(string? name) =>
        name is ['"', .. var inner, '"'] ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : name ?? "";

    private static bool Is(string? one, string other) =>
        string.Equals(Plain(one), other, StringComparison.OrdinalIgnoreCase);

    private static string? Said(Dictionary<string, string?> row, string column) =>
        row.GetValueOrDefault(column) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private static int? Number(Dictionary<string, string?> row, string column) =>
        int.TryParse(Said(row, column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static bool? Flag(Dictionary<string, string?> row, string column) =>
        Said(row, column)?.ToLowerInvariant() switch
        {
            "1" or "true" => true,
            "0" or "false" => false,
            _ => null,
        };

    private static Dictionary<string, string?> Cells(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document
            .RootElement.EnumerateObject()
            .GroupBy(cell => cell.Name.ToLowerInvariant())
            .ToDictionary(
                cell => cell.Key,
                cell =>
                    cell.First().Value.ValueKind switch
                    {
                        JsonValueKind.Null => null,
                        JsonValueKind.String => cell.First().Value.GetString(),
                        _ => cell.First().Value.GetRawText(),
                    }
            );
    }
}
