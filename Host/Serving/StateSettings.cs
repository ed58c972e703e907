using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using DataLab.Formats;
using DataLab.State;
using DataLab.State.PostgreSql;
using Microsoft.Extensions.Configuration;

namespace DataLab.Host.Serving;

/// <summary>Where jobs, their results and the history are kept; section <c>State</c> of the configuration. Without it in files of the state folder.</summary>
internal sealed record StateSettings
{
    [Description(
        "Connection string of a PostgreSQL that several servers may share; empty for SQLite in the state folder."
    )]
    [PasswordPropertyText(true)]
    public string? PostgreSql { get; init; }

    [Description(
        "File whose first line is the password, such as a credential of systemd; empty for the connection string's or `~/.pgpass`."
    )]
    public string? PasswordFile { get; init; }

    [Description("Schema of the tables in PostgreSQL: lower case letters, digits, underscores.")]
    [RegularExpression("[a-z_][a-z0-9_]{0,39}")]
    public string Schema { get; init; } = "datalab_state";

    [Description("Connections to PostgreSQL at once, besides one that listens.")]
    [Range(2, 1000)]
    public int Connections { get; init; } = 10;

    [Description(
        "Folder of job files, an absolute path, the same for all servers that share the state; empty for `jobs` in the state folder."
    )]
    public string? JobsFolder { get; init; }

    /// <exception cref="ServiceException">UsageError: a setting is out of its range.</exception>
    public static StateSettings Read(IConfiguration configuration)
    {
        try
        {
            var settings = configuration.GetSection("State").Get<StateSettings>() ?? new StateSettings();
            Validator.ValidateObject(settings, new ValidationContext(settings), validateAllProperties: true);
            if (!string.IsNullOrEmpty(settings.JobsFolder) && !Path.IsPathFullyQualified(settings.JobsFolder))
                throw new ValidationException(
                    $"State:JobsFolder takes an absolute path, not \"{settings.JobsFolder}\"."
                );
            return settings;
        }
        catch (ValidationException e)
        {
            throw new ServiceException(ErrorKind.UsageError, "The server cannot start: " + e.Message, e);
        }
    }

    /// <param name="onProblem">Told when PostgreSQL goes away and when it is back.</param>
    /// <exception cref="StateException">The store cannot be used.</exception>
    public Task<StateStore> OpenAsync(StateFolder folder, Action<string, Exception?> onProblem, CancellationToken ct) =>
        string.IsNullOrWhiteSpace(PostgreSql)
            ? StateStore.OpenAsync(folder.Store, StateModules.All, ct)
            : StateStore.OpenAsync(
                new PostgreSqlStateOptions(PostgreSql)
                {
                    PasswordFile = string.IsNullOrWhiteSpace(PasswordFile) ? null : PasswordFile,
                    Schema = Schema,
                    Connections = Connections,
                    OnProblem = onProblem,
                },
                StateModules.All,
                ct
            );
}
