using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Dali;

/// <summary>RESPONSEFORMAT (DALI 1.1 §3.4.3).</summary>
internal static class FormatChecks
{
    /// <summary>Media types of the formats that DALI knows by a short name.</summary>
    private static readonly Dictionary<string, string[]> ShortNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["votable"] = ["application/x-votable+xml", "text/xml"],
        ["csv"] = ["text/csv"],
        ["tsv"] = ["text/tab-separated-values"],
        ["fits"] = ["application/fits", "image/fits"],
        ["text"] = ["text/plain"],
        ["html"] = ["text/html"],
    };

    public static readonly Check[] All =
    [
        Must(
            "DALI-1.1-3.4.3-a",
            "A format asked for by media type comes back with that Content-Type.",
            async subject =>
            {
                foreach (var type in new[] { "text/xml", "application/x-votable+xml" })
                {
                    var answer = await subject.QueryAsync(Queries.One, ("RESPONSEFORMAT", type));
                    Queries.RequireTable(answer, $"{type} is VOTable");
                    Require(answer.MediaType == type, answer, $"Content-Type {type}, as asked for");
                }
            }
        ),
        Must(
            "DALI-1.1-3.4.3-b",
            "The short name votable gives a VOTable.",
            async subject =>
            {
                var answer = await subject.QueryAsync(Queries.One, ("RESPONSEFORMAT", "votable"));
                Queries.RequireTable(answer, "votable names the format VOTable");
                Require(
                    answer.MediaType is "application/x-votable+xml" or "text/xml",
                    answer,
                    "Content-Type application/x-votable+xml or text/xml"
                );
            }
        ),
        Should(
            "DALI-1.1-3.4.3-c",
            "A format that the service does not have is an error.",
            async subject =>
                Queries.RequireError(
                    await subject.QueryAsync(Queries.One, ("RESPONSEFORMAT", "application/x-no-such-format")),
                    "there is no format application/x-no-such-format"
                )
        ),
        Must(
            "DALI-1.1-3.4.3-e",
            "Every output format that the capabilities declare is answered with its media type.",
            DeclaredFormatsWork
        ),
        Must("DALI-1.1-3.4.3-f", "Short names that DALI defines stand for DALI's media types.", ShortNamesMeanTheSame),
    ];

    private static async Task DeclaredFormatsWork(Subject subject)
    {
        var tap = (await subject.CapabilitiesAsync()).Tap;
        var types = tap.Element.Children("outputFormat").Select(format => format.ChildText("mime")).OfType<string>();
        foreach (var type in types.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var answer = await subject.QueryAsync(Queries.One, ("RESPONSEFORMAT", type));
            RequireStatus(answer, 200, $"the capabilities declare {type}");
            var wanted = type.Split(';')[0].Trim().ToLowerInvariant();
            Require(answer.MediaType == wanted, answer, $"Content-Type {wanted}");
        }
    }

    private static async Task ShortNamesMeanTheSame(Subject subject)
    {
        var tap = (await subject.CapabilitiesAsync()).Tap;
        var declared = tap
            .Element.All("alias")
            .Select(alias => alias.Value.Trim())
            .Where(ShortNames.ContainsKey)
            .ToArray();
        if (declared.Length == 0)
            throw NotApplicable("no short name is declared");
        foreach (var name in declared.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var answer = await subject.QueryAsync(Queries.One, ("RESPONSEFORMAT", name));
            RequireStatus(answer, 200, $"the capabilities declare {name}");
            Require(
                ShortNames[name].Contains(answer.MediaType),
                answer,
                $"Content-Type {string.Join(" or ", ShortNames[name])} for {name}"
            );
        }
    }
}
