using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Dali;

/// <summary>How results and errors are said in VOTable (DALI 1.1 §4.4).</summary>
internal static class VoTableUseChecks
{
    private static readonly string[] Statuses = ["OK", "ERROR", "OVERFLOW"];

    public static readonly Check[] All =
    [
        Must(
            "DALI-1.1-4.4-a",
            "Results are VOTable 1.2 or later.",
            async subject =>
            {
                var document = await subject.DocumentAsync(Queries.One);
                Require(
                    document.VersionNumber >= 1.2,
                    document.Exchange,
                    "version 1.2 or later",
                    $"version \"{document.Version}\""
                );
            }
        ),
        Must(
            "DALI-1.1-4.4-b",
            "A result has exactly one RESOURCE with type=\"results\".",
            async subject =>
            {
                var document = await subject.DocumentAsync(Queries.One);
                Require(
                    document.ResultResources.Count == 1,
                    document.Exchange,
                    "one RESOURCE type=\"results\"",
                    $"{document.ResultResources.Count} of them"
                );
            }
        ),
        Must(
            "DALI-1.1-4.4-c",
            "That resource has an INFO QUERY_STATUS before the table, OK when the result is whole.",
            async subject =>
            {
                var document = await subject.DocumentAsync(Queries.One);
                Require(
                    document.StatusBefore.Count == 1 && document.StatusBefore[0].Text("value") == "OK",
                    document.Exchange,
                    "one INFO name=\"QUERY_STATUS\" value=\"OK\" before TABLE",
                    document.StatusText
                );
            }
        ),
        Must(
            "DALI-1.1-4.4-d",
            "QUERY_STATUS is OK, ERROR or OVERFLOW.",
            async subject =>
            {
                var documents = new[]
                {
                    await subject.QueryAsync(Queries.One),
                    await subject.QueryAsync(Queries.Tables, ("MAXREC", "2")),
                    await subject.QueryAsync(Queries.Duff),
                };
                foreach (var document in documents.Select(VoTableDocument.TryRead).OfType<VoTableDocument>())
                    RequireNone(
                        document.Exchange,
                        document
                            .StatusBefore.Concat(document.StatusAfter)
                            .Select(info => info.Text("value") ?? "no value")
                            .Where(value => !Statuses.Contains(value)),
                        "OK, ERROR or OVERFLOW"
                    );
            }
        ),
        Must(
            "DALI-1.1-4.4.2-a",
            "An error told in VOTable has an INFO QUERY_STATUS with the value ERROR.",
            async subject =>
            {
                var document = await ErrorAsync(subject);
                Require(
                    document.IsError,
                    document.Exchange,
                    "INFO name=\"QUERY_STATUS\" value=\"ERROR\"",
                    document.StatusText
                );
            }
        ),
        Should(
            "DALI-1.1-4.4.2-b",
            "The INFO of an error says what is wrong.",
            async subject =>
            {
                var document = await ErrorAsync(subject);
                Require(
                    !string.IsNullOrEmpty(document.ErrorText),
                    document.Exchange,
                    "a message as the content of INFO",
                    "no text"
                );
            }
        ),
        Should(
            "DALI-1.1-4.4.3-a",
            "Results carry further INFOs, such as the query they answer.",
            async subject =>
            {
                var document = await subject.DocumentAsync(Queries.One);
                Require(
                    document.Root.All("INFO").Any(info => info.Text("name") is not "QUERY_STATUS"),
                    document.Exchange,
                    "an INFO besides QUERY_STATUS",
                    "none"
                );
            }
        ),
    ];

    private static async Task<VoTableDocument> ErrorAsync(Subject subject)
    {
        var answer = await subject.QueryAsync(Queries.Duff);
        return VoTableDocument.TryRead(answer) ?? throw NotApplicable("the service tells errors as text");
    }
}
