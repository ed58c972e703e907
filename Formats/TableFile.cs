using System.IO.Compression;
using DataLab.Formats.Csv;
using DataLab.Formats.FitsTable;
using DataLab.Formats.VoTable;

namespace DataLab.Formats;

/// <summary>What a table file is, by its content; gzip round it does not count.</summary>
public enum TableFileKind
{
    /// <summary>None of the others.</summary>
    Unknown,

    /// <summary>Text with delimiters.</summary>
    Csv,
    Ecsv,
    Fits,
    VoTable,

    /// <summary>Read by the engines, not by us.</summary>
    Parquet,
}

/// <summary>Opens any table file: looks at the first bytes, undoes gzip, and picks the reader.</summary>
public static class TableFile
{
    private const int HeadLength = 4096;

    /// <summary>What the file is.</summary>
    /// <exception cref="TableFormatException">Its gzip wrapping is damaged.</exception>
    public static async Task<TableFileKind> SniffAsync(string path, CancellationToken ct)
    {
        var (stream, head) = await UnwrapAsync(File.OpenRead(path), long.MaxValue, ct).ConfigureAwait(false);
        await stream.DisposeAsync().ConfigureAwait(false);
        return Sniff(head.Span);
    }

    /// <summary>What a file is that begins so, not compressed.</summary>
    public static TableFileKind Sniff(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("SIMPLE  ="u8))
            return TableFileKind.Fits;
        if (head.StartsWith("PAR1"u8))
            return TableFileKind.Parquet;
        var isUtf16 =
            head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]);
        var text =
            head.StartsWith("\uFEFF"u8) ? head[3..]
            : isUtf16 ? head[2..]
            : head;
        var start = text.TrimStart(" \t\r\n\0"u8);
        if (
            start.StartsWith("<"u8)
            && (isUtf16 || start.StartsWith("<?xml"u8) || start.StartsWith("<!"u8) || start.IndexOf("VOTABLE"u8) >= 0)
        )
            return TableFileKind.VoTable;
        if (start.StartsWith("# %ECSV"u8))
            return TableFileKind.Ecsv;
        return head.Contains((byte)0) && !isUtf16 ? TableFileKind.Unknown : TableFileKind.Csv;
    }

    /// <summary>Opens a table file for reading; the source closes it.</summary>
    /// <exception cref="TableFormatException">Not a table file, damaged, or Parquet, which the engines read themselves.</exception>
    public static Task<RowSource> OpenAsync(string path, TableReadOptions options, CancellationToken ct) =>
        OpenAsync(
            new FileStream(
                path,
                new FileStreamOptions
                {
                    Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                    BufferSize = 1 << 16,
                }
            ),
            Path.GetFileName(path),
            options,
            ct
        );

    /// <summary>Opens a table in a stream, seekable or not; the source closes it, and a failure to open does.</summary>
    /// <param name="name">What the user calls it, for messages.</param>
    /// <inheritdoc cref="OpenAsync(string, TableReadOptions, CancellationToken)" path="/exception"/>
    public static async Task<RowSource> OpenAsync(
        Stream stream,
        string name,
        TableReadOptions options,
        CancellationToken ct
    )
    {
        var (content, head) = await UnwrapAsync(stream, options.MaxUnpackedBytes, ct).ConfigureAwait(false);
        switch (Sniff(head.Span))
        {
            case TableFileKind.Fits:
                return await FitsTableReader.OpenAsync(content, options, ct).ConfigureAwait(false);
            case TableFileKind.VoTable:
                // A FITS table inside the document lies in memory or in a file: waiting for it blocks nobody.
                return VoTableReader.Open(
                    content,
                    options,
                    (fits, inner) => FitsTableReader.OpenAsync(fits, inner, ct).GetAwaiter().GetResult()
                );
            case TableFileKind.Csv or TableFileKind.Ecsv:
                return await CsvReader.OpenAsync(content, options, ct).ConfigureAwait(false);
            case var kind:
                await content.DisposeAsync().ConfigureAwait(false);
                throw new TableFormatException(
                    kind == TableFileKind.Parquet
                        ? $"\"{name}\" is a Parquet file, which only the engine can load."
                        : $"\"{name}\" is {Compression(head.Span)}; expected FITS, VOTable, Parquet, CSV, TSV or ECSV, plain or compressed with gzip."
                );
        }
    }

    private static string Compression(ReadOnlySpan<byte> head) =>
        head.StartsWith("BZh"u8) ? "compressed with bzip2"
        : head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) ? "compressed with zstd"
        : head.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z']) ? "compressed with xz"
        : head.StartsWith("PK\u0003\u0004"u8) ? "a ZIP archive"
        : "of an unknown kind";

    /// <summary>The stream without gzip, standing at its beginning, and its first bytes.</summary>
    private static async Task<(Stream Content, ReadOnlyMemory<byte> Head)> UnwrapAsync(
        Stream stream,
        long most,
        CancellationToken ct
    )
    {
        try
        {
            (stream, var head) = await PeekAsync(stream, ct).ConfigureAwait(false);
            if (!head.Span.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
                return (stream, head);
            stream = new GunzipStream(new GZipStream(stream, CompressionMode.Decompress), most);
            return await PeekAsync(stream, ct).ConfigureAwait(false);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<(Stream Content, ReadOnlyMemory<byte> Head)> PeekAsync(
        Stream stream,
        CancellationToken ct
    )
    {
        var head = new byte[HeadLength];
        var length = await stream.ReadAtLeastAsync(head, HeadLength, false, ct).ConfigureAwait(false);
        Array.Resize(ref head, length);
        if (!stream.CanSeek)
            return (new PeekedStream(head, stream), head);
        stream.Position -= length;
        return (stream, head);
    }
}
