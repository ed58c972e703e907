using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using DataLab.Conformance.ObsCore;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Sia2;

/// <summary>Answers and errors of a search (SIA 2.0 §3.1, §3.2).</summary>
internal static class ResponseChecks
{
    private static readonly string[] Faults = ["UsageFault", "TransientFault", "FatalFault", "DefaultFault"];

    public static readonly Check[] All =
    [
        Must(
            "SIA-2.0-3.1-a",
            "The table has all 30 mandatory columns of ObsCore.",
            async subject =>
            {
                var document = await new Sia2Query(subject).SampleAsync();
                RequireNone(document.Exchange, ObsCoreColumn.Missing(document.Table), "the 30 mandatory columns");
            }
        ),
        Field("SIA-2.0-3.1-b", "datatypes", (column, field) => column.TypeProblem(field)),
        Field("SIA-2.0-3.1-c", "units", (column, field) => column.UnitProblem(field.Element.Text("unit"))),
        Field("SIA-2.0-3.1-d", "utypes", (column, field) => column.UtypeProblem(field.Element.Text("utype"))),
        Field("SIA-2.0-3.1-e", "UCDs", (column, field) => column.UcdProblem(field.Ucd)),
        Must(
            "SIA-2.0-3.1-f",
            "What ObsCore wants to be known is never NULL.",
            async subject =>
            {
                var document = await new Sia2Query(subject).SampleAsync();
                RequireNone(
                    document.Exchange,
                    ObsCoreColumn
                        .All.Where(column => column.NotNull)
                        .SelectMany(column => ObsCoreValues.Null(document.Table, column.Name)),
                    "calib_level, obs_collection, obs_id and obs_publisher_did of every record"
                );
            }
        ),
        Must(
            "SIA-2.0-3.1-g",
            "Values are what ObsCore says of them: ranges, vocabularies, forms.",
            async subject =>
            {
                var document = await new Sia2Query(subject).SampleAsync();
                RequireNone(document.Exchange, ObsCoreValues.All(document.Table), "values as ObsCore has them");
            }
        ),
        Must(
            "SIA-2.0-3.1-h",
            "Unless another format is asked for, the answer comes as a VOTable by its Content-Type.",
            async subject =>
            {
                var document = await new Sia2Query(subject).SampleAsync();
                Require(
                    document.Exchange.MediaType is "application/x-votable+xml" or "text/xml",
                    document.Exchange,
                    "Content-Type application/x-votable+xml or text/xml"
                );
            }
        ),
        Must(
            "SIA-2.0-3.1-i",
            "RESPONSEFORMAT=votable is understood.",
            async subject =>
            {
                await new Sia2Query(subject).SampleAsync();
                await new Sia2Query(subject).FindAsync(("MAXREC", "1"), ("RESPONSEFORMAT", "votable"));
            }
        ),
        Must(
            "SIA-2.0-3.2-a",
            "Values that cannot be read are errors: of intervals, of whole numbers.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                foreach (
                    var wrong in new Field[]
                    {
                        ("BAND", "red"),
                        ("TIME", "1 2 3"),
                        ("CALIB", "high"),
                        ("EXPTIME", "long"),
                        ("FOV", "1 x"),
                    }
                )
                    await service.RefusedAsync(wrong);
            }
        ),
        Must(
            "SIA-2.0-3.2-b",
            "An error comes as a VOTable with QUERY_STATUS ERROR.",
            async subject =>
            {
                var answer = await WrongAsync(subject);
                Require(
                    VoTableDocument.TryRead(answer) is { IsError: true },
                    answer,
                    "a VOTable with INFO QUERY_STATUS ERROR"
                );
            }
        ),
        Must(
            "SIA-2.0-3.2-c",
            "The text of an error begins with UsageFault, TransientFault, FatalFault or DefaultFault, a colon before more.",
            async subject =>
            {
                var answer = await WrongAsync(subject);
                var text =
                    VoTableDocument.TryRead(answer)?.ErrorText
                    ?? throw NotTested("the error is no VOTable (see SIA-2.0-3.2-b)");
                Require(
                    Faults.Any(fault => text == fault || text.StartsWith(fault + ":", StringComparison.Ordinal)),
                    answer,
                    "UsageFault: and what is wrong",
                    $"\"{text}\""
                );
            }
        ),
        Should(
            "SIA-2.0-3.2-d",
            "A wrong request has a status from 400.",
            async subject =>
            {
                var answer = await WrongAsync(subject);
                Require(answer.Status is >= 400 and < 500, answer, "status 400: the request is wrong");
            }
        ),
        Must(
            "SIA-2.0-3.2-e",
            "Where CSV or TSV is asked for, an error is plain text.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                await service.SampleAsync();
                var table = await service.AskAsync(("MAXREC", "1"), ("RESPONSEFORMAT", "csv"));
                if (table.MediaType != "text/csv")
                    throw NotApplicable("the service writes no CSV");
                var answer = await service.AskAsync(("BAND", "red"), ("RESPONSEFORMAT", "csv"));
                Require(answer.MediaType == "text/plain", answer, "Content-Type text/plain");
            }
        ),
    ];

    private static Check Field(string id, string what, Func<ObsCoreColumn, VoField, string?> problem) =>
        Must(
            id,
            $"Columns have ObsCore's {what}.",
            async subject =>
            {
                var document = await new Sia2Query(subject).SampleAsync();
                RequireNone(
                    document.Exchange,
                    ObsCoreColumn.Problems(document.Table, problem),
                    $"the {what} of ObsCore"
                );
            }
        );

    private static async Task<Exchange> WrongAsync(Subject subject)
    {
        var service = new Sia2Query(subject);
        await service.SampleAsync();
        var answer = await service.AskAsync(("BAND", "red"));
        return Queries.IsError(answer) || answer.Status == 200 && VoTableDocument.TryRead(answer) is null
            ? answer
            : throw NotTested("the service takes a wrong value (see SIA-2.0-3.2-a)");
    }
}
