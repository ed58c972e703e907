using DataLab.Formats;
using DataLab.State;
using DataLab.Uws.Store;
using Microsoft.Extensions.Logging;

namespace DataLab.Uws.Execution;

/// <summary>What went wrong in a job, as its owner is told; what they cannot use goes to the log under a number.</summary>
internal static partial class RunFailure
{
    public static ErrorSummary Summary(Exception failure, string jobId, ILogger log)
    {
        UwsTelemetry.Errors.Add(1, new KeyValuePair<string, object?>("error", KindOf(failure)));
        switch (failure)
        {
            case ServiceException { Kind: ErrorKind.Fault } fault:
                LogFault(log, jobId, NewNumber(), fault);
                return new ErrorSummary(fault.Message, IsTransient: true);
            case ServiceException service:
                return new ErrorSummary(service.Message, service.Kind == ErrorKind.ServiceUnavailable);
            case TableFormatException format:
                return new ErrorSummary(format.Message, IsTransient: false);
            case IOException io when DurableFiles.IsDiskFull(io):
                LogDiskFull(log, jobId, io);
                return new ErrorSummary(
                    "There is no space left on the server to write the result. Run the job again later, or ask for less.",
                    IsTransient: true
                );
            default:
                var number = NewNumber();
                LogFault(log, jobId, number, failure);
                return new ErrorSummary(
                    $"Something went wrong on our side. Please tell the operators this number: {number}.",
                    IsTransient: true
                );
        }
    }

    /// <summary>One of few words, for the metrics.</summary>
    private static string KindOf(Exception failure) =>
        failure switch
        {
            ServiceException service => service.Kind.ToString(),
            TableFormatException => nameof(ErrorKind.UsageError),
            IOException io when DurableFiles.IsDiskFull(io) => "DiskFull",
            _ => nameof(ErrorKind.Fault),
        };

    public static ErrorSummary TimeLimit(Job job, JobOptions options)
    {
        UwsTelemetry.Errors.Add(1, new KeyValuePair<string, object?>("error", nameof(ErrorKind.LimitExceeded)));
        var most = options.HardExecutionDuration;
        var advice =
            most == TimeSpan.Zero || job.ExecutionDuration < most
                ? "Give the job more time with EXECUTIONDURATION, or ask for less."
                : "That is the longest this service allows: ask for less.";
        return new ErrorSummary(
            FormattableString.Invariant(
                $"The job was stopped at its execution duration of {job.ExecutionDuration.TotalSeconds:0.###} s. {advice}"
            ),
            IsTransient: false
        );
    }

    public static ErrorSummary Crashed(long crashes) =>
        new(
            FormattableString.Invariant(
                $"The service was restarted {(crashes == 2 ? "twice" : crashes + " times")} while the job ran. It is not tried again by itself: run it as a new job, and tell the operators if that fails too."
            ),
            IsTransient: true
        );

    private static string NewNumber() => JobFolders.NewId()[..10];

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId} failed, number {Number}")]
    private static partial void LogFault(ILogger log, string jobId, string number, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId} found the disk full")]
    private static partial void LogDiskFull(ILogger log, string jobId, Exception failure);
}
