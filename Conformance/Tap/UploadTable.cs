using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;

namespace DataLab.Conformance.Tap;

/// <summary>A column of a table that the judge uploads.</summary>
internal sealed record UploadColumn(string Name, string Datatype, string? ArraySize = null, string? XType = null);

/// <summary>A small table written as VOTable in any serialisation; values are in the spelling of <see cref="VoCell"/>, null for NULL.</summary>
internal sealed record UploadTable(UploadColumn[] Columns, string?[][] Rows)
{
    private static readonly XNamespace Namespace = "http://www.ivoa.net/xml/VOTable/v1.3";

    /// <summary>A form with the table as part <paramref name="part"/>, to be queried as TAP_UPLOAD.<paramref name="name"/>.</summary>
    public Field[] Form(string name, string serialization = "TABLEDATA", string? part = null)
    {
        part ??= name;
        return
        [
            ("UPLOAD", $"{name},param:{part}"),
            new Field(part, part + ".xml", Write(serialization), "application/x-votable+xml"),
        ];
    }

    public byte[] Write(string serialization)
    {
        var table = new XElement(
            Namespace + "TABLE",
            Columns.Select(Describe),
            new XElement(Namespace + "DATA", serialization == "TABLEDATA" ? TableData() : Binary(serialization))
        );
        var document = new XElement(
            Namespace + "VOTABLE",
            new XAttribute("version", "1.4"),
            new XElement(Namespace + "RESOURCE", table)
        );
        return Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + document);
    }

    private static XElement Describe(UploadColumn column) =>
        new(
            Namespace + "FIELD",
            new XAttribute("name", column.Name),
            new XAttribute("datatype", column.Datatype),
            column.ArraySize is null ? null : new XAttribute("arraysize", column.ArraySize),
            column.XType is null ? null : new XAttribute("xtype", column.XType)
        );

    private XElement TableData() =>
        new(
            Namespace + "TABLEDATA",
            Rows.Select(row => new XElement(
                Namespace + "TR",
                row.Select(value => new XElement(Namespace + "TD", value ?? ""))
            ))
        );

    private XElement Binary(string serialization)
    {
        using var bytes = new MemoryStream();
        foreach (var row in Rows)
        {
            if (serialization == "BINARY2")
                bytes.Write(NullFlags(row));
            for (var i = 0; i < Columns.Length; i++)
                WriteCell(bytes, row[i], Columns[i]);
        }
        return new XElement(
            Namespace + serialization,
            new XElement(
                Namespace + "STREAM",
                new XAttribute("encoding", "base64"),
                Convert.ToBase64String(bytes.ToArray())
            )
        );
    }

    private static byte[] NullFlags(string?[] row)
    {
        var flags = new byte[(row.Length + 7) / 8];
        for (var i = 0; i < row.Length; i++)
            if (row[i] is null)
                flags[i / 8] |= (byte)(0x80 >> (i % 8));
        return flags;
    }

    private static void WriteCell(MemoryStream bytes, string? value, UploadColumn column)
    {
        var field = new VoField(
            column.Name,
            column.Datatype,
            column.ArraySize,
            null,
            null,
            null,
            new XElement("FIELD")
        );
        if (field.IsText)
        {
            var text = value ?? "";
            if (field.FixedLength is null)
                Write32(bytes, column.Datatype == "char" ? Encoding.UTF8.GetByteCount(text) : text.Length);
            bytes.Write((column.Datatype == "char" ? Encoding.UTF8 : Encoding.BigEndianUnicode).GetBytes(text));
            return;
        }
        var words = value?.Split(' ') ?? [];
        if (field.FixedLength is { } length)
            words = value is null ? [.. Enumerable.Repeat("0", length)] : words;
        else
            Write32(bytes, words.Length);
        foreach (var word in words)
            WriteElement(bytes, word, column.Datatype);
    }

    private static void WriteElement(MemoryStream bytes, string word, string datatype)
    {
        Span<byte> buffer = stackalloc byte[8];
        switch (datatype)
        {
            case "boolean":
                bytes.WriteByte((byte)(word is "T" ? 'T' : 'F'));
                return;
            case "unsignedByte":
                bytes.WriteByte(byte.Parse(word, CultureInfo.InvariantCulture));
                return;
            case "short":
                BinaryPrimitives.WriteInt16BigEndian(buffer, short.Parse(word, CultureInfo.InvariantCulture));
                bytes.Write(buffer[..2]);
                return;
            case "int":
                Write32(bytes, int.Parse(word, CultureInfo.InvariantCulture));
                return;
            case "long":
                BinaryPrimitives.WriteInt64BigEndian(buffer, long.Parse(word, CultureInfo.InvariantCulture));
                break;
            case "float":
                BinaryPrimitives.WriteSingleBigEndian(buffer, float.Parse(word, CultureInfo.InvariantCulture));
                bytes.Write(buffer[..4]);
                return;
            case "double":
                BinaryPrimitives.WriteDoubleBigEndian(buffer, double.Parse(word, CultureInfo.InvariantCulture));
                break;
            default:
                throw new ArgumentException($"The judge uploads no {datatype}.", nameof(datatype));
        }
        bytes.Write(buffer);
    }

    private static void Write32(MemoryStream bytes, int value)
    {
        Span<byte> buffer = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(buffer, value);
        bytes.Write(buffer);
    }
}
