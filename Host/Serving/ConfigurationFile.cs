using Microsoft.Extensions.Configuration;

namespace DataLab.Host.Serving;

/// <summary>The configuration: a JSON file, then the environment, then what the command line says.</summary>
internal static class ConfigurationFile
{
    /// <param name="file">Null for none.</param>
    /// <param name="database">Connection string of the catalogues from the command line; null for the configuration's.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="Formats.ServiceException">UsageError: a name that no setting has.</exception>
    public static IConfigurationRoot Read(string? file, string? database = null)
    {
        var builder = new ConfigurationBuilder();
        IConfiguration? written = null;
        if (file is not null)
        {
            if (!File.Exists(file))
                throw new FileNotFoundException($"There is no configuration file {file}.", file);
            written = builder.AddJsonFile(file, optional: false).Build();
        }
        builder.AddEnvironmentVariables("DATALAB_");
        if (!string.IsNullOrWhiteSpace(database))
            builder.AddInMemoryCollection([new("Catalog:PostgreSql", database)]);
        var configuration = builder.Build();
        SettingNames.Check(configuration, written);
        return configuration;
    }
}
