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
