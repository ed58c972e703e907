namespace DataLab.State.PostgreSql;

/// <summary>Where the store is in PostgreSQL.</summary>
/// <param name="Connection">Connection string in Npgsql's words: <c>Host=db;Database=archive;Username=datalab;Password=...</c>.</param>
public sealed record PostgreSqlStateOptions(string Connection)
{
    /// <summary>File whose first line is the password, read again for every new connection; null for the connection string's, or <c>~/.pgpass</c>.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The schema of the tables, made if the user may; lower case letters, digits and underscores.</summary>
    public string Schema { get; init; } = "datalab_state";

    /// <summary>Connections at once in this process, besides one that listens.</summary>
    public int Connections { get; init; } = 10;

    /// <summary>Told when the server goes away and when it is back; the message is for operators.</summary>
    public Action<string, Exception?>? OnProblem { get; init; }
}
