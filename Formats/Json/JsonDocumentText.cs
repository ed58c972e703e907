using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataLab.Formats.VoTable;

namespace DataLab.Formats.Json;

/// <summary>The JSON round the rows: all up to the first row, and all after the last.</summary>
internal static class JsonDocumentText
{
    private static readonly JsonWriterOptions Options = new()
    {
        // Quotes, backslashes and control characters only: the document is not for the inside of a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Head(TableDescription table)
    {
        var text = new ArrayBufferWriter<byte>();
        text.Write("{\n\"metadata\":["u8);
        for (var i = 0; i < table.Fields.Length; i++)
        {
            text.Write(i == 0 ? "\n"u8 : ",\n"u8);
            WriteObject(text, json => WriteField(json, table.Fields[i]));
        }
        text.Write("],\n"u8);
        WriteMember(text, "name", table.Name);
        WriteMember(text, "description", table.Description);
        WriteInfos(text, table);
        text.Write("\"data\":[\n"u8);
        return text.WrittenSpan.ToArray();
    }

    public static byte[] Tail(QueryStatus status)
    {
        var text = new ArrayBufferWriter<byte>();
        text.Write("\n],\n"u8);
        WriteMember(text, "message", status.Message);
        text.Write("\"status\":"u8);
        Write(text, json => json.WriteStringValue(status.Value));
        text.Write("\n}\n"u8);
        return text.WrittenSpan.ToArray();
    }

    private static void WriteField(Utf8JsonWriter json, Field field)
    {
        json.WriteString("name", field.Name);
        json.WriteString("datatype", VoTableNames.Of(field.DataType));
        WriteIfAny(json, "arraysize", field.ArraySize?.ToString());
        WriteIfAny(json, "unit", field.Unit);
        WriteIfAny(json, "ucd", field.Ucd);
        WriteIfAny(json, "utype", field.Utype);
        WriteIfAny(json, "xtype", field.XType);
        WriteIfAny(json, "frame", field.Frame);
        WriteIfAny(json, "description", field.Description);
    }

    /// <summary>The status has a member of its own.</summary>
    private static void WriteInfos(ArrayBufferWriter<byte> text, TableDescription table)
    {
        text.Write("\"infos\":["u8);
        var before = "\n";
        foreach (var info in table.Infos.Where(info => info.Name != VoTableNames.QueryStatus))
        {
            text.Write(System.Text.Encoding.UTF8.GetBytes(before));
            WriteObject(
                text,
                json =>
                {
                    json.WriteString("name", info.Name);
                    json.WriteString("value", info.Value);
                    WriteIfAny(json, "text", info.Text);
                }
            );
            before = ",\n";
        }
        text.Write("],\n"u8);
    }

    private static void WriteMember(ArrayBufferWriter<byte> text, string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        Write(text, json => json.WriteStringValue(name));
        text.Write(":"u8);
        Write(text, json => json.WriteStringValue(value));
        text.Write(",\n"u8);
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            json.WriteString(name, value);
    }

    private static void WriteObject(ArrayBufferWriter<byte> text, Action<Utf8JsonWriter> members) =>
        Write(
            text,
            json =>
            {
                json.WriteStartObject();
                members(json);
                json.WriteEndObject();
            }
        );

    private static void Write(ArrayBufferWriter<byte> text, Action<Utf8JsonWriter> value)
    {
        using var json = new Utf8JsonWriter(text, Options);
        value(json);
    }
}
