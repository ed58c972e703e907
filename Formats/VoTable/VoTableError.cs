using System.Buffers;
using System.Text;

namespace DataLab.Formats.VoTable;

/// <summary>The error document of DAL services (DALI 1.1 §4.4): a VOTable without a table.</summary>
public static class VoTableError
{
    /// <param name="output">Gets the whole document.</param>
    /// <param name="message">For the user; content of the INFO QUERY_STATUS.</param>
    /// <param name="infos">What else to say, after the status.</param>
    public static void Write(IBufferWriter<byte> output, string message, IEnumerable<Info>? infos = null) =>
        output.Write(Encoding.UTF8.GetBytes(VoTableDocument.Error(message, infos ?? [])));
}
