using System.Net;
using System.Net.Sockets;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using DataLab.Conformance.Tap;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Dali;

/// <summary>UPLOAD: schemes, names and refusals (DALI 1.1 §3.4.5).</summary>
internal static class UploadChecks
{
    private const string Query = "SELECT * FROM TAP_UPLOAD.judge_table";
    private const string Keys = "ivo://ivoa.net/std/TAPRegExt#upload-";

    public static readonly Check[] All =
    [
        Must(
            "DALI-1.1-3.4.5-a",
            "Who takes uploads takes them by http or https too, and says so.",
            async subject =>
            {
                var document = await DeclaredAsync(subject);
                Require(
                    Has(document, "http") || Has(document, "https"),
                    document.Exchange,
                    $"{Keys}http or {Keys}https",
                    Methods(document)
                );
            }
        ),
        Must(
            "DALI-1.1-3.4.5-b",
            "Who takes uploads takes them inline, and says so.",
            async subject =>
            {
                var document = await DeclaredAsync(subject);
                Require(Has(document, "inline"), document.Exchange, Keys + "inline", Methods(document));
            }
        ),
        Must("DALI-1.1-3.4.5-c", "A table at an http URL is fetched.", FetchedByUrl),
        Must(
            "DALI-1.1-3.4.5-d",
            "param: names the part of the form, whatever the table is called.",
            async subject =>
                Uploads.RequireSame(
                    await Uploads.AskAsync(
                        subject,
                        Query,
                        UploadSamples.Plain.Form("judge_table", part: "another_name")
                    ),
                    UploadSamples.Plain
                )
        ),
        Must(
            "DALI-1.1-3.4.5-e",
            "Names that are not letters, digits and underscores, a letter first, are refused.",
            async subject =>
            {
                foreach (var name in new[] { "1table", "my-table", "a.b" })
                    Queries.RequireError(
                        await Uploads.AskAsync(subject, Queries.One, UploadSamples.Plain.Form(name, part: "part")),
                        $"{name} is no name for a table"
                    );
            }
        ),
        Must(
            "DALI-1.1-3.4.5-f",
            "An upload whose part is not in the form is an error.",
            subject => RefusedAsync(subject, "the form has no part nothing", ("UPLOAD", "judge_table,param:nothing"))
        ),
        Must(
            "DALI-1.1-3.4.5-g",
            "An upload that cannot be fetched is an error.",
            subject =>
                RefusedAsync(
                    subject,
                    "nothing can be fetched from port 1",
                    ("UPLOAD", "judge_table,http://127.0.0.1:1/none.xml")
                )
        ),
        Must(
            "DALI-1.1-3.4.5-h",
            "An upload that stops short of a whole table is an error.",
            subject =>
                RefusedAsync(
                    subject,
                    "the VOTable ends within a row",
                    ("UPLOAD", "judge_table,param:part"),
                    new Field(
                        "part",
                        "part.xml",
                        UploadSamples.Plain.Write("TABLEDATA").AsMemory()[..^80],
                        "application/x-votable+xml"
                    )
                )
        ),
        Must(
            "DALI-1.1-3.4.5-i",
            "An UPLOAD without name and URI, or of an unknown scheme, is an error.",
            async subject =>
            {
                await RefusedAsync(subject, "UPLOAD is name,URI", ("UPLOAD", "judge_table"));
                await RefusedAsync(
                    subject,
                    "nobody knows the scheme gopherx",
                    ("UPLOAD", "judge_table,gopherx://example.org/t.xml")
                );
            }
        ),
    ];

    private static async Task<Capabilities> DeclaredAsync(Subject subject)
    {
        await Uploads.RequireDeclaredAsync(subject);
        return await subject.CapabilitiesAsync();
    }

    private static bool Has(Capabilities document, string method) =>
        document
            .Tap.Element.Children("uploadMethod")
            .Any(element => StandardIds.Same(element.Text("ivo-id"), Keys + method));

    private static string Methods(Capabilities document) =>
        string.Join(", ", document.Tap.Element.Children("uploadMethod").Select(element => element.Text("ivo-id")));

    private static async Task RefusedAsync(Subject subject, string why, params Field[] upload) =>
        Queries.RequireError(await Uploads.AskAsync(subject, Query, upload), why);

    /// <summary>The service itself offers a table at a URL: the answer to a query.</summary>
    private static async Task FetchedByUrl(Subject subject)
    {
        var document = await DeclaredAsync(subject);
        var scheme = subject.Base.Scheme;
        if (!Has(document, scheme))
            throw NotTested($"the service declares no uploads by {scheme}");
        if (await IsPrivateAsync(subject))
            throw NotTested(
                "the judge has no table at a public address to offer, and a service may refuse private ones"
            );
        var table = Client.WithQuery(
            subject.Sync,
            [("LANG", "ADQL"), ("QUERY", "SELECT TOP 2 table_name FROM TAP_SCHEMA.tables")]
        );
        var answer = await Uploads.AskAsync(subject, Query, ("UPLOAD", "judge_table," + table.AbsoluteUri));
        var rows = Queries.RequireTable(answer, "the table at that URL").Rows.Count;
        Require(rows == 2, answer, "2 rows", $"{rows} rows");
    }

    private static async Task<bool> IsPrivateAsync(Subject subject)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(subject.Base.DnsSafeHost, subject.Client.Cancelled);
            return addresses.Any(IsPrivate);
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static bool IsPrivate(IPAddress address)
    {
        var bytes = address.MapToIPv6().GetAddressBytes();
        return IPAddress.IsLoopback(address)
            || address.IsIPv6LinkLocal
            || address.IsIPv6UniqueLocal
            || (
                address.AddressFamily == AddressFamily.InterNetwork
                && (bytes[12], bytes[13]) is (10, _) or (192, 168) or (169, 254)
            )
            || (address.AddressFamily == AddressFamily.InterNetwork && bytes[12] == 172 && bytes[13] is >= 16 and < 32);
    }
}
