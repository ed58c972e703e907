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
}
