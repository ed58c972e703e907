using DataLab.Formats;
using DataLab.Host.Configuring;

namespace DataLab.Host.Serving;

/// <summary>The data folder of a server: it has to be named where the catalogues are in it, and is the state folder where they are not.</summary>
internal static class ServedFolder
{
    /// <param name="data">From the command line.</param>
    /// <param name="state">Likewise.</param>
    /// <param name="database">Likewise; null for that of the configuration.</param>
    /// <returns>An absolute path; null if nobody said where.</returns>
    public static string? Of(DirectoryInfo? data, DirectoryInfo? state, string? configFile, string? database)
    {
        if (data is not null)
            return data.FullName;
        try
        {
            var configuration = ConfigurationSources.Of(configFile, null).Read(database);
            if (!CatalogSettings.Read(configuration).IsDatabase)
                return null;
            return state?.FullName ?? (configuration[StateFolder.Setting] is { Length: > 0 } path ? path : null);
        }
        // Not JSON, or not settings: the server says so better when it reads them.
        catch (Exception e) when (ConfigurationSources.Reason(e) is { } reason)
        {
            throw new ServiceException(ErrorKind.UsageError, "The server cannot start: " + reason, e);
        }
    }

    /// <summary>Whether the command line or the configuration names a database with the catalogues; false also where it cannot be read.</summary>
    public static bool IsDatabase(string? configFile, string? database)
    {
        try
        {
            return CatalogSettings.Read(ConfigurationSources.Of(configFile, null).Read(database)).IsDatabase;
        }
        catch (Exception e) when (e is ServiceException || ConfigurationSources.Reason(e) is not null)
        {
            return false;
        }
    }

    /// <exception cref="ServiceException">UsageError: nobody said where.</exception>
    public static string Required(DirectoryInfo? data, DirectoryInfo? state, string? configFile, string? database) =>
        Of(data, state, configFile, database)
        ?? throw new ServiceException(
            ErrorKind.UsageError,
            "Say which folder to serve: --data names that with the catalogues. Where they are in PostgreSQL (--database, or Catalog:PostgreSql in "
                + $"the file of --config or the environment), a folder to write to will do: --state, or the setting {StateFolder.Setting}."
        );
}
