using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.VoTable;

/// <summary>VOTable 1.4: one RESOURCE of type results with one TABLE (DALI 1.1 §4.1).</summary>
/// <remarks>
/// <para>QUERY_STATUS is OK before the table; OVERFLOW follows the table when rows were left out, ERROR when the source failed.
/// Nothing is written before the first batch was read, so that a failure until then can still be an error document.</para>
/// <para>Null is an empty TD in TABLEDATA and a flag in BINARY2. BINARY has NaN, VALUES null (<see cref="NullValue"/>), an empty
/// string, '?' for booleans and 0 for bits. Text of datatype char is written as the UTF-8 it is, ASCII by the standard;
/// unicodeChar as UTF-16 in the binary forms.</para>
/// </remarks>
/// <param name="serialization">How the rows are written.</param>
public sealed class VoTableFormat(VoTableSerialization serialization) : ITableFormat
{
    private static readonly TextStyle Style = new()
    {
        // VOTable 1.4 §5.1 has these spellings for the values that are no numbers.
        NaN = "NaN"u8.ToArray(),
        PositiveInfinity = "+Inf"u8.ToArray(),
        NegativeInfinity = "-Inf"u8.ToArray(),
        True = "T"u8.ToArray(),
        False = "F"u8.ToArray(),
        Text = () => new XmlTextCell(),
    };

    private static readonly RowMarks Marks = new("<TR><TD>", "</TD><TD>", "</TD></TR>\n");

    public VoTableSerialization Serialization { get; } = serialization;

    public string MediaType { get; init; } = $"{VoTableNames.MediaType};serialization={VoTableNames.Of(serialization)}";

    public ImmutableArray<string> ShortNames { get; } =
        serialization switch
        {
            VoTableSerialization.TableData => ["votable/td", "votable_plain"],
            VoTableSerialization.Binary => ["votable/b"],
            _ => ["votable/b2"],
        };

    public string FileExtension => "vot";

    public bool TellsErrors => true;

    public async Task WriteAsync(RowSource rows, PipeWriter output, CancellationToken ct)
    {
        var first = await rows.ReadAsync(ct).ConfigureAwait(false);
        var plain = new PlainSink(output);
        plain.Write(Encoding.UTF8.GetBytes(VoTableDocument.Head(rows.Table, Serialization)));
        Exception? failure = null;
        try
        {
            await WriteRowsAsync(rows, first, output, ct).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            failure = exception;
        }
        var status = QueryStatus.Of(rows, failure);
        var trailing =
            status.Value == QueryStatus.Ok
                ? null
                : new Info(VoTableNames.QueryStatus, status.Value) { Text = status.Message };
        plain.Write(Encoding.UTF8.GetBytes(VoTableDocument.Tail(rows.Table, Serialization, trailing)));
        await plain.FlushAsync(ct).ConfigureAwait(false);
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    private async Task WriteRowsAsync(RowSource rows, RowBatch? first, PipeWriter output, CancellationToken ct)
    {
        var fields = rows.Fields;
        if (Serialization == VoTableSerialization.TableData)
        {
            await new OrderedEncoder(rows, () => new RowTextEncoder(Style.Cells(fields), Marks), new PlainSink(output))
                .WriteAllAsync(first, ct)
                .ConfigureAwait(false);
            return;
        }
        var sink = new Base64Sink(output);
        var withFlags = Serialization == VoTableSerialization.Binary2;
        try
        {
            await new OrderedEncoder(rows, () => new BinaryRowEncoder(fields, withFlags), sink)
                .WriteAllAsync(first, ct)
                .ConfigureAwait(false);
        }
        finally
        {
            sink.Finish();
        }
    }
}
