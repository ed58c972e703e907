using DataLab.Dali;
using DataLab.Formats;
using Microsoft.AspNetCore.Http;

namespace DataLab.Tap.Tests;

/// <summary>Parameters of a query become a checked record (TAP 1.1 §2.7).</summary>
public sealed class TapRequestTests
{
    [Test]
    public async Task Names_of_parameters_are_case_insensitive()
    {
        var request = await ReadAsync("?lang=adql&Query=SELECT+1&MAXrec=5&runid=r");
        Assert.That((request.Query, request.MaxRec, request.RunId), Is.EqualTo(("SELECT 1", 5L, "r")));
    }

    [Test]
    public async Task Parameters_nobody_knows_are_ignored()
    {
        var request = await ReadAsync("?LANG=ADQL&QUERY=q&DUMMY=ignore-me&VERSION=1.0");
        Assert.That(request.Query, Is.EqualTo("q"));
    }

    [TestCase("", "application/x-votable+xml")]
    [TestCase("&FORMAT=csv", "text/csv;header=present")]
    [TestCase("&RESPONSEFORMAT=text/tab-separated-values", "text/tab-separated-values")]
    [TestCase("&RESPONSEFORMAT=csv&FORMAT=csv", "text/csv;header=present")]
    public async Task Format_and_ResponseFormat_are_synonyms(string query, string mediaType)
    {
        var request = await ReadAsync("?LANG=ADQL&QUERY=q" + query);
        Assert.That(request.Format.MediaType, Does.StartWith(mediaType.Split(';')[0]));
    }

    [TestCase("multipart/form-data; boundary=B", "--B\r\nContent-Disposition: form-data; name=\"LANG\"\r\n\r\nADQL")]
    [TestCase("multipart/form-data; boundary=B", "")]
    [TestCase("application/x-www-form-urlencoded; charset=utf-7", "LANG=ADQL")]
    public void A_form_that_cannot_be_read_is_a_usage_error(string contentType, string body)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = "POST";
        request.ContentType = contentType;
        request.Body = new MemoryStream(System.Text.Encoding.ASCII.GetBytes(body));
        var e = Assert.ThrowsAsync<ServiceException>(() => DataLab.Dali.Parameters.ReadAsync(request, default))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.UsageError));
    }

    [TestCase("?QUERY=q", "LANG")]
    [TestCase("?LANG=ADQL", "QUERY")]
    [TestCase("?LANG=ADQL&QUERY=", "QUERY")]
    [TestCase("?LANG=ADQL-3.0&QUERY=q", "ADQL-3.0")]
    [TestCase("?LANG=ADQL&QUERY=q&MAXREC=1.5", "MAXREC")]
    [TestCase("?LANG=ADQL&QUERY=q&MAXREC=many", "MAXREC")]
    [TestCase("?LANG=ADQL&QUERY=a&QUERY=b", "QUERY")]
    [TestCase("?LANG=ADQL&QUERY=q&FORMAT=csv&RESPONSEFORMAT=tsv", "RESPONSEFORMAT")]
    [TestCase("?LANG=ADQL&QUERY=q&FORMAT=clay", "clay")]
    [TestCase("?LANG=ADQL&QUERY=q&REQUEST=getCapabilities", "REQUEST")]
    [TestCase("?LANG=ADQL&QUERY=q&UPLOAD=t", "UPLOAD")]
    public void A_wrong_request_is_a_usage_error_that_names_the_parameter(string query, string named)
    {
        var error = Assert.ThrowsAsync<ServiceException>(() => ReadAsync(query));
        Assert.That((error!.Kind, error.Message), Is.EqualTo((ErrorKind.UsageError, error.Message)));
        Assert.That(error.Message, Does.Contain(named));
    }

    private static async Task<TapRequest> ReadAsync(string query)
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString(query);
        return TapRequest.Parse(
            await Parameters.ReadAsync(context.Request, CancellationToken.None),
            new TableFormats()
        );
    }
}
