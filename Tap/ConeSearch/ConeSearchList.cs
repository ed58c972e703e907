using System.Globalization;
using System.Net;
using System.Text;
using DataLab.Dali;
using Microsoft.AspNetCore.Http;

namespace DataLab.Tap.ConeSearch;

/// <summary>The page at <c>/scs</c>: which cone searches there are.</summary>
internal sealed class ConeSearchList(ConeTables cones, string baseUrl) : IResult
{
    public Task ExecuteAsync(HttpContext context)
    {
        var html = new StringBuilder();
        foreach (var cone in cones.All)
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td><code>{WebUtility.HtmlEncode(baseUrl + cone.Path)}?</code></td><td>{WebUtility.HtmlEncode(cone.Table.Description)}</td></tr>\n"
            );
        var list =
            html.Length == 0
                ? "<p>No published table has both a position and an identifier.</p>"
                : $"<table>\n<tr><th>Service</th><th>Table</th></tr>\n{html}</table>";
        return new HtmlPage(
            "Cone searches",
            $"""
            <h1>Cone searches</h1>
            <p>Each takes RA, DEC and SR in degrees and answers with a VOTable (Simple Cone Search 1.03). In TOPCAT:
            <em>VO &rarr; Cone Search</em>, paste the address as Cone Search URL.</p>
            {list}
            """
        ).ExecuteAsync(context);
    }
}
