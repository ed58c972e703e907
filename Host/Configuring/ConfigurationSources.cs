using System.Globalization;
using System.Text.Json;
using DataLab.Formats;
using DataLab.Host.Serving;
using Microsoft.Extensions.Configuration;

namespace DataLab.Host.Configuring;

/// <summary>Where settings come from: one file, then the environment, which goes before it.</summary>
/// <param name="Path">Absolute path of the file; null without one.</param>
internal sealed record ConfigurationSources(string? Path)
{
    /// <summary>In the data folder, where nobody but the operator writes.</summary>
    public const string FileName = "datalab.json";

    /// <summary>In front of a setting's name in the environment: <c>DATALAB_Tap__DefaultMaxRec</c>.</summary>
    public const string Prefix = "DATALAB_";

    /// <summary>The file named by the user, else the one in the data folder if there is one.</summary>
    public static ConfigurationSources Of(string? named, string? dataFolder)
    {
        if (named is not null)
            return new ConfigurationSources(System.IO.Path.GetFullPath(named));
        if (dataFolder is null)
            return new ConfigurationSources((string?)null);
        var usual = System.IO.Path.Combine(System.IO.Path.GetFullPath(dataFolder), FileName);
        return new ConfigurationSources(File.Exists(usual) ? usual : null);
    }

    /// <summary>All that is set, once its names are known to be names of settings.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not JSON.</exception>
    /// <exception cref="ServiceException">UsageError: a name that no setting has.</exception>
    /// <param name="database">Connection string of the catalogues from the command line; null for the configuration's.</param>
    public IConfigurationRoot Read(string? database = null)
    {
        var builder = new ConfigurationBuilder();
        IConfiguration? written = null;
        if (Path is not null)
        {
            if (!File.Exists(Path))
                throw new FileNotFoundException($"There is no configuration file {Path}.", Path);
            written = builder.AddJsonFile(Path, optional: false).Build();
        }
        builder.AddEnvironmentVariables(Prefix);
        if (!string.IsNullOrWhiteSpace(database))
            builder.AddInMemoryCollection([new("Catalog:PostgreSql", database)]);
        var configuration = builder.Build();
        SettingNames.Check(configuration, written);
        return configuration;
    }

    /// <summary>What is wrong with the file, in words; null if that is not what failed.</summary>
    public static string? Reason(Exception fault) =>
        fault switch
        {
            FileNotFoundException missing => $"there is no configuration file {missing.FileName}.",
            InvalidDataException when fault.GetBaseException() is JsonException json => string.Create(
                CultureInfo.InvariantCulture,
                $"the configuration file is not JSON (line {json.LineNumber + 1})."
            ),
            // A setting that is not a number, or not in its range.
            InvalidOperationException { InnerException: ArgumentException or FormatException } => fault.Message,
            _ => null,
        };
}
