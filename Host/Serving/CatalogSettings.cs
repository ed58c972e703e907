using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using DataLab.Adql.Dialects;
using DataLab.Catalog;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.PostgreSql;
using DataLab.Formats;
using Microsoft.Extensions.Configuration;

namespace DataLab.Host.Serving;

/// <summary>Where the catalogues are; section <c>Catalog</c> of the configuration. Without it in files of the data folder.</summary>
internal sealed record CatalogSettings
{
    private const long LeastMemory = 256L << 20;

    [Description(
        "Connection string of the PostgreSQL database with the catalogues; empty for the embedded engine on the data folder."
    )]
    [PasswordPropertyText(true)]
    public string? PostgreSql { get; init; }

    [Description(
        "File whose first line is the password of the database, such as a credential of systemd; empty for the connection string's or `~/.pgpass`."
    )]
    public string? PasswordFile { get; init; }

    [Description("Interactive queries at once, a connection each; more wait.")]
    [Range(1, 1000)]
    public int Connections { get; init; } = 20;

    [Description("Queries of jobs at once, a connection each; more wait.")]
    [Range(1, 1000)]
    public int BatchConnections { get; init; } = 4;

    [Description(
        "Memory that the embedded engine takes before it spills to disk, bytes: half of it for interactive queries, half for jobs. 0 for half of the machine's, or the container's."
    )]
    [Range(0, long.MaxValue)]
    public long MemoryBytes { get; init; }

    [Description("Disk space that the embedded engine takes for what spills, bytes; halves likewise.")]
    [Range(1L << 20, long.MaxValue)]
    public long SpillBytes { get; init; } = 20L << 30;

    [Description(
        "Threads that interactive queries compute with in the embedded engine, and jobs likewise at the lowest priority. 0 for one a processor."
    )]
    [Range(0, 1024)]
    public int Threads { get; init; }

    public bool IsDatabase => !string.IsNullOrWhiteSpace(PostgreSql);

    /// <exception cref="ServiceException">UsageError: a setting is out of its range.</exception>
    public static CatalogSettings Read(IConfiguration configuration)
    {
        try
        {
            var settings = configuration.GetSection("Catalog").Get<CatalogSettings>() ?? new CatalogSettings();
            Validator.ValidateObject(settings, new ValidationContext(settings), validateAllProperties: true);
            if (settings.MemoryBytes is > 0 and < LeastMemory)
                throw new ValidationException(
                    $"Catalog:MemoryBytes takes 0 or at least {LeastMemory} (256 MB), not {settings.MemoryBytes}: queries would find no room."
                );
            return settings;
        }
        catch (ValidationException e)
        {
            throw new ServiceException(ErrorKind.UsageError, "The server cannot start: " + e.Message, e);
        }
    }

    /// <param name="embedded">For the embedded engine, where that is the one.</param>
    /// <param name="waits">Opens also while the database cannot be reached, and serves once it can.</param>
    /// <exception cref="ServiceException">The catalogue cannot be opened.</exception>
    public async Task<ICatalogEngine> OpenAsync(DuckDbOptions embedded, bool waits, CancellationToken ct) =>
        PostgreSql is not { } connection || !IsDatabase
            ? await DuckDbCatalog.OpenAsync(
                embedded with
                {
                    MemoryLimit = MemoryBytes,
                    TempLimit = SpillBytes,
                    Threads = Threads > 0 ? Threads : embedded.Threads,
                },
                ct
            )
            : await PostgreSqlCatalog.OpenAsync(
                new PostgreSqlOptions(connection, PostgreSqlDialect.Instance)
                {
                    PasswordFile = string.IsNullOrWhiteSpace(PasswordFile) ? null : PasswordFile,
                    WaitsForDatabase = waits,
                    Connections = Connections,
                    BatchConnections = BatchConnections,
                    OnProblem = embedded.OnProblem,
                },
                ct
            );
}
