using System.Globalization;
using System.Text.RegularExpressions;

namespace DataLab.Conformance.Tests.Twin;

/// <summary>A small TAP service with jobs, uploads, examples, a cone search and services of images that keeps every clause, all in memory.</summary>
internal sealed partial class TwinService
{
    private readonly TwinJobs jobs;
    private readonly TwinAccess access = new();

    public TwinService() => jobs = new TwinJobs(Sync);

    public async Task<Reply> AnswerAsync(Ask ask)
    {
        if (ask.Path == "/async" || ask.Path.StartsWith("/async/", StringComparison.Ordinal))
            return await jobs.AnswerAsync(ask);
        return ask.Path switch
        {
            "" => TwinDocuments.Page,
            "/sync" => Sync(ask),
            "/capabilities" => TwinDocuments.Capabilities(ask.BaseUrl),
            "/availability" => TwinDocuments.Availability,
            "/tables" => TwinDocuments.Tables(columns: ask["detail"] != "min"),
            "/examples" => TwinDocuments.Examples,
            "/cone" => TwinCone.Answer(ask),
            "/query" => TwinSearch.Answer(ask),
            "/sia1" => TwinSearch.AnswerSia1(ask),
            _ when ask.Path.StartsWith("/tables/", StringComparison.Ordinal) => TwinDocuments.OneTable(ask.Path[8..])
                ?? Reply.NotFound,
            _ => access.Answer(ask) ?? Reply.NotFound,
        };
    }

    private static Reply Sync(Ask ask)
    {
        try
        {
            return Query(ask);
        }
        catch (TwinError e)
        {
            return TwinFormats.Error(400, e.Message);
        }
    }

    private static Reply Query(Ask ask)
    {
        foreach (var name in new[] { "LANG", "QUERY", "MAXREC", "RESPONSEFORMAT", "FORMAT", "RUNID" })
            if (ask.All(name).Distinct().Count() > 1)
                throw new TwinError($"{name} takes one value.");
        if (ask["LANG"] is not ("ADQL" or "ADQL-2.0"))
            throw new TwinError("LANG is ADQL or ADQL-2.0.");
        var adql = ask["QUERY"] ?? throw new TwinError("QUERY is missing.");
        var most = 1000;
        if (ask["MAXREC"] is { } text && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out most))
            throw new TwinError("MAXREC is a number of rows.");
        var table = TwinQuery.Run(adql, Uploads(ask));
        var cut = table.Rows.Length > most || most == 0;
        return TwinFormats.Write(
            table with
            {
                Rows = [.. table.Rows.Take(most)],
            },
            ask["RESPONSEFORMAT"] ?? ask["FORMAT"] ?? "votable",
            cut
        );
    }

    private static Dictionary<string, TwinTable> Uploads(Ask ask)
    {
        var uploads = new Dictionary<string, TwinTable>(StringComparer.OrdinalIgnoreCase);
        foreach (var upload in ask.All("UPLOAD"))
        {
            var comma = upload.IndexOf(',', StringComparison.Ordinal);
            var (name, uri) = comma < 0 ? (upload, "") : (upload[..comma], upload[(comma + 1)..]);
            if (!UploadName().IsMatch(name))
                throw new TwinError($"{name} is no name for a table.");
            if (
                !uri.StartsWith("param:", StringComparison.Ordinal) || !ask.Files.TryGetValue(uri[6..], out var content)
            )
                throw new TwinError($"There is nothing at {uri}.");
            uploads[name] = TwinFormats.ReadUpload(name, content);
        }
        return uploads;
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*$")]
    private static partial Regex UploadName();
}
