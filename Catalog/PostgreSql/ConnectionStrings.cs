using DataLab.Formats;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Connection strings as operators write them.</summary>
internal static class ConnectionStrings
{
    /// <exception cref="ServiceException">UsageError: it is none.</exception>
    public static NpgsqlConnectionStringBuilder Read(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new ServiceException(
                ErrorKind.UsageError,
                "The connection string of the database cannot be read; it looks like "
                    + "\"Host=db.example.org;Database=archive;Username=datalab\".",
                e
            );
        }
    }

    /// <summary>The password that a file holds: its first line.</summary>
    /// <exception cref="ServiceException">ServiceUnavailable: it cannot be read. The message is for operators.</exception>
    public static string ReadPassword(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault() ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException(
                ErrorKind.ServiceUnavailable,
                $"The file with the password of the database, {file}, cannot be read ({e.Message.TrimEnd('.')}).",
                e
            );
        }
    }

    /// <summary>Has every new connection ask the file, so that a password may be changed while we run.</summary>
    public static void UsePasswordFile(this NpgsqlDataSourceBuilder sources, string? file)
    {
        if (file is not null)
            sources.UsePasswordProvider(_ => ReadPassword(file), (_, _) => ValueTask.FromResult(ReadPassword(file)));
    }

    /// <summary>For making tables: one connection, with all the time it takes.</summary>
    /// <exception cref="ServiceException">UsageError: it is none.</exception>
    public static string ForIngest(string text)
    {
        var builder = Read(text);
        builder.ApplicationName = "datalab ingest";
        builder.Pooling = false;
        builder.CommandTimeout = 0;
        builder.WriteBufferSize = 1 << 16;
        builder.TcpKeepAlive = true;
        return builder.ConnectionString;
    }
}
