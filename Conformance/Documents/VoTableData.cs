using System.Globalization;
using System.Xml.Linq;
using DataLab.Conformance.Http;

namespace DataLab.Conformance.Documents;

/// <summary>A TABLE with all its rows, decoded from TABLEDATA, BINARY or BINARY2.</summary>
/// <param name="Serialization">TABLEDATA, BINARY, BINARY2, or empty for a table without DATA.</param>
internal sealed record VoTableData(
    IReadOnlyList<VoField> Fields,
    IReadOnlyList<string?[]> Rows,
    string Serialization,
    XElement Element
)
{
    /// <summary>Position of a column by name, case-insensitive as ADQL's regular identifiers are; -1 when there is none.</summary>
    public int Index(string name) =>
        Fields
            .Select((field, index) => (field, index))
            .Where(pair => pair.field.Name.Trim('"').Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(pair => pair.index)
            .DefaultIfEmpty(-1)
            .First();

    /// <summary>The values of one column.</summary>
    public IEnumerable<string?> Column(string name)
    {
        var index = Index(name);
        return index < 0 ? [] : Rows.Select(row => row[index]);
    }

    /// <exception cref="UnreadableException">The data does not fit the fields.</exception>
    public static VoTableData Of(XElement table, Exchange exchange)
    {
        var fields = table.Children("FIELD").Select(VoField.Of).ToArray();
        try
        {
            if (table.Child("DATA") is not { } data)
                return new VoTableData(fields, [], "", table);
            if (data.Child("TABLEDATA") is { } text)
                return new VoTableData(fields, TextRows(text, fields), "TABLEDATA", table);
            if (data.Child("BINARY") is { } binary)
                return new VoTableData(fields, BinaryRows(binary, fields, false), "BINARY", table);
            if (data.Child("BINARY2") is { } binary2)
                return new VoTableData(fields, BinaryRows(binary2, fields, true), "BINARY2", table);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new UnreadableException(exchange, e.Message);
        }
        throw new UnreadableException(exchange, "DATA holds none of TABLEDATA, BINARY and BINARY2");
    }

    private static List<string?[]> TextRows(XElement tableData, VoField[] fields)
    {
        var rows = new List<string?[]>();
        foreach (var row in tableData.Children("TR"))
        {
            var cells = row.Children("TD").ToArray();
            if (cells.Length != fields.Length)
                throw new FormatException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"row {rows.Count + 1} has {cells.Length} TD for {fields.Length} FIELDs"
                    )
                );
            var values = new string?[fields.Length];
            for (var i = 0; i < fields.Length; i++)
                values[i] = VoCell.FromText(cells[i].Value, fields[i]);
            rows.Add(values);
        }
        return rows;
    }

    private static List<string?[]> BinaryRows(XElement binary, VoField[] fields, bool nullFlags)
    {
        var stream = binary.Child("STREAM") ?? throw new FormatException("BINARY without a STREAM");
        if (stream.Text("href") is not null)
            throw new FormatException("the STREAM refers to another document, which the judge does not fetch");
        if (stream.Text("encoding") is not "base64" and var encoding)
            throw new FormatException($"a STREAM inside the document is base64, not {encoding ?? "unmarked"}");
        ReadOnlySpan<byte> bytes = Convert.FromBase64String(stream.Value);
        var rows = new List<string?[]>();
        var flagBytes = nullFlags ? (fields.Length + 7) / 8 : 0;
        while (!bytes.IsEmpty)
        {
            if (bytes.Length < flagBytes || fields.Length == 0)
                throw new FormatException("bytes are left over after the last row");
            var flags = bytes[..flagBytes];
            bytes = bytes[flagBytes..];
            var values = new string?[fields.Length];
            for (var i = 0; i < fields.Length; i++)
            {
                var value = VoCell.FromBytes(ref bytes, fields[i]);
                values[i] = nullFlags && (flags[i / 8] & (0x80 >> (i % 8))) != 0 ? null : value;
            }
            rows.Add(values);
        }
        return rows;
    }
}
