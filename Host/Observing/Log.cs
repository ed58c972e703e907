using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace DataLab.Host.Observing;

/// <summary>Sets the log up: to stderr, from warnings on, with a line a request where that is wanted.</summary>
internal static class Log
{
    public static void AddLog(this ILoggingBuilder logging, IConfiguration configuration)
    {
        var settings = LoggingSettings.Read(configuration);
        logging.SetMinimumLevel(LogLevel.Warning);
        var ends = settings.LogsRequests ? LogLevel.Information : LogLevel.Warning;
        logging.AddFilter(RequestWatch.Category, ends);
        logging.AddFilter("DataLab.Uws.JobService", ends);
        // What hinders the start is told by the command line, in one line.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        // The exception handler answers and logs; the middleware would log the user's errors as ours.
        logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
        // After ours, so that the operator's word goes before it.
        logging.AddConfiguration(configuration.GetSection("Logging"));
        logging.AddConsole(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.FormatterName = settings.Format is LogFormat.Json ? JsonLog.FormatterName : PlainLog.FormatterName;
        });
        logging.AddConsoleFormatter<PlainLog, ConsoleFormatterOptions>();
        logging.AddConsoleFormatter<JsonLog, ConsoleFormatterOptions>();
    }
}
