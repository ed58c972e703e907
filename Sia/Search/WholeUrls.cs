using System.Collections.Immutable;
using System.Text;
using DataLab.Formats;

namespace DataLab.Sia.Search;

/// <summary>Rows under another description, with addresses that begin with a slash made whole.</summary>
/// <param name="columns">Numbers of the columns of text that hold addresses.</param>
/// <param name="baseUrl">Of the archive, without a trailing slash.</param>
internal sealed class WholeUrls(RowSource rows, TableDescription table, ImmutableArray<int> columns, string baseUrl)
    : RowSource
{
    private readonly byte[] prefix = Encoding.UTF8.GetBytes(baseUrl);

    public override TableDescription Table => table;

    public override bool Overflowed => rows.Overflowed;

    public override string? OverflowReason => rows.OverflowReason;

    public override RowForecast? Forecast =>
        rows.Forecast is { } known
            ? known with
            {
                Columns = [.. known.Columns.Select((column, i) => columns.Contains(i) ? null : column)],
            }
            : null;

    public override int EncodingThreads => rows.EncodingThreads;

    public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        var batch = await rows.ReadAsync(ct);
        if (batch is null || columns.IsEmpty)
            return batch;
        var changed = batch.Columns.ToBuilder();
        foreach (var column in columns)
            changed[column] = Whole((TextVector)batch.Columns[column], batch.Count, prefix);
        return new RowBatch(changed.ToImmutable(), _ => batch.Dispose()) { Count = batch.Count };
    }

    public override async ValueTask DisposeAsync()
    {
        await rows.DisposeAsync();
        await base.DisposeAsync();
    }

    internal static TextVector Whole(TextVector texts, int count, byte[] prefix)
    {
        var whole = new TextVector();
        var buffer = new List<byte>(256);
        for (var row = 0; row < count; row++)
        {
            if (texts.IsNull(row))
            {
                whole.AppendNull();
                continue;
            }
            var text = texts[row];
            if (text.IsEmpty || text[0] != '/')
            {
                whole.Append(text);
                continue;
            }
            buffer.Clear();
            buffer.AddRange(prefix);
            buffer.AddRange(text);
            whole.Append(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(buffer));
        }
        return whole;
    }
}
