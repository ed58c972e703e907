using DataLab.Formats;

namespace DataLab.Catalog.Uploads;

/// <summary>Opens a table that a stranger sent, whatever kind of file it is: Parquet by an engine of its own, all others by our readers.</summary>
public static class UploadFile
{
    /// <param name="content">Seekable, at its beginning; closed with the source, or when this fails.</param>
    /// <param name="name">What the user calls it, for messages.</param>
    /// <param name="workFolder">For a copy of a Parquet file, which the engine opens by its path.</param>
    /// <exception cref="TableFormatException">Not a table, damaged, or one that unpacks to more than allowed.</exception>
    public static async Task<RowSource> OpenAsync(
        Stream content,
        string name,
        TableReadOptions options,
        string workFolder,
        CancellationToken ct
    )
    {
        byte[] head;
        try
        {
            head = await HeadAsync(content, ct).ConfigureAwait(false);
        }
        catch
        {
            await content.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        var kind = TableFile.Sniff(head);
        if (kind == TableFileKind.Parquet)
            return await UploadedParquet.OpenAsync(content, workFolder, ct).ConfigureAwait(false);
        var rows = await TableFile.OpenAsync(content, name, options, ct).ConfigureAwait(false);
        return kind != TableFileKind.Csv || head.AsSpan().IndexOfAny(",;|\t"u8) >= 0
            ? rows
            : await NotJustAnyTextAsync(rows, ct).ConfigureAwait(false);
    }

    private static async Task<byte[]> HeadAsync(Stream content, CancellationToken ct)
    {
        var head = new byte[4096];
        var length = await content.ReadAtLeastAsync(head, head.Length, false, ct).ConfigureAwait(false);
        content.Position -= length;
        return head[..length];
    }

    /// <summary>Any words are the names of columns to a reader of CSV; without delimiters and rows they are taken for a mistake.</summary>
    private static async Task<RowSource> NotJustAnyTextAsync(RowSource rows, CancellationToken ct)
    {
        RowBatch? first;
        try
        {
            first = await rows.ReadAsync(ct).ConfigureAwait(false);
        }
        catch
        {
            await rows.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        if (first is not null)
            return new ReadAhead(rows, first);
        await rows.DisposeAsync().ConfigureAwait(false);
        throw new TableFormatException(
            "It is one line of text; expected VOTable, FITS, Parquet, CSV, TSV or ECSV, plain or compressed with gzip."
        );
    }

    /// <summary>A source whose first batch has been read.</summary>
    private sealed class ReadAhead(RowSource rows, RowBatch first) : RowSource
    {
        private RowBatch? first = first;

        public override TableDescription Table => rows.Table;

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
        {
            if (Interlocked.Exchange(ref first, null) is { } batch)
                return ValueTask.FromResult<RowBatch?>(batch);
            return rows.ReadAsync(ct);
        }

        public override async ValueTask DisposeAsync()
        {
            first?.Dispose();
            await rows.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }
    }
}
