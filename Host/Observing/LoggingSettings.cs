using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using DataLab.Formats;
using Microsoft.Extensions.Configuration;

namespace DataLab.Host.Observing;

/// <summary>How the log is written; section <c>Logging</c> of the configuration, beside the platform's own <c>LogLevel</c>.</summary>
internal sealed record LoggingSettings
{
    [Description(
        "`Plain`: a line for people, and for the journal of systemd; `Json`: a line of JSON each, for programs."
    )]
    [EnumDataType(typeof(LogFormat))]
    public LogFormat Format { get; init; } = LogFormat.Plain;

    [Description("Whether every request and every job has its line at its end. Empty: with `Json` only.")]
    public bool? Requests { get; init; }

    [Description(
        "What is logged from which level on, by category: `{\"Default\": \"Warning\"}`. The levels are Trace, Debug, Information, Warning, Error, Critical, None."
    )]
    public Dictionary<string, string> LogLevel { get; init; } = [];

    public bool LogsRequests => Requests ?? Format is LogFormat.Json;

    /// <exception cref="ServiceException">UsageError: no such format.</exception>
    public static LoggingSettings Read(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Logging").Get<LoggingSettings>() ?? new LoggingSettings();
        try
        {
            Validator.ValidateObject(settings, new ValidationContext(settings), validateAllProperties: true);
            return settings;
        }
        catch (ValidationException e)
        {
            throw new ServiceException(ErrorKind.UsageError, "The server cannot start: Logging: " + e.Message, e);
        }
    }
}

internal enum LogFormat
{
    Plain,
    Json,
}
