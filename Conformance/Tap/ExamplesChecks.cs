using DataLab.Conformance.Dali;
using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Tap;

/// <summary>Examples of queries (TAP 1.1 §2.6).</summary>
internal static class ExamplesChecks
{
    /// <summary>Examples that are run.</summary>
    private const int Sample = 10;

    public static readonly Check[] All =
    [
        Must(
            "TAP-1.1-2.6-a",
            "The examples come as application/xhtml+xml or text/html.",
            async subject =>
            {
                var answer = await Examples.AnswerAsync(subject);
                Require(
                    answer.MediaType is "application/xhtml+xml" or "text/html",
                    answer,
                    "Content-Type application/xhtml+xml or text/html"
                );
            }
        ),
        Must(
            "TAP-1.1-2.6-b",
            "Examples that are there are declared as capability ivo://ivoa.net/std/DALI#examples.",
            async subject =>
            {
                await Examples.AnswerAsync(subject);
                var document = await subject.CapabilitiesAsync();
                Require(
                    document.Of(StandardIds.DaliExamples).Any(),
                    document.Exchange,
                    "a capability " + StandardIds.DaliExamples,
                    "none"
                );
            }
        ),
        Must(
            "TAP-1.1-2.6-c",
            "Every example has one query, as plain text.",
            async subject =>
            {
                var examples = await Examples.ReadAsync(subject);
                RequireNone(
                    examples.Exchange,
                    examples
                        .All.Where(example =>
                            Examples.Properties(example, "query").ToArray() is not [{ HasElements: false }]
                        )
                        .Select(Examples.Describe),
                    "one element with property=\"query\" and only text"
                );
            }
        ),
        Must("TAP-1.1-2.6-d", "Tables that an example names exist, written as plain text.", TablesExist),
        Should("TAP-1.1-2.6-e", "The queries of the examples work.", QueriesWork),
        Should(
            "TAP-1.1-2.6-f",
            "The examples document has an example.",
            async subject =>
            {
                var examples = await Examples.ReadAsync(subject);
                Require(examples.All.Count > 0, examples.Exchange, "an element with typeof=\"example\"", "none");
            }
        ),
    ];

    private static async Task TablesExist(Subject subject)
    {
        var examples = await Examples.ReadAsync(subject);
        var named = examples.All.SelectMany(example => Examples.Properties(example, "table")).ToArray();
        if (named.Length == 0)
            throw NotApplicable("no example names a table");
        var schema = await TapSchema.ReadAsync(subject);
        var known = schema.TableNames.ToHashSet(StringComparer.OrdinalIgnoreCase);
        RequireNone(
            examples.Exchange,
            named
                .Where(table => table.HasElements || !known.Contains(table.Value.Trim()))
                .Select(table => $"\"{table.Value.Trim()}\""),
            "names of TAP_SCHEMA.tables without markup inside"
        );
    }

    private static async Task QueriesWork(Subject subject)
    {
        var examples = await Examples.ReadAsync(subject);
        foreach (var example in examples.All.Take(Sample))
        {
            if (Examples.Properties(example, "query").FirstOrDefault() is not { } query)
                continue;
            // An example about uploads needs the reader's own table.
            if (query.Value.Contains("TAP_UPLOAD", StringComparison.OrdinalIgnoreCase))
                continue;
            Queries.RequireTable(
                await subject.QueryAsync(query.Value.Trim(), ("MAXREC", "1")),
                $"the query of {Examples.Describe(example)}"
            );
        }
    }
}
