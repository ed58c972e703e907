using System.Net;
using System.Text;

namespace DataLab.Sia.Descriptors;

/// <summary>A document of requests that work (DALI 1.1 §2.3): XHTML that a browser shows and programs read.</summary>
/// <param name="title">Plain text.</param>
/// <param name="resource">Whole address of what takes the parameters.</param>
internal sealed class ExamplesPage(string title, string resource)
{
    private readonly StringBuilder examples = new();

    /// <summary>The whole document.</summary>
    public string Text =>
        $"""
            <!DOCTYPE html>
            <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
            <head><meta charset="utf-8"/><title>{Encode(title)}</title></head>
            <body vocab="http://www.ivoa.net/rdf/examples#">
            <h1>{Encode(title)}</h1>
            {(examples.Length > 0 ? examples.ToString() : "<p>The archive has no image with a position yet.</p>")}
            </body>
            </html>

            """;

    /// <param name="id">Name of the example in the document.</param>
    public void Add(string id, string name, params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        examples.Append(
            $"<div typeof=\"example\" id=\"{id}\" resource=\"#{id}\">\n<h2 property=\"name\">{Encode(name)}</h2>\n<dl>\n"
        );
        var query = new StringBuilder();
        foreach (var (key, value) in parameters)
        {
            examples.Append(
                $"<dd property=\"generic-parameter\" typeof=\"keyval\"><span property=\"key\">{key}</span> = <code property=\"value\">{Encode(value)}</code></dd>\n"
            );
            query.Append(query.Length == 0 ? '?' : '&').Append(key).Append('=').Append(Uri.EscapeDataString(value));
        }
        examples.Append($"</dl>\n<p><a href=\"{Encode(resource + query)}\">Try it</a></p>\n</div>\n");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
