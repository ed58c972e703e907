using System.IO.Pipelines;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;

namespace DataLab.Dali;

/// <summary>Writes one XML document to a response, element by element, without holding it.</summary>
/// <remarks>A document that is not finished stays cut off, so that nobody takes a part for the whole. Characters that XML 1.0 cannot carry are replaced by U+FFFD rather than failing the document.</remarks>
public sealed class XmlDocument : IDisposable
{
    private readonly PipeWriter output;
    private readonly XmlWriter xml;
    private readonly Dictionary<string, string> declared = [];

    public XmlDocument(PipeWriter output)
    {
        this.output = output;
        xml = XmlWriter.Create(
            output.AsStream(leaveOpen: true),
            new XmlWriterSettings
            {
                Encoding = new UTF8Encoding(false),
                Indent = true,
                CheckCharacters = false,
            }
        );
    }

    /// <summary>Answers with one document, packed as the client likes it; headers beside Content-Type are set before.</summary>
    public static async Task AnswerAsync(HttpContext context, string contentType, Func<XmlDocument, ValueTask> write)
    {
        context.Response.ContentType = contentType;
        await using var body = AnswerBody.Open(context, ContentCodings.Choose(context.Request));
        using (var xml = new XmlDocument(body.Output))
        {
            await write(xml);
            await xml.FinishAsync(context.RequestAborted);
        }
        await body.CompleteAsync(context.RequestAborted);
    }

    /// <inheritdoc cref="AnswerAsync(HttpContext, string, Func{XmlDocument, ValueTask})"/>
    public static Task AnswerAsync(HttpContext context, string contentType, Action<XmlDocument> write) =>
        AnswerAsync(
            context,
            contentType,
            xml =>
            {
                write(xml);
                return ValueTask.CompletedTask;
            }
        );

    /// <summary>Starts the root element; <paramref name="namespaces"/> are declared on it, with prefix "" for the default.</summary>
    public void Root(string prefix, string name, params ReadOnlySpan<(string Prefix, string Uri)> namespaces)
    {
        var uri = "";
        foreach (var (p, u) in namespaces)
            if (p == prefix)
                uri = u;
        xml.WriteStartElement(prefix, name, uri);
        foreach (var (p, u) in namespaces)
        {
            declared[p] = u;
            if (p.Length > 0)
                xml.WriteAttributeString("xmlns", p, null, u);
        }
    }

    /// <summary>Adds an attribute <c>prefix:name</c> to the element just started, where the prefix is declared on the root.</summary>
    public void Attribute(string prefix, string name, string value) =>
        xml.WriteAttributeString(prefix, name, declared[prefix], Clean(value));

    public void Attribute(string name, string? value)
    {
        if (value is not null)
            xml.WriteAttributeString(name, Clean(value));
    }

    /// <summary>Starts an unqualified element; <see cref="End"/> closes it.</summary>
    public void Start(string name) => xml.WriteStartElement(null, name, "");

    public void End() => xml.WriteEndElement();

    /// <summary>Text of the element just started.</summary>
    public void Value(string text) => xml.WriteString(Clean(text));

    /// <summary>An unqualified element with text; nothing at all when <paramref name="text"/> is null.</summary>
    public void Text(string name, string? text)
    {
        if (text is null)
            return;
        Start(name);
        Value(text);
        End();
    }

    /// <summary>An unqualified element with attributes (null ones are left out; <c>xsi:type</c> style names by their prefix) and text.</summary>
    public void Element(string name, string? text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Open(name, attributes);
        if (text is not null)
            Value(text);
        End();
    }

    /// <summary>Starts an unqualified element with attributes.</summary>
    public void Open(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(name);
        Attributes(attributes);
    }

    /// <summary>Starts an element in the namespace of <paramref name="prefix"/>, with attributes.</summary>
    public void OpenIn(string prefix, string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        xml.WriteStartElement(prefix, name, declared[prefix]);
        Attributes(attributes);
    }

    /// <summary>Attributes of the element just started (null ones are left out; <c>xsi:type</c> style names by their prefix).</summary>
    public void Attributes(params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        foreach (var (key, value) in attributes)
        {
            var colon = key.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
                Attribute(key, value);
            else if (value is not null)
                Attribute(key[..colon], key[(colon + 1)..], value);
        }
    }

    /// <summary>An element in the namespace of <paramref name="prefix"/>, with text.</summary>
    public void Qualified(string prefix, string name, string text) =>
        xml.WriteElementString(prefix, name, declared[prefix], Clean(text));

    /// <summary>Sends what was written so far, waiting for a slow reader.</summary>
    public async ValueTask FlushAsync(CancellationToken ct)
    {
        xml.Flush();
        await output.FlushAsync(ct);
    }

    /// <summary>Closes what is open and sends the rest.</summary>
    public async ValueTask FinishAsync(CancellationToken ct)
    {
        xml.WriteEndDocument();
        await FlushAsync(ct);
    }

    public void Dispose() => xml.Dispose();

    /// <summary>With U+FFFD for what XML 1.0 cannot carry.</summary>
    public static string Clean(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (!XmlConvert.IsXmlChar(text[i]) && !char.IsSurrogate(text[i]))
                return string.Create(
                    text.Length,
                    text,
                    (to, from) =>
                    {
                        for (var k = 0; k < from.Length; k++)
                            to[k] = XmlConvert.IsXmlChar(from[k]) || char.IsSurrogate(from[k]) ? from[k] : '\uFFFD';
                    }
                );
        return text;
    }
}
