namespace DataLab.Host.Serving;

/// <summary>What the command line says about serving; everything else is in the configuration file.</summary>
/// <param name="DataFolder">Absolute path of the archive.</param>
internal sealed record ServerSettings(string DataFolder)
{
    public int Port { get; init; } = 8080;
    public string Bind { get; init; } = "127.0.0.1";

    /// <summary>Absolute path of the folder to write to; null for the configuration's, or else the data folder.</summary>
    public string? StateFolder { get; init; }
    public string? ConfigFile { get; init; }

    /// <summary>Connection string of the database with the catalogues; null for the configuration's.</summary>
    public string? Database { get; init; }
    public Uri? PublicUrl { get; init; }
}
