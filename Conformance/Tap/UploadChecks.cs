using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using DataLab.Conformance.Uws;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Tap;

/// <summary>Tables of the user's own: how they come in and where they are seen (TAP 1.1 §2.7.6).</summary>
internal static class UploadChecks
{
    private const string Name = "judge_table";
    private const string All3 = "SELECT * FROM TAP_UPLOAD." + Name;

    public static readonly Check[] All =
    [
        Should(
            "TAP-1.1-2.7.6-a",
            "Tables can be uploaded: the capabilities declare how.",
            async subject =>
            {
                var document = await subject.CapabilitiesAsync();
                Require(Uploads.AreDeclared(document.Tap), document.Exchange, "an uploadMethod", "none");
            }
        ),
        Must(
            "TAP-1.1-2.7.6-b",
            "A table sent in the request as VOTable is queried as TAP_UPLOAD.name.",
            subject => ReturnsAsync(subject, UploadSamples.Plain)
        ),
        Must(
            "TAP-1.1-2.7.6-c",
            "The VOTable may be BINARY.",
            subject => ReturnsAsync(subject, UploadSamples.Plain, "BINARY")
        ),
        Must(
            "TAP-1.1-2.7.6-d",
            "The VOTable may be BINARY2.",
            subject => ReturnsAsync(subject, UploadSamples.Plain, "BINARY2")
        ),
        Must("TAP-1.1-2.7.6-e", "Several uploads of one request are all there.", SeveralUploads),
        Must(
            "TAP-1.1-2.7.6-f",
            "Names of FIELDs that are no ADQL names can be selected as delimited identifiers.",
            OddNames
        ),
        Must(
            "TAP-1.1-2.7.6-g",
            "Uploaded tables are not listed in TAP_SCHEMA.",
            async subject =>
            {
                var answer = await Uploads.AskAsync(
                    subject,
                    $"SELECT table_name FROM TAP_SCHEMA.tables",
                    UploadSamples.Plain.Form(Name)
                );
                RequireNone(
                    answer,
                    Queries
                        .RequireTable(answer, "the tables of the service")
                        .Column("table_name")
                        .OfType<string>()
                        .Where(table => table.Contains(Name, StringComparison.OrdinalIgnoreCase)),
                    "no row for TAP_UPLOAD." + Name
                );
            }
        ),
        Must(
            "TAP-1.1-2.7.6-h",
            "An uploaded table is gone after its query.",
            async subject =>
            {
                await Uploads.AskAsync(subject, All3, UploadSamples.Plain.Form(Name));
                Queries.RequireError(await subject.QueryAsync(All3), "the table was that of an earlier request");
            }
        ),
        Must(
            "TAP-1.1-2.7.6-i",
            "A job queries a table uploaded with the POST that makes it.",
            async subject =>
            {
                await Uploads.RequireDeclaredAsync(subject);
                var job = await subject.Jobs.NewAsync([.. Jobs.Query(All3), .. UploadSamples.Plain.Form(Name)]);
                await RequireResultAsync(subject, job, UploadSamples.Plain);
            }
        ),
        Must(
            "TAP-1.1-2.7.6-j",
            "A job queries a table uploaded to its /parameters.",
            async subject =>
            {
                await Uploads.RequireDeclaredAsync(subject);
                var job = await subject.Jobs.NewAsync(Jobs.Query(All3));
                var answer = await subject.Jobs.PostAsync(job, "parameters", UploadSamples.Plain.Form(Name));
                RequireStatus(answer, 303, "the table belongs to the job now");
                await RequireResultAsync(subject, job, UploadSamples.Plain);
            }
        ),
        Must(
            "TAP-1.1-2.7.6-k",
            "Uploads to a job accumulate.",
            async subject =>
            {
                await Uploads.RequireDeclaredAsync(subject);
                var job = await subject.Jobs.NewAsync([
                    .. Jobs.Query("SELECT mag FROM TAP_UPLOAD.judge_second"),
                    .. UploadSamples.Plain.Form(Name),
                ]);
                await subject.Jobs.PostAsync(job, "parameters", UploadSamples.Second.Form("judge_second"));
                var done = await subject.Jobs.RunAsync(job);
                Require(
                    done.Phase == "COMPLETED",
                    done.Exchange,
                    "phase COMPLETED: both tables are there",
                    $"phase {done.Phase} {done.ErrorSummary?.Value.Trim()}"
                );
            }
        ),
    ];

    private static async Task ReturnsAsync(Subject subject, UploadTable table, string serialization = "TABLEDATA") =>
        Uploads.RequireSame(await Uploads.AskAsync(subject, All3, table.Form(Name, serialization)), table);

    private static async Task SeveralUploads(Subject subject)
    {
        Field[] uploads = [.. UploadSamples.Plain.Form(Name), .. UploadSamples.Second.Form("judge_second")];
        Uploads.RequireSame(await Uploads.AskAsync(subject, All3, uploads), UploadSamples.Plain);
        Uploads.RequireSame(
            await Uploads.AskAsync(subject, "SELECT * FROM TAP_UPLOAD.judge_second", uploads),
            UploadSamples.Second
        );
    }

    private static async Task OddNames(Subject subject)
    {
        var table = UploadSamples.OddNames;
        var list = string.Join(", ", table.Columns.Skip(1).Select(column => $"\"{column.Name}\""));
        var answer = await Uploads.AskAsync(subject, $"SELECT {list} FROM TAP_UPLOAD.{Name}", table.Form(Name));
        var result = Queries.RequireTable(answer, "each FIELD is a column under its name");
        Require(
            result.Rows.Count == 1 && result.Rows[0].SequenceEqual(table.Rows[0].Skip(1)),
            answer,
            "one row " + string.Join(", ", table.Rows[0].Skip(1)),
            result.Rows.Count == 1 ? string.Join(", ", result.Rows[0]) : $"{result.Rows.Count} rows"
        );
    }

    private static async Task RequireResultAsync(Subject subject, Uri job, UploadTable table)
    {
        var done = await subject.Jobs.RunAsync(job);
        Require(
            done.Phase == "COMPLETED",
            done.Exchange,
            "phase COMPLETED",
            $"phase {done.Phase} {done.ErrorSummary?.Value.Trim()}"
        );
        Uploads.RequireSame(await subject.Jobs.GetAsync(job, "results/result"), table);
    }
}

/// <summary>Sending uploads and comparing what comes back.</summary>
internal static class Uploads
{
    public static bool AreDeclared(Capability tap) => tap.Element.Child("uploadMethod") is not null;

    /// <exception cref="Finding">NotApplicable: the service declares no uploads.</exception>
    public static async Task RequireDeclaredAsync(Subject subject)
    {
        if (!AreDeclared((await subject.CapabilitiesAsync()).Tap))
            throw NotApplicable("the service declares no uploads");
    }

    /// <summary>A synchronous query with uploads.</summary>
    /// <exception cref="Finding">NotApplicable: the service declares no uploads.</exception>
    public static async Task<Exchange> AskAsync(Subject subject, string adql, params Field[] uploads)
    {
        await RequireDeclaredAsync(subject);
        return await subject.QueryAsync(adql, uploads);
    }

    /// <summary>Fails the check unless the answer holds the rows of a table, in whatever order.</summary>
    public static void RequireSame(Exchange answer, UploadTable table, Func<string?, string?>? spell = null)
    {
        var result = Queries.RequireTable(answer, "the uploaded table");
        Require(
            result.Fields.Count == table.Columns.Length,
            answer,
            $"columns {string.Join(", ", table.Columns.Select(column => column.Name))}",
            $"columns {string.Join(", ", result.Fields)}"
        );
        var wanted = Lines(table.Rows, spell);
        var given = Lines(result.Rows, spell);
        Require(
            wanted.SequenceEqual(given, StringComparer.Ordinal),
            answer,
            "rows " + string.Join("; ", wanted),
            "rows " + string.Join("; ", given)
        );
    }

    private static string[] Lines(IEnumerable<string?[]> rows, Func<string?, string?>? spell) =>
        rows.Select(row => string.Join(", ", row.Select(value => (spell is null ? value : spell(value)) ?? "null")))
            .Order(StringComparer.Ordinal)
            .ToArray();
}
