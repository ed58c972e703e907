using System.Collections.Immutable;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Lets servers read tables that were there before, and says of what the role at hand may not give them.</summary>
internal sealed class ReaderGrants(NpgsqlConnection connection, Action<string> note)
{
    private readonly List<string> refused = [];

    private const string Reader = CatalogStore.ReaderRole;

    /// <param name="extensions">Schemas of functions that searches call.</param>
    public async Task GrantAsync(
        string schema,
        ImmutableArray<Relation> relations,
        IEnumerable<string> extensions,
        CancellationToken ct
    )
    {
        if (
            !await IsAsync($"SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = '{Reader}')", ct).ConfigureAwait(false)
        )
            return;
        foreach (var name in extensions.Prepend(schema).Distinct())
            await GrantAsync(
                    $"USAGE ON SCHEMA {TranslatorTables.Quote(name)}",
                    $"has_schema_privilege('{Reader}', {CatalogStore.Literal(name)}, 'USAGE')",
                    ct
                )
                .ConfigureAwait(false);
        foreach (var relation in relations)
            await GrantAsync(
                    $"SELECT ON {relation.SqlName}",
                    $"has_table_privilege('{Reader}', {CatalogStore.Literal(relation.SqlName)}, 'SELECT')",
                    ct
                )
                .ConfigureAwait(false);
        if (refused.Count > 0)
            note(
                "Servers may not read this yet. Somebody who may has to run:"
                    + string.Concat(refused.Select(grant => $"\n  {grant};"))
            );
    }

    private async Task GrantAsync(string right, string test, CancellationToken ct)
    {
        if (await IsAsync("SELECT " + test, ct).ConfigureAwait(false))
            return;
        var grant = $"GRANT {right} TO {Reader}";
        await CatalogStore
            .ExecuteAsync(connection, CatalogStore.Do($"{grant}; EXCEPTION WHEN insufficient_privilege THEN NULL;"), ct)
            .ConfigureAwait(false);
        if (!await IsAsync("SELECT " + test, ct).ConfigureAwait(false))
            refused.Add(grant);
    }

    private async Task<bool> IsAsync(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct).ConfigureAwait(false) is true;
    }
}
