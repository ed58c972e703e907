using System.Buffers;
using System.Text;
using System.Xml;

namespace DataLab.Formats.VoTable;

/// <summary>The characters inside the element an XML reader is at, as bytes; anything beyond ASCII is a fault.</summary>
internal sealed class XmlTextStream(XmlReader xml) : ReadOnlyStream
{
    private readonly char[] chars = new char[16 * 1024];
    private readonly int depth = xml.Depth;
    private bool inText;
    private bool ended;

    public override int Read(Span<byte> buffer)
    {
        while (!ended && buffer.Length > 0)
        {
            if (!inText)
            {
                if (!xml.Read() || (xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
                    ended = true;
                inText = !ended && xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA;
                continue;
            }
            var read = xml.ReadValueChunk(chars, 0, Math.Min(chars.Length, buffer.Length));
            if (read == 0)
            {
                inText = false;
                continue;
            }
            if (Ascii.FromUtf16(chars.AsSpan(0, read), buffer, out _) != OperationStatus.Done)
                throw new InvalidDataException("the base64 text of STREAM has a character that is not ASCII.");
            return read;
        }
        return 0;
    }
}
