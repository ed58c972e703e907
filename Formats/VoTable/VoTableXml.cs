using System.Text;
using System.Xml;

namespace DataLab.Formats.VoTable;

/// <summary>How VOTable documents of strangers are parsed, and what their faults become.</summary>
internal static class VoTableXml
{
    /// <summary>No DTD, no external entity, so none of the attacks through them.</summary>
    public static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = false,
    };

    private const int DeepestElement = 200;

    /// <summary>Characters of the parser's message that are told: it names every element left open, however many.</summary>
    private const int LongestMessage = 300;

    /// <summary>Runs a step of reading; every way in which a document can be wrong ends as a <see cref="TableFormatException"/>.</summary>
    public static T Guard<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (XmlException exception)
        {
            var reason = exception.Message;
            if (reason.Length > LongestMessage)
                reason = reason[..LongestMessage] + "...";
            throw new TableFormatException($"The VOTable is not well-formed XML: {reason}", exception)
            {
                Line = exception.LineNumber > 0 ? exception.LineNumber : null,
            };
        }
        catch (BadCellException exception)
        {
            throw new TableFormatException(exception.Message) { Line = exception.Row, Field = exception.Field };
        }
        catch (Exception exception)
            when (exception
                    is InvalidDataException
                        or EndOfStreamException
                        or FormatException
                        or DecoderFallbackException
            )
        {
            throw new TableFormatException($"The VOTable cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>To the next node, unless elements are nested so deep that only the parser's own stack could be meant.</summary>
    public static bool Next(XmlReader xml)
    {
        if (!xml.Read())
            return false;
        return xml.Depth <= DeepestElement
            ? true
            : throw new InvalidDataException($"elements are nested more than {DeepestElement} deep.");
    }

    /// <summary>1-based line that the reader is at.</summary>
    public static long? Line(XmlReader xml) => xml is IXmlLineInfo info && info.HasLineInfo() ? info.LineNumber : null;
}

/// <summary>A cell that is not what its field says; the row may be left out.</summary>
internal sealed class BadCellException(long row, string? field, string message) : Exception(message)
{
    /// <summary>1-based.</summary>
    public long Row { get; } = row;

    public string? Field { get; } = field;
}

/// <summary>Counts what is read, for progress, and lets no tag grow without end.</summary>
internal sealed class CountingStream(Stream inner) : ReadOnlyStream
{
    private readonly TagGuard guard = new();

    public long BytesRead { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        BytesRead += read;
        guard.Scan(buffer[..read]);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
