using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DataLab.Formats.Encoders;
using DataLab.Formats.VoTable;

namespace DataLab.Formats.Html;

/// <summary>The page round the rows.</summary>
internal static class HtmlPage
{
    private const string Style = """
        body{font:15px/1.45 system-ui,sans-serif;margin:1.5rem;color:#1c2733;background:#fff}
        h1{font-size:1.4rem}h2{font-size:1.1rem}
        table{border-collapse:collapse}
        th,td{border:1px solid #dde4ea;padding:.2rem .6rem;text-align:left;vertical-align:top}
        thead th{background:#f2f5f8;position:sticky;top:0}
        td.n{text-align:right;font-variant-numeric:tabular-nums}
        .unit{font-weight:normal;color:#5a6b7b}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f2f5f8;padding:.6rem}
        .OVERFLOW{border-left:.4rem solid #d9822b;padding-left:.8rem}
        .ERROR{border-left:.4rem solid #c23030;padding-left:.8rem}
        """;

    public static readonly string ContentSecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "base-uri 'none'; form-action 'none'";

    public static bool IsNumber(Field field) =>
        !field.IsList && field.DataType is not (DataType.Boolean or DataType.Char or DataType.UnicodeChar);

    /// <summary>All up to the first row.</summary>
    public static string Head(TableDescription table)
    {
        var title = Escape(string.IsNullOrWhiteSpace(table.Name) ? "Table" : table.Name);
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n");
        html.Append("<meta charset=\"utf-8\"/>\n");
        html.Append(
            CultureInfo.InvariantCulture,
            $"<meta http-equiv=\"Content-Security-Policy\" content=\"{Escape(ContentSecurityPolicy)}\"/>\n"
        );
        html.Append("<meta name=\"viewport\" content=\"width=device-width\"/>\n");
        html.Append("<meta name=\"referrer\" content=\"no-referrer\"/>\n");
        html.Append(CultureInfo.InvariantCulture, $"<title>{title}</title>\n<style>{Style}</style>\n</head>\n<body>\n");
        html.Append(CultureInfo.InvariantCulture, $"<h1>{title}</h1>\n");
        if (!string.IsNullOrWhiteSpace(table.Description))
            html.Append(CultureInfo.InvariantCulture, $"<p>{Escape(table.Description)}</p>\n");
        foreach (var info in table.Infos.Where(info => info.Name == "QUERY"))
            html.Append(CultureInfo.InvariantCulture, $"<pre>{Escape(info.Value)}</pre>\n");
        html.Append("<p><a href=\"#status\">How the table ends</a></p>\n");
        WriteColumns(html, table);
        html.Append("<table>\n<thead>\n<tr>");
        foreach (var field in table.Fields)
            WriteColumnHead(html, field);
        html.Append("</tr>\n</thead>\n<tbody>\n");
        return html.ToString();
    }

    /// <summary>All after the last row.</summary>
    public static string Tail(QueryStatus status)
    {
        var html = new StringBuilder("</tbody>\n</table>\n");
        var text = status.Value switch
        {
            QueryStatus.Ok => "The table is complete.",
            QueryStatus.Overflow => "There are more rows. " + status.Message,
            _ => "The table is not complete. " + status.Message,
        };
        html.Append(
            CultureInfo.InvariantCulture,
            $"<p id=\"status\" class=\"{status.Value}\"><strong>{status.Value}</strong>: {Escape(text)}</p>\n"
        );
        return html.Append("</body>\n</html>\n").ToString();
    }

    /// <summary>Folded away until asked for: a table of what the columns are.</summary>
    private static void WriteColumns(StringBuilder html, TableDescription table)
    {
        html.Append("<details>\n<summary>About the columns</summary>\n<table>\n<thead>\n<tr>");
        foreach (var head in (ReadOnlySpan<string>)["Column", "Type", "Unit", "UCD", "Description"])
            html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{head}</th>");
        html.Append("</tr>\n</thead>\n<tbody>\n");
        foreach (var field in table.Fields)
        {
            var size = field.ArraySize is null ? "" : $"[{field.ArraySize}]";
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{Escape(field.Name)}</td><td>{VoTableNames.Of(field.DataType)}{size}</td><td>{Escape(field.Unit)}</td>"
            );
            html.Append(
                CultureInfo.InvariantCulture,
                $"<td>{Escape(field.Ucd)}</td><td>{Escape(field.Description)}</td></tr>\n"
            );
        }
        html.Append("</tbody>\n</table>\n</details>\n");
    }

    private static void WriteColumnHead(StringBuilder html, Field field)
    {
        html.Append("<th scope=\"col\"");
        if (!string.IsNullOrWhiteSpace(field.Description))
            html.Append(CultureInfo.InvariantCulture, $" title=\"{Escape(field.Description)}\"");
        html.Append(CultureInfo.InvariantCulture, $">{Escape(field.Name)}");
        if (!string.IsNullOrWhiteSpace(field.Unit))
            html.Append(CultureInfo.InvariantCulture, $"<br/><span class=\"unit\">{Escape(field.Unit)}</span>");
        html.Append("</th>");
    }

    private static string Escape(string? text) => Utf8Text.EscapeXml(text ?? "");
}
