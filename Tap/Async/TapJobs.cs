using DataLab.Catalog;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Uws;
using DataLab.Uws.Rest;

namespace DataLab.Tap.Async;

/// <summary>Asynchronous queries: the same parameters, limits and texts as sync, with the table in a file (TAP 1.1 §2.2).</summary>
/// <remarks>Parameters are looked at when the job runs, never before, so that a job may be made empty and filled step by step.</remarks>
public sealed class TapJobs(TapService tap, TableFormats formats) : JobKind
{
    /// <summary>The one result of a query (TAP 1.1 §2.2).</summary>
    private const string ResultId = "result";

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
            await QueryAsync(execution, ct);
        }
        // An uploaded table that is none: the user's to mend, like every other parameter.
        catch (TableFormatException e)
        {
            throw new ServiceException(ErrorKind.UsageError, e.Message, e);
        }
    }

    private async Task QueryAsync(JobExecution execution, CancellationToken ct)
    {
        var request = TapRequest.Parse(ParametersOf(execution.Job), formats);
        var format = request.Format;
        var progress = new Progress(execution);
        var run = new TapRun(QueryPurpose.Batch, execution.Job.ExecutionDuration)
        {
            Progress = progress,
            OnLargeScan = text => execution.Note("scan", text),
            OpenPart = part => execution.UploadPath(part) is { } path ? File.OpenRead(path) : null,
        };
        await using var rows = new ReportedRows(await tap.OpenAsync(request, run, ct), progress);
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
