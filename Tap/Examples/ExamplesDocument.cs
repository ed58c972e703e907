using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text;
using System.Xml;
using DataLab.Dali;
using XmlDocument = DataLab.Dali.XmlDocument;

namespace DataLab.Tap.Examples;

/// <summary>The examples as XHTML with RDFa (DALI 1.1 §2.3): well-formed XML that a browser shows as a page.</summary>
internal sealed class ExamplesDocument : IDisposable
{
    public const string ContentType = "text/html; charset=utf-8";

    private const string Xhtml = "http://www.w3.org/1999/xhtml";

    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(false),
        OmitXmlDeclaration = true,
        CheckCharacters = false,
    };

    private readonly XmlWriter xml;
    private readonly string tapUrl;
    private readonly string tryFormat;

    private ExamplesDocument(PipeWriter output, string tapUrl, string tryFormat)
    {
        xml = XmlWriter.Create(output.AsStream(leaveOpen: true), Settings);
        this.tapUrl = tapUrl;
        this.tryFormat = tryFormat;
    }

    /// <param name="tryFormat">RESPONSEFORMAT of the links that run an example.</param>
    /// <param name="uploadTable">A table with positions to show an upload with; null without.</param>
    public static async Task WriteAsync(
        PipeWriter output,
        string tapUrl,
        string tryFormat,
        ImmutableArray<Example> examples,
        UploadExample? uploadTable
    )
    {
        using (var document = new ExamplesDocument(output, tapUrl, tryFormat))
            document.Write(examples, uploadTable);
        await output.FlushAsync();
    }

    public void Dispose() => xml.Dispose();

    private void Write(ImmutableArray<Example> examples, UploadExample? upload)
    {
        xml.WriteDocType("html", null, null, null);
        xml.WriteStartElement("html", Xhtml);
        xml.WriteAttributeString("lang", "en");
        xml.WriteStartElement("head");
        xml.WriteStartElement("meta");
        xml.WriteAttributeString("charset", "utf-8");
        xml.WriteEndElement();
        Text("title", "Example queries");
        Text("style", "\n" + HtmlPage.Style + "\n");
        xml.WriteEndElement();
        xml.WriteStartElement("body");
        xml.WriteAttributeString("vocab", "http://www.ivoa.net/rdf/examples#");
        Text("h1", "Example queries");
        Text("p", $"Each of these runs as it is on the TAP service {tapUrl}.");
        var ids = new HashSet<string>();
        foreach (var example in examples)
            WriteExample(example, UniqueId(example.Name, ids));
        if (upload is not null)
            WriteUpload(upload);
    }

    private void WriteExample(Example example, string id)
    {
        xml.WriteStartElement("div");
        xml.WriteAttributeString("id", id);
        xml.WriteAttributeString("resource", "#" + id);
        xml.WriteAttributeString("typeof", "example");
        Property("h2", "name", example.Name);
        if (example.Description.Length > 0)
            Text("p", example.Description);
        Property("pre", "query", example.Query);
        xml.WriteStartElement("p");
        xml.WriteString("Reads ");
        for (var i = 0; i < example.Tables.Length; i++)
        {
            if (i > 0)
                xml.WriteString(", ");
            Property("code", "table", example.Tables[i]);
        }
        xml.WriteString(". ");
        xml.WriteStartElement("a");
        xml.WriteAttributeString(
            "href",
            $"{tapUrl}/sync?LANG=ADQL&MAXREC=1000&RESPONSEFORMAT={Uri.EscapeDataString(tryFormat)}&QUERY={Uri.EscapeDataString(example.Query)}"
        );
        xml.WriteString("Run it");
        xml.WriteEndElement();
        xml.WriteString(".");
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>Not marked as an example: a client could not run it without a file to send.</summary>
    private void WriteUpload(UploadExample upload)
    {
        Text("h2", "Match a list of your own");
        Text(
            "p",
            $"Send a table along (VOTable, FITS, CSV or Parquet, here with columns ra and dec in degrees) and query it as TAP_UPLOAD.mine, with the matches in {upload.Table}:"
        );
        Text("pre", upload.Query);
        Text(
            "pre",
            $"""
            # Python
            tap.search(query, uploads=dict(mine=table))

            # STILTS
            stilts tapquery tapurl={tapUrl} nupload=1 upname1=mine upload1=list.csv ufmt1=csv adql="..."

            # curl
            curl {tapUrl}/sync -F LANG=ADQL -F UPLOAD=mine,param:mine -F mine=@list.vot -F "QUERY=..."
            """
        );
    }

    private void Property(string element, string property, string text)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("property", property);
        xml.WriteString(XmlDocument.Clean(text));
        xml.WriteEndElement();
    }

    private void Text(string element, string text) => xml.WriteElementString(element, XmlDocument.Clean(text));

    /// <summary>Letters and digits of the name, as an XML id that links can point at.</summary>
    private static string UniqueId(string name, HashSet<string> taken)
    {
        var stem = new StringBuilder("example-");
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
                stem.Append(char.ToLowerInvariant(c));
            else if (stem[^1] != '-')
                stem.Append('-');
        }
        var id = stem.ToString().TrimEnd('-');
        for (var n = 2; !taken.Add(id); n++)
            id = string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{stem.ToString().TrimEnd('-')}-{n}"
            );
        return id;
    }
}

/// <summary>How to match an uploaded list with a published table.</summary>
internal sealed record UploadExample(string Table, string Query);
