using System.Xml.Linq;

namespace DataLab.Conformance.Tests.Twin;

/// <summary>Access to the twin's images: links of DataLink, cut-outs of SODA at once and as jobs, files.</summary>
internal sealed class TwinAccess
{
    private static readonly XNamespace VoTable = "http://www.ivoa.net/xml/VOTable/v1.3";
    private static readonly Reply Fits = new(200, "application/fits", "SIMPLE  =                    T");

    private static readonly TwinColumn[] Columns =
    [
        new("ID", "char", "*", null, null, "meta.id;meta.main"),
        new("access_url", "char", "*", null, null, "meta.ref.url"),
        new("service_def", "char", "*", null, null, "meta.ref"),
        new("error_message", "char", "*", null, null, "meta.code.error"),
        new("description", "char", "*", null, null, "meta.note"),
        new("semantics", "char", "*", null, null, "meta.code"),
        new("content_type", "char", "*", null, null, "meta.code.mime"),
        new("content_length", "long", null, null, "byte", "phys.size;meta.file"),
        new("link_auth", "char", "*", null, null, "meta.code"),
        new("link_authorized", "boolean", null, null, null, "meta.code"),
    ];

    private readonly Dictionary<string, (Ask Ask, List<Reply> Results)> jobs = [];

    /// <summary>What there is at a path; null for nothing.</summary>
    public Reply? Answer(Ask ask)
    {
        if (ask.Path == "/links")
            return Links(ask);
        if (ask.Path == "/cut")
            return Cut(ask).FirstOrDefault() ?? new Reply(204, null, "");
        if (ask.Path == "/cutjobs" || ask.Path.StartsWith("/cutjobs/", StringComparison.Ordinal))
            return Jobs(ask);
        return ask.Path.StartsWith("/file/", StringComparison.Ordinal) ? Fits
            : ask.Path.StartsWith("/image/", StringComparison.Ordinal) ? Fits with { ContentType = "image/fits" }
            : null;
    }

    private static Reply Links(Ask ask)
    {
        var records = TwinImages.Records(ask.BaseUrl);
        var rows = new List<string?[]>();
        string?[]? last = null;
        foreach (var id in ask.All("ID"))
        {
            last = records.FirstOrDefault(row => row[TwinImages.Index("obs_publisher_did")] == id);
            if (last is null)
            {
                rows.Add([id, null, null, $"NotFoundFault: {id} is not here", null, "#this", null, null, null, null]);
                continue;
            }
            var file = last[TwinImages.Index("obs_id")];
            rows.Add([
                id,
                $"{ask.BaseUrl}/file/{file}",
                null,
                null,
                "The image",
                "#this",
                "application/fits",
                "30",
                "false",
                "T",
            ]);
            rows.Add([id, null, "soda", null, "A piece of it", "#cutout", "application/fits", null, "false", "T"]);
            rows.Add([
                id,
                $"{ask.BaseUrl}/more/{file}",
                null,
                null,
                "More",
                "http://twin.example/terms#more",
                "text/html",
                null,
                null,
                null,
            ]);
        }
        return new Reply(
            200,
            "application/x-votable+xml;content=datalink",
            TwinFormats.Document(
                new XElement(
                    VoTable + "RESOURCE",
                    new XAttribute("type", "results"),
                    TwinFormats.Info("standardID", "ivo://ivoa.net/std/DataLink#links-1.1"),
                    TwinFormats.Info("QUERY_STATUS", "OK"),
                    Ided(
                        TwinFormats.Table(
                            new TwinTable("links", Columns, [.. rows]),
                            ask["SERIALIZATION"] ?? "TABLEDATA"
                        )
                    )
                ),
                last is null ? null! : TwinDescriptors.Soda(ask.BaseUrl, "link_id", last),
                TwinDescriptors.LinksSelf(ask.BaseUrl)
            )
        );
    }

    /// <summary>One answer for each region: pixels, or that there are none; or one error.</summary>
    private static List<Reply> Cut(Ask ask)
    {
        if (ask["ID"] is not { } id)
            return [Wrong("there is no ID")];
        if (ask.All("ID").Count() > 1)
            return [new Reply(400, "text/plain", "MultiValuedParamNotSupported: one ID, please")];
        if (
            TwinImages.Records("").FirstOrDefault(row => row[TwinImages.Index("obs_publisher_did")] == id)
            is not { } image
        )
            return [new Reply(404, "text/plain", $"UsageError: {id} is not here")];
        foreach (var interval in ask.All("BAND").Concat(ask.All("TIME")))
            if (TwinImages.Numbers(interval) is not [_, _])
                return [Wrong($"{interval} is no interval")];
        var replies = new List<Reply>();
        foreach (var name in new[] { "POS", "CIRCLE", "POLYGON" })
        foreach (var value in ask.All(name))
        {
            var shape = name == "POS" ? value.Split(' ')[0] : name;
            if (TwinImages.Box(shape, TwinImages.Numbers(name == "POS" ? value[shape.Length..] : value)) is not { } box)
                return [Wrong($"{value} is no region")];
            replies.Add(TwinImages.Overlaps(image, box) ? Fits : new Reply(204, null, ""));
        }
        return replies.Count > 0 ? replies : [Fits];
    }

    private Reply Jobs(Ask ask)
    {
        var parts = ask.Path.Split('/', StringSplitOptions.RemoveEmptyEntries)[1..];
        lock (jobs)
        {
            if (parts.Length == 0 && ask.Method == "POST")
            {
                jobs[$"c{jobs.Count + 1}"] = (ask, []);
                return Reply.SeeOther($"{ask.BaseUrl}/cutjobs/c{jobs.Count}");
            }
            if (parts.Length == 0 || !jobs.TryGetValue(parts[0], out var job))
                return Reply.NotFound;
            if (parts is [_, "phase"] && ask.Method == "POST")
            {
                job.Results.AddRange(
                    Cut(job.Ask)
                        .Select(reply => reply.Status == 204 ? Reply.Text("UsageError: no pixels there") : reply)
                );
                return Reply.SeeOther($"{ask.BaseUrl}/cutjobs/{parts[0]}");
            }
            if (parts is [_, "results", var number])
                return job.Results[int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)];
            var phase =
                job.Results.Count == 0 ? "PENDING"
                : job.Results.All(r => r.Status == 200) ? "COMPLETED"
                : "ERROR";
            var results = job.Results.Select(
                (_, i) => $"<result id=\"r{i}\" xlink:href=\"{ask.BaseUrl}/cutjobs/{parts[0]}/results/{i}\"/>"
            );
            return Reply.Xml(
                $"""<job xmlns="http://www.ivoa.net/xml/UWS/v1.0" xmlns:xlink="http://www.w3.org/1999/xlink"><jobId>{parts[0]}</jobId><phase>{phase}</phase><results>{string.Concat(results)}</results></job>"""
            );
        }
    }

    private static Reply Wrong(string text) => new(400, "text/plain", "UsageError: " + text);

    private static XElement Ided(XElement table)
    {
        table.Elements(VoTable + "FIELD").First().SetAttributeValue("ID", "link_id");
        return table;
    }
}
