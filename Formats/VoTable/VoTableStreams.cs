using System.IO.Compression;
using System.Xml;

namespace DataLab.Formats.VoTable;

/// <summary>Opens the STREAM of BINARY, BINARY2 and FITS (VOTable 1.4 §5.2): inside the document, or, where allowed, elsewhere.</summary>
internal sealed class VoTableStreams(
    Func<Stream, TableReadOptions, RowSource>? openFits,
    Func<string, Stream>? openReference
)
{
    /// <summary>The bytes of the STREAM inside the element that the reader is at.</summary>
    /// <param name="most">Bytes that a compressed one may unpack to.</param>
    public Stream OpenBinary(XmlReader xml, long most)
    {
        if (!MoveToStream(xml))
            return Stream.Null;
        var encoding = xml.GetAttribute("encoding")?.Trim().ToLowerInvariant();
        if (xml.GetAttribute("href") is { Length: > 0 } reference)
            return Decode(OpenReference(reference), encoding, most);
        if (xml.IsEmptyElement)
            return Stream.Null;
        // Binary inside XML can only be base64; "gzip" is said by files that compressed first.
        Stream text = new Base64Stream(new XmlTextStream(xml));
        return encoding == "gzip" ? Gunzip(text, most) : text;
    }

    /// <summary>The table of a FITS element.</summary>
    public RowSource OpenFits(XmlReader xml, TableReadOptions options)
    {
        if (openFits is null)
            throw new TableFormatException("The data are a FITS file inside the VOTable, which cannot be read here.");
        if (int.TryParse(xml.GetAttribute("extnum"), out var hdu))
            options = options with { Hdu = hdu };
        return openFits(
            OpenBinary(xml, options.MaxUnpackedBytes),
            options with
            {
                TableName = null,
                TableIndex = null,
            }
        );
    }

    private Stream OpenReference(string reference) =>
        openReference is null
            ? throw new TableFormatException(
                $"The data are elsewhere ({reference}); only data inside the document can be read here."
            )
            : openReference(reference);

    private static GunzipStream Gunzip(Stream stream, long most) =>
        new(new GZipStream(stream, CompressionMode.Decompress), most);

    private static Stream Decode(Stream stream, string? encoding, long most) =>
        encoding switch
        {
            "gzip" => Gunzip(stream, most),
            "base64" => new Base64Stream(stream),
            _ => stream,
        };

    /// <summary>To the STREAM inside; false when there is none.</summary>
    private static bool MoveToStream(XmlReader xml)
    {
        if (xml.IsEmptyElement)
            return false;
        var depth = xml.Depth;
        while (VoTableXml.Next(xml) && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "STREAM")
                return true;
        }
        return false;
    }
}
