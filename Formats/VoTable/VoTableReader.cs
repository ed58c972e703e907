using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Xml;

namespace DataLab.Formats.VoTable;

/// <summary>Reads one table of a VOTable document, 1.0 to 1.5, with or without namespace, in every serialisation, as a stream.</summary>
/// <remarks>
/// <para>Leniency where real files need it: blanks around numbers, hexadecimal integers, <c>true</c> and <c>1</c> for
/// booleans, cells missing at the end of a row. An empty TD is null (VOTable 1.4 §5.1). BINARY has no other null than NaN,
/// the empty string or array, and VALUES null, so these are null there. Arraysize 1 of a number is a scalar.</para>
/// <para>A DOCTYPE, as VOTable 1.0 files have, is skipped: nothing it declares or refers to is looked at.</para>
/// <para>The stream is read synchronously, so it should be a file or memory.</para>
/// </remarks>
public sealed class VoTableReader : RowSource
{
    private readonly XmlReader xml;
    private readonly CountingStream stream;
    private readonly TableReadOptions options;
    private readonly VoTableHeader header;
    private readonly ConcurrentBag<RowBatch> idle = [];
    private readonly VoTableRows? rows;
    private readonly RowSource? fits;
    private TableDescription table;
    private long badRows;
    private bool ended;
    private bool overflowed;

    private VoTableReader(CountingStream stream, TableReadOptions options, VoTableStreams streams)
    {
        this.stream = stream;
        this.options = options;
        xml = XmlReader.Create(stream, VoTableXml.Settings);
        try
        {
            header = new VoTableHeader(xml, options);
            table = header.ReadToData();
            if (header.Serialization == "FITS")
            {
                fits = streams.OpenFits(xml, options);
                table = MergeFits(table, fits.Table);
            }
            else if (header.Serialization is not null)
            {
                rows = VoTableRows.Open(xml, header, table.Fields, options, streams);
            }
        }
        catch
        {
            xml.Dispose();
            throw;
        }
    }

    /// <summary>Reads everything before the first row.</summary>
    /// <param name="stream">The document; compressed documents are opened by the caller. Closed with the reader.</param>
    /// <param name="openFits">Reads a FITS table inside the document; <see cref="TableReadOptions.Hdu"/> says which HDU.</param>
    /// <param name="openReference">Opens what STREAM href names; null refuses all references, as must be for files of strangers.</param>
    /// <exception cref="TableFormatException">It is not a VOTable, has no such table, or says that its service failed.</exception>
    public static VoTableReader Open(
        Stream stream,
        TableReadOptions? options = null,
        Func<Stream, TableReadOptions, RowSource>? openFits = null,
        Func<string, Stream>? openReference = null
    )
    {
        options ??= TableReadOptions.Default;
        var counted = new CountingStream(stream);
        try
        {
            return VoTableXml.Guard(() =>
                new VoTableReader(counted, options, new VoTableStreams(openFits, openReference))
            );
        }
        catch
        {
            counted.Dispose();
            throw;
        }
    }

    /// <summary>The table; when all rows are read, with the INFO elements that follow them too.</summary>
    public override TableDescription Table => table;

    public override bool Overflowed => overflowed;

    public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (ended)
            return null;
        var batch = fits is null
            ? VoTableXml.Guard(() => ReadBatch(ct))
            : await fits.ReadAsync(ct).ConfigureAwait(false);
        options.BytesRead?.Report(stream.BytesRead);
        if (batch is not null)
            return batch;
        ended = true;
        VoTableXml.Guard(() => ReadTail());
        return null;
    }

    public override async ValueTask DisposeAsync()
    {
        if (fits is not null)
            await fits.DisposeAsync().ConfigureAwait(false);
        rows?.Dispose();
        xml.Dispose();
        await stream.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private RowBatch? ReadBatch(CancellationToken ct)
    {
        if (rows is null)
            return null;
        if (!idle.TryTake(out var batch))
            batch = new RowBatch([.. table.Fields.Select(ColumnVector.For)], idle.Add);
        foreach (var column in batch.Columns)
            column.Reset(0);
        rows.Bind(batch.Columns);
        var count = 0;
        var enough = stream.BytesRead + VoTableRows.BatchBytes;
        while (count < options.BatchRows && stream.BytesRead < enough)
        {
            if (count % 256 == 0)
                ct.ThrowIfCancellationRequested();
            try
            {
                if (!rows.ReadRow())
                    break;
                count++;
            }
            catch (BadCellException bad)
            {
                foreach (var column in batch.Columns)
                    column.Truncate(Math.Min(count, column.Count));
                Report(bad);
            }
        }
        batch.Count = count;
        if (count > 0)
            return batch;
        batch.Dispose();
        return null;
    }

    /// <summary>Leaves a bad row out, or gives up.</summary>
    private void Report(BadCellException bad)
    {
        if (++badRows > options.MaxErrors)
            throw new TableFormatException(bad.Message) { Line = bad.Row, Field = bad.Field };
        options.OnBadRow?.Invoke(new BadRow(bad.Row, bad.Field, bad.Message));
    }

    /// <summary>What follows the rows may be the news that there were more, or that the service failed.</summary>
    private bool ReadTail()
    {
        var trailing = header.ReadTrailingInfos();
        table = table with { Infos = table.Infos.AddRange(trailing) };
        foreach (var info in trailing.Where(info => info.Name == VoTableNames.QueryStatus))
        {
            overflowed |= info.Value.Equals("OVERFLOW", StringComparison.OrdinalIgnoreCase);
            VoTableHeader.ThrowIfError(info);
        }
        return overflowed;
    }

    /// <summary>The columns are those of the FITS table; names and the rest of the metadata those of FIELD, where they pair.</summary>
    private static TableDescription MergeFits(TableDescription outer, TableDescription inner)
    {
        if (outer.Fields.Length != inner.Fields.Length)
            return outer with { Fields = inner.Fields };
        var fields = ImmutableArray.CreateBuilder<Field>(inner.Fields.Length);
        for (var i = 0; i < inner.Fields.Length; i++)
        {
            var (told, real) = (outer.Fields[i], inner.Fields[i]);
            fields.Add(
                told with
                {
                    DataType = real.DataType,
                    ArraySize = real.ArraySize,
                    Unit = told.Unit ?? real.Unit,
                    Description = told.Description ?? real.Description,
                }
            );
        }
        return outer with { Fields = fields.MoveToImmutable() };
    }
}
