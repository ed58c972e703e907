using System.Collections.Immutable;

namespace DataLab.Tap.Examples;

/// <summary>A query that shows what the archive can do (TAP 1.1 §2.4, DALI 1.1 §2.3).</summary>
/// <param name="Name">Title, plain text, one line.</param>
/// <param name="Query">ADQL that runs as it is.</param>
/// <param name="Tables">Qualified names of the tables it reads.</param>
public sealed record Example(string Name, string Query, ImmutableArray<string> Tables)
{
    /// <summary>What it does and why one would, plain text; empty if the name says it.</summary>
    public string Description { get; init; } = "";
}
