using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.Html;

/// <summary>A page for people: well-formed XHTML with one table, the description of its columns, and how it ended.</summary>
/// <remarks>
/// No script, no form, nothing loaded from elsewhere; the page forbids these itself (<see cref="ContentSecurityPolicy"/>). Text cells
/// that are http or https addresses are links. Numbers as in CSV; null is an empty cell. The end of the page says overflow and errors.
/// </remarks>
public sealed class HtmlFormat : ITableFormat
{
    private static readonly TextStyle Style = new()
    {
        NaN = "NaN"u8.ToArray(),
        PositiveInfinity = "Infinity"u8.ToArray(),
        NegativeInfinity = "-Infinity"u8.ToArray(),
        True = "true"u8.ToArray(),
        False = "false"u8.ToArray(),
        Text = () => new HtmlTextCell(),
    };

    private static readonly RowMarks Marks = new("<tr>", "</td>", "</td></tr>\n");

    /// <summary>What the page may do, for the header of that name: show itself, in its one style.</summary>
    public static string ContentSecurityPolicy => HtmlPage.ContentSecurityPolicy;

    public string MediaType => "text/html;charset=utf-8";

    public ImmutableArray<string> ShortNames => ["html"];

    public string FileExtension => "html";

    public bool TellsErrors => true;

    public async Task WriteAsync(RowSource rows, PipeWriter output, CancellationToken ct)
    {
        var first = await rows.ReadAsync(ct).ConfigureAwait(false);
        var sink = new PlainSink(output);
        sink.Write(Encoding.UTF8.GetBytes(HtmlPage.Head(rows.Table)));
        Exception? failure = null;
        try
        {
            await new OrderedEncoder(rows, () => new RowTextEncoder(Cells(rows.Fields), Marks), sink)
                .WriteAllAsync(first, ct)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            failure = exception;
        }
        sink.Write(Encoding.UTF8.GetBytes(HtmlPage.Tail(QueryStatus.Of(rows, failure))));
        await sink.FlushAsync(ct).ConfigureAwait(false);
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Numbers stand at the right edge of their cell.</summary>
    private static CellWriter[] Cells(ImmutableArray<Field> fields) =>
        [
            .. Style
                .Cells(fields)
                .Select(
                    (cell, i) =>
                        new PrefixedCell(
                            Encoding.ASCII.GetBytes(HtmlPage.IsNumber(fields[i]) ? "<td class=\"n\">" : "<td>"),
                            cell
                        )
                ),
        ];
}
