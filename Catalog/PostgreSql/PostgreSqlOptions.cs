using DataLab.Adql.Dialects;

namespace DataLab.Catalog.PostgreSql;

/// <summary>How the catalogue in a PostgreSQL database is reached and shared.</summary>
/// <param name="ConnectionString">Npgsql's; the role needs no more than SELECT, and TEMP where queries bring tables.</param>
/// <param name="Dialect">What queries are translated into.</param>
public sealed record PostgreSqlOptions(string ConnectionString, SqlDialect Dialect)
{
    /// <summary>Interactive queries running at the same time, a connection each; more wait.</summary>
    public int Connections { get; init; } = 20;

    /// <summary>File whose first line is the password, read again for every new connection; null for the connection string's, or <c>~/.pgpass</c>.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>Opens also while the database cannot be reached; everything throws ServiceUnavailable until it can.</summary>
    public bool WaitsForDatabase { get; init; }

    /// <summary>Queries of jobs running at the same time, a connection each; more wait.</summary>
    public int BatchConnections { get; init; } = 4;

    /// <summary>How often the database is asked for newly published tables where it cannot tell by itself (a replica).</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long closing waits for queries that are being read.</summary>
    public TimeSpan CloseGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Told of what goes wrong in the background. For the log.</summary>
    public Action<string, Exception?>? OnProblem { get; init; }
}
