using System.Collections.Immutable;
using System.Text;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Uws;
using DataLab.Uws.History;
using DataLab.Uws.Rest;

namespace DataLab.Tap.History;

/// <summary>History entries as a table, newest first.</summary>
internal sealed class HistoryTable(ImmutableArray<HistoryEntry> entries) : RowSource
{
    private bool done;

    /// <summary>Fields with what an entry has for them: a string, a long, or null.</summary>
    private static readonly ImmutableArray<(Field Field, Func<HistoryEntry, object?> Value)> Columns =
    [
        (Text("mode", "sync or async"), entry => entry.Mode),
        (Text("phase", "How it ended: COMPLETED, ERROR or ABORTED"), entry => entry.Outcome.ToWire()),
        (Time("start_time", "When it began to execute"), entry => Wire.Time(entry.StartTime)),
        (Time("end_time", "When it ended"), entry => Wire.Time(entry.EndTime)),
        (Count("rows", "Rows of the result", null), entry => entry.Rows),
        (Count("bytes", "Size of the result", "byte"), entry => entry.Bytes),
        (Text("job_id", "Job, which may be gone by now"), entry => entry.JobId),
        (Text("run_id", "RUNID as the client gave it"), entry => entry.RunId),
        (Text("query", "What was asked"), entry => entry.Text),
        (Text("error", "Why it failed"), entry => entry.Error),
    ];

    public override TableDescription Table { get; } =
        new([.. Columns.Select(column => column.Field)])
        {
            Name = "history",
            Description = "Your finished queries, the newest first",
            Infos = [new Info("QUERY_STATUS", "OK"), new Info("server_software", ServiceIdentity.Software)],
        };

    public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        if (done || entries.IsEmpty)
            return ValueTask.FromResult<RowBatch?>(null);
        done = true;
        var vectors = ImmutableArray.CreateBuilder<ColumnVector>(Columns.Length);
        foreach (var (field, value) in Columns)
            vectors.Add(Fill(ColumnVector.For(field), value));
        return ValueTask.FromResult<RowBatch?>(new RowBatch(vectors.MoveToImmutable()) { Count = entries.Length });
    }

    private ColumnVector Fill(ColumnVector vector, Func<HistoryEntry, object?> value)
    {
        foreach (var entry in entries)
            switch (value(entry))
            {
                case string text:
                    ((TextVector)vector).Append(Encoding.UTF8.GetBytes(text));
                    break;
                case long number:
                    ((ValueVector<long>)vector).Append(number);
                    break;
                default:
                    vector.AppendNull();
                    break;
            }
        return vector;
    }

    private static Field Text(string name, string description) =>
        new(name, DataType.UnicodeChar) { ArraySize = ArraySize.Any, Description = description };

    private static Field Time(string name, string description) =>
        new(name, DataType.Char)
        {
            ArraySize = ArraySize.Any,
            XType = "timestamp",
            Description = description,
        };

    private static Field Count(string name, string description, string? unit) =>
        new(name, DataType.Long) { Unit = unit, Description = description };
}
