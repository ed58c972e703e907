using System.Data.Common;
using DataLab.Uws.Store;

namespace DataLab.Uws.History;

/// <summary>The query history as rows.</summary>
internal static class HistoryTable
{
    private static readonly (string Name, Func<HistoryEntry, object?> Value)[] Values =
    [
        ("@entry", _ => Guid.CreateVersion7().ToString("N")),
        ("@list", entry => StoredJob.ListKey(entry.Caller)),
        ("@kind", entry => entry.Kind),
        ("@mode", entry => entry.Mode),
        ("@text", entry => entry.Text),
        ("@owner", entry => entry.Caller.OwnerId),
        ("@session", entry => entry.Caller.Session),
        ("@address", entry => entry.Caller.Address),
        ("@start", entry => entry.StartTime),
        ("@end", entry => entry.EndTime),
        ("@outcome", entry => entry.Outcome),
        ("@job", entry => entry.JobId),
        ("@run", entry => entry.RunId),
        ("@rows", entry => entry.Rows),
        ("@bytes", entry => entry.Bytes),
        ("@error", entry => entry.Error),
    ];

    public static void Insert(DbConnection db, IReadOnlyList<HistoryEntry> entries) =>
        db.ExecuteEach(
            """
            INSERT INTO query_history (entry_id, list_key, kind, mode, text, owner_id, session, address, start_time, end_time,
                outcome, job_id, run_id, row_count, byte_count, error)
            VALUES (@entry, @list, @kind, @mode, @text, @owner, @session, @address, @start, @end,
                @outcome, @job, @run, @rows, @bytes, @error)
            """,
            entries,
            Values
        );

    public static List<HistoryEntry> List(
        DbConnection db,
        string kind,
        string listKey,
        DateTimeOffset? after,
        int last
    ) =>
        db.Query(
            $"""
            SELECT kind, mode, text, owner_id, session, address, start_time, end_time, outcome, job_id, run_id, row_count, byte_count, error
            FROM query_history WHERE list_key = @key AND kind = @kind {(after is null ? "" : "AND start_time > @after")}
            ORDER BY start_time DESC, entry_id DESC LIMIT @last
            """,
            Read,
            ("@key", listKey),
            ("@kind", kind),
            ("@after", after),
            ("@last", last)
        );

    /// <summary>Removes entries that are older, and those beyond the number that is kept.</summary>
    /// <returns>How many went.</returns>
    public static int Trim(DbConnection db, DateTimeOffset? oldest, int kept, int most)
    {
        var gone = oldest is null
            ? 0
            : db.Execute(
                "DELETE FROM query_history WHERE entry_id IN (SELECT entry_id FROM query_history WHERE start_time < @oldest LIMIT @most)",
                ("@oldest", oldest),
                ("@most", most)
            );
        var surplus = db.Number("SELECT COUNT(*) FROM query_history") - kept;
        if (surplus > 0)
            gone += db.Execute(
                "DELETE FROM query_history WHERE entry_id IN (SELECT entry_id FROM query_history ORDER BY start_time LIMIT @most)",
                ("@most", Math.Min(surplus, most))
            );
        return gone;
    }

    private static HistoryEntry Read(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            new Caller(row.Text(3), row.Text(4), row.GetString(5)),
            row.Time(6),
            row.Time(7),
            ExecutionPhases.OfWire(row.GetString(8))
        )
        {
            JobId = row.Text(9),
            RunId = row.Text(10),
            Rows = row.LongOrNull(11),
            Bytes = row.LongOrNull(12),
            Error = row.Text(13),
        };
}
