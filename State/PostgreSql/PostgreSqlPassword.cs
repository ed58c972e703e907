using Npgsql;

namespace DataLab.State.PostgreSql;

/// <summary>The password of the store's role where a file holds it: the first line, read for every new connection, since it may change.</summary>
internal static class PostgreSqlPassword
{
    /// <param name="file">Null for the password of the connection string, or <c>~/.pgpass</c>.</param>
    public static NpgsqlDataSource Source(string connectionString, string? file)
    {
        var sources = new NpgsqlDataSourceBuilder(connectionString)
        {
            // In metrics; else it would be the connection string.
            Name = "state",
        };
        if (file is not null)
            sources.UsePasswordProvider(_ => Read(file), (_, _) => ValueTask.FromResult(Read(file)));
        return sources.Build();
    }

    /// <exception cref="StateException">Unreachable: the file cannot be read.</exception>
    public static string Read(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault() ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StateException(
                StateProblem.Unreachable,
                $"The file with the password of the state store, {file}, cannot be read ({e.Message.TrimEnd('.')}).",
                e
            );
        }
    }
}
