using DataLab.Catalog;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Uws;
using DataLab.Uws.Rest;

namespace DataLab.Tap.Async;

/// <summary>Asynchronous queries: the same parameters, limits and texts as sync, with the table in a file (TAP 1.1 §2.2).</summary>
/// <remarks>Parameters are looked at when the job runs, never before, so that a job may be made empty and filled step by step.</remarks>
public sealed class TapJobs(TapService tap, TableFormats formats, ArchiveServices? services = null) : JobKind
{
    /// <summary>The one result of a query (TAP 1.1 §2.2).</summary>
    private const string ResultId = "result";

    /// <summary>Runs of a job that may break off because the catalogue goes away: one that brings it down must not do so for ever.</summary>
    private const int MostRuns = 3;

    public override string Name => "tap";

    public override JobOptions Options { get; } = tap.Options.Jobs;

    public override bool IsMultiple(string parameter) => parameter.Equals("UPLOAD", StringComparison.OrdinalIgnoreCase);

    public override string? Describe(Job job) =>
        job
            .Parameters.LastOrDefault(parameter => parameter.Name.Equals("QUERY", StringComparison.OrdinalIgnoreCase))
            ?.Value;

    public override async Task RunAsync(JobExecution execution, CancellationToken ct)
    {
        try
        {
            for (var run = 1; !await IsDoneAsync(execution, run, ct); run++) { }
        }
        // An uploaded table that is none: the user's to mend, like every other parameter.
        catch (TableFormatException e)
        {
            throw new ServiceException(ErrorKind.UsageError, e.Message, e);
        }
    }

    /// <returns>False when the catalogue went away and is back: the query has to run again, from the beginning.</returns>
    private async Task<bool> IsDoneAsync(JobExecution execution, int run, CancellationToken ct)
    {
        try
        {
            await QueryAsync(execution, run, ct);
            return true;
        }
        catch (ServiceException e)
            when (e is { Kind: ErrorKind.ServiceUnavailable, RetryAfter: not null }
                && run < MostRuns
                && !ct.IsCancellationRequested
            )
        {
            var patience = TimeSpan.FromSeconds(tap.Options.AsyncPatienceSeconds);
            if (!await tap.IsBackWithinAsync(patience, ct))
                throw;
            execution.Note("again", "The query was begun again, because: " + e.Message);
            return false;
        }
    }

    private async Task QueryAsync(JobExecution execution, int number, CancellationToken ct)
    {
        var request = TapRequest.Parse(ParametersOf(execution.Job), formats);
        var format = request.Format;
        var progress = new Progress(execution);
        var run = new TapRun(QueryPurpose.Batch, execution.Job.ExecutionDuration)
        {
            Progress = progress,
            OnLargeScan = text =>
            {
                if (number == 1)
                    execution.Note("scan", text);
            },
            OpenPart = part => execution.UploadPath(part) is { } path ? File.OpenRead(path) : null,
        };
        var found = await tap.OpenAsync(request, run, ct);
        await using var rows = new ReportedRows(services?.Of(found) ?? found, progress);
        await using var result = execution.CreateResult(
            ResultId,
            format.MediaType,
            $"{ResultId}.{format.FileExtension}"
        );
        await BatchWriter.WriteAsync(format, rows, result.Output, ct);
        await result.CommitAsync(ct);
        execution.Note("rows", Wire.Number(progress.Rows));
        if (rows.Overflowed)
            execution.Note(JobNote.Overflow, rows.OverflowReason ?? "Rows were left out because a limit was reached.");
    }

    private static Parameters ParametersOf(Job job) =>
        Parameters.Of(
            job.Parameters.Where(parameter => !parameter.IsFile)
                .Select(parameter => (parameter.Name, parameter.Value))
                .Append(("RUNID", job.RunId ?? ""))
        );

    /// <summary>Brings together what the engine tells and what has been written.</summary>
    private sealed class Progress(JobExecution execution) : IProgress<double>
    {
        private double? fraction;

        public long Rows { get; private set; }

        public void Report(double value)
        {
            fraction = value;
            execution.Report(Rows, fraction);
        }

        public void Add(int rows)
        {
            Rows += rows;
            execution.Report(Rows, fraction);
        }
    }

    /// <summary>Counts the rows that pass.</summary>
    private sealed class ReportedRows(RowSource inner, Progress progress) : RowSource
    {
        public override TableDescription Table => inner.Table;

        public override bool Overflowed => inner.Overflowed;

        public override string? OverflowReason => inner.OverflowReason;

        public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
        {
            var batch = await inner.ReadAsync(ct);
            if (batch is not null)
                progress.Add(batch.Count);
            return batch;
        }

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
