using System.Collections.Immutable;

namespace DataLab.State;

/// <summary>The tables that one room keeps in the store.</summary>
/// <param name="Name">Short and stable, such as <c>uws</c>: versions are counted per module.</param>
/// <param name="Migrations">SQL of version 1, 2, ... Never changed once released, only added to. Portable between SQLite and PostgreSQL.</param>
public sealed record StateModule(string Name, ImmutableArray<string> Migrations)
{
    /// <summary>
    /// Steps that only PostgreSQL knows, such as triggers that announce changes; run after <see cref="Migrations"/>, counted apart.
    /// A trigger tells <see cref="StateStore.Listen"/> by <c>pg_notify(TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, text)</c>.
    /// </summary>
    public ImmutableArray<string> OnPostgreSql { get; init; } = [];
}
