using System.Text;
using System.Xml.Linq;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using DataLab.Conformance.Tap;

namespace DataLab.Conformance.Tests.Twin;

/// <summary>Tables of the twin as bytes, and uploaded tables as tables.</summary>
internal static class TwinFormats
{
    private static readonly XNamespace VoTable = "http://www.ivoa.net/xml/VOTable/v1.3";

    /// <summary>Names and media types that RESPONSEFORMAT takes, with the serialisation of VOTable or the separator.</summary>
    private static readonly Dictionary<string, (string MediaType, string Form)> Formats = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["votable"] = ("application/x-votable+xml", "TABLEDATA"),
        ["application/x-votable+xml"] = ("application/x-votable+xml", "TABLEDATA"),
        ["text/xml"] = ("text/xml", "TABLEDATA"),
        ["votable/td"] = ("application/x-votable+xml", "TABLEDATA"),
        ["votable/b"] = ("application/x-votable+xml", "BINARY"),
        ["votable/b2"] = ("application/x-votable+xml", "BINARY2"),
        ["csv"] = ("text/csv;header=present", ","),
        ["text/csv"] = ("text/csv;header=present", ","),
        ["text/csv;header=present"] = ("text/csv;header=present", ","),
        ["tsv"] = ("text/tab-separated-values", "\t"),
        ["text/tab-separated-values"] = ("text/tab-separated-values", "\t"),
    };

    /// <exception cref="TwinError">There is no such format.</exception>
    public static Reply Write(TwinTable table, string format, bool overflow)
    {
        if (!Formats.TryGetValue(format, out var chosen))
            throw new TwinError($"There is no format {format}.");
        return new Reply(
            200,
            chosen.MediaType,
            chosen.Form is "," or "\t" ? Delimited(table, chosen.Form) : Document(Results(table, chosen.Form, overflow))
        );
    }

    public static Reply Error(int status, string message) =>
        new(
            status,
            "application/x-votable+xml",
            Document(
                new XElement(
                    VoTable + "RESOURCE",
                    new XAttribute("type", "results"),
                    Info("QUERY_STATUS", "ERROR", message)
                )
            )
        );

    /// <summary>One RESOURCE in a VOTable.</summary>
    public static string Document(params object[] content) =>
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + new XElement(VoTable + "VOTABLE", new XAttribute("version", "1.4"), content).ToString(
            SaveOptions.DisableFormatting
        );

    public static XElement Info(string name, string value, string? text = null) =>
        new(VoTable + "INFO", new XAttribute("name", name), new XAttribute("value", value), text);

    public static XElement Table(TwinTable table, string form)
    {
        var columns = table.Columns.Select(c => new UploadColumn(c.Name, c.Datatype, c.ArraySize, c.XType)).ToArray();
        var written = XElement.Parse(Encoding.UTF8.GetString(new UploadTable(columns, table.Rows).Write(form)));
        var element = written.Descendants(VoTable + "TABLE").Single();
        element.Remove();
        foreach (var (field, column) in element.Elements(VoTable + "FIELD").Zip(table.Columns))
        {
            field.SetAttributeValue("ucd", column.Ucd);
            field.SetAttributeValue("unit", column.Unit);
            field.SetAttributeValue("utype", column.Utype);
            field.Add(new XElement(VoTable + "DESCRIPTION", "a column"));
        }
        element.SetAttributeValue("nrows", table.Rows.Length);
        return element;
    }

    /// <exception cref="TwinError">The bytes are no VOTable.</exception>
    public static TwinTable ReadUpload(string name, byte[] content)
    {
        var exchange = new Exchange(
            "PUT",
            new Uri("http://127.0.0.1/"),
            [],
            200,
            Array.Empty<string>().ToLookup(header => header),
            content,
            TimeSpan.Zero,
            null
        );
        try
        {
            var data = VoTableDocument.Read(exchange).Table;
            var columns = data.Fields.Select(f => new TwinColumn(f.Name, f.Datatype, f.ArraySize, f.XType)).ToArray();
            return new TwinTable("TAP_UPLOAD." + name, columns, [.. data.Rows]);
        }
        catch (UnreadableException e)
        {
            throw new TwinError($"The uploaded table {name} cannot be read: {e.Message}");
        }
    }

    private static XElement Results(TwinTable table, string form, bool overflow) =>
        new(
            VoTable + "RESOURCE",
            new XAttribute("type", "results"),
            Info("QUERY_STATUS", "OK"),
            Info("standardID", "ivo://ivoa.net/std/TAP"),
            Table(table, form),
            overflow ? Info("QUERY_STATUS", "OVERFLOW") : null
        );

    private static string Delimited(TwinTable table, string separator)
    {
        var lines = table.Rows.Prepend([.. table.Columns.Select(column => column.Name)]);
        return string.Concat(lines.Select(row => string.Join(separator, row.Select(Cell)) + "\r\n"));

        string Cell(string? value) =>
            separator == "," && value is not null && value.Contains(',', StringComparison.Ordinal)
                ? $"\"{value}\""
                : value ?? "";
    }
}
