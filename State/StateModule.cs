using System.Collections.Immutable;

namespace DataLab.State;

/// <summary>The tables that one room keeps in the store.</summary>
/// <param name="Name">Short and stable, such as <c>uws</c>: versions are counted per module.</param>
/// <param name="Migrations">SQL of version 1, 2, ... Never changed once released, only added to. Portable between SQLite and PostgreSQL.</param>
public sealed record StateModule(string Name, ImmutableArray<string> Migrations);
