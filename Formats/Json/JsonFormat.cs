using System.Collections.Immutable;
using System.IO.Pipelines;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.Json;

/// <summary>One JSON object (RFC 8259): <c>metadata</c>, an array of columns; <c>data</c>, an array of rows, which are arrays; <c>status</c>.</summary>
/// <remarks>
/// The first two members are as other TAP services have them. <c>status</c> stands behind the rows, for only then it is known: OK,
/// OVERFLOW or ERROR, with a <c>message</c> where there is something to say; the document is valid JSON in every case. What values
/// become is said in docs/formats.md.
/// </remarks>
public sealed class JsonFormat : ITableFormat
{
    /// <summary>Every row begins with what parts it from the one before; the first one loses it.</summary>
    private const string RowStart = ",\n[";

    private static readonly RowMarks Marks = new(RowStart, ",", "]");

    public string MediaType => "application/json";

    public ImmutableArray<string> ShortNames => ["json"];

    public string FileExtension => "json";

    public bool TellsErrors => true;

    public async Task WriteAsync(RowSource rows, PipeWriter output, CancellationToken ct)
    {
        var first = await rows.ReadAsync(ct).ConfigureAwait(false);
        var plain = new PlainSink(output);
        plain.Write(JsonDocumentText.Head(rows.Table));
        Exception? failure = null;
        try
        {
            var sink = new TrimmedSink(output, RowStart.Length - 1);
            await new OrderedEncoder(rows, () => new RowTextEncoder(JsonCells.For(rows.Fields), Marks), sink)
                .WriteAllAsync(first, ct)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            failure = exception;
        }
        plain.Write(JsonDocumentText.Tail(QueryStatus.Of(rows, failure)));
        await plain.FlushAsync(ct).ConfigureAwait(false);
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }
}
