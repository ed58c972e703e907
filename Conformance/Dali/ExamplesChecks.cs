using System.Xml.Linq;
using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Dali;

/// <summary>The examples document (DALI 1.1 §2.3).</summary>
internal static class ExamplesChecks
{
    public const string Vocabulary = "http://www.ivoa.net/rdf/examples#";

    public static readonly Check[] All =
    [
        Must(
            "DALI-1.1-2.3-a",
            "The examples are at /examples, or that URL answers 404.",
            async subject =>
                RequireStatus(await subject.Get(subject.Resource("examples")), [200, 404], "the examples, or none")
        ),
        Must(
            "DALI-1.1-2.3-b",
            "The examples document is well-formed XML.",
            async subject => SafeXml.Root(await Examples.AnswerAsync(subject))
        ),
        Must(
            "DALI-1.1-2.3-c",
            "Exactly one element has a vocab attribute, that of the examples vocabulary.",
            async subject =>
            {
                var examples = await Examples.ReadAsync(subject);
                var vocabularies = examples
                    .Root.DescendantsAndSelf()
                    .Select(element => element.Text("vocab"))
                    .OfType<string>()
                    .ToArray();
                Require(
                    vocabularies is [Vocabulary],
                    examples.Exchange,
                    $"one vocab=\"{Vocabulary}\"",
                    vocabularies.Length == 0 ? "none" : string.Join(", ", vocabularies)
                );
            }
        ),
        Must(
            "DALI-1.1-2.3-d",
            "Every example is below the element with vocab.",
            async subject =>
            {
                var examples = await Examples.ReadAsync(subject);
                RequireNone(
                    examples.Exchange,
                    examples
                        .All.Where(example => !example.AncestorsAndSelf().Any(up => up.Attribute("vocab") is not null))
                        .Select(Examples.Describe),
                    "examples inside the element with vocab"
                );
            }
        ),
        Must(
            "DALI-1.1-2.3-e",
            "Every example has an id and a resource that points to it.",
            async subject =>
            {
                var examples = await Examples.ReadAsync(subject);
                RequireNone(
                    examples.Exchange,
                    examples
                        .All.Where(example =>
                            example.Text("id") is not { Length: > 0 } id || example.Text("resource") != "#" + id
                        )
                        .Select(example => $"id=\"{example.Text("id")}\" resource=\"{example.Text("resource")}\""),
                    "id=\"x\" resource=\"#x\""
                );
            }
        ),
        Must(
            "DALI-1.1-2.3-f",
            "Every example has one name.",
            async subject =>
            {
                var examples = await Examples.ReadAsync(subject);
                RequireNone(
                    examples.Exchange,
                    examples
                        .All.Where(example => Examples.Properties(example, "name").Count() != 1)
                        .Select(Examples.Describe),
                    "one element with property=\"name\" in each example"
                );
            }
        ),
        Must(
            "DALI-1.1-2.3.1-a",
            "Names are plain text.",
            async subject =>
            {
                var examples = await Examples.ReadAsync(subject);
                RequireNone(
                    examples.Exchange,
                    examples
                        .All.SelectMany(example => Examples.Properties(example, "name"))
                        .Where(name => name.HasElements || string.IsNullOrWhiteSpace(name.Value))
                        .Select(name => $"\"{name.Value.Trim()}\""),
                    "text without child elements"
                );
            }
        ),
        Must(
            "DALI-1.1-2.3-g",
            "Elements with a property have no href, src or content, but for continuations.",
            async subject =>
            {
                var examples = await Examples.ReadAsync(subject);
                RequireNone(
                    examples.Exchange,
                    examples
                        .Root.DescendantsAndSelf()
                        .Where(element => element.Text("property") is not (null or "continuation"))
                        .Where(element =>
                            (element.Attribute("href") ?? element.Attribute("src") ?? element.Attribute("content"))
                                is not null
                        )
                        .Select(element => $"{element.Name.LocalName} property=\"{element.Text("property")}\""),
                    "links in elements of their own"
                );
            }
        ),
        Must(
            "DALI-1.1-2.3.3-a",
            "A generic-parameter is a keyval with one key and one value.",
            async subject =>
            {
                var examples = await Examples.ReadAsync(subject);
                var parameters = examples
                    .All.SelectMany(example => Examples.Properties(example, "generic-parameter"))
                    .ToArray();
                if (parameters.Length == 0)
                    throw NotApplicable("no example has a generic-parameter");
                RequireNone(
                    examples.Exchange,
                    parameters
                        .Where(parameter =>
                            parameter.Text("typeof") != "keyval"
                            || Examples.Properties(parameter, "key").Count() != 1
                            || Examples.Properties(parameter, "value").Count() != 1
                        )
                        .Select(parameter => parameter.Value.Trim()),
                    "typeof=\"keyval\" with one property=\"key\" and one property=\"value\""
                );
            }
        ),
        Must(
            "DALI-1.1-2.3.4-a",
            "Continuations lead to further examples.",
            async subject =>
            {
                var examples = await Examples.ReadAsync(subject);
                var links = examples
                    .Root.DescendantsAndSelf()
                    .Where(e => e.Text("property") == "continuation")
                    .ToArray();
                if (links.Length == 0)
                    throw NotApplicable("the examples are one document");
                foreach (var link in links)
                {
                    Require(link.Text("href") is not null, examples.Exchange, "href on each continuation", "none");
                    var answer = await subject.Get(new Uri(examples.Exchange.Url, link.Text("href")));
                    RequireStatus(answer, 200, "the examples that the continuation leads to");
                }
            }
        ),
    ];
}

/// <summary>The examples of a service.</summary>
/// <param name="All">Elements with typeof="example".</param>
internal sealed record Examples(XElement Root, IReadOnlyList<XElement> All, Http.Exchange Exchange)
{
    /// <exception cref="Finding">NotApplicable: there are none.</exception>
    public static async Task<Http.Exchange> AnswerAsync(Subject subject)
    {
        var answer = await subject.Get(subject.Resource("examples"));
        if (answer.Status == 404)
            throw NotApplicable("the service has no examples");
        RequireStatus(answer, 200, "the examples");
        return answer;
    }

    public static async Task<Examples> ReadAsync(Subject subject)
    {
        var answer = await AnswerAsync(subject);
        var root = SafeXml.Root(answer);
        var all = root.DescendantsAndSelf().Where(element => element.Text("typeof") == "example").ToArray();
        return new Examples(root, all, answer);
    }

    /// <summary>Elements below an example with this property.</summary>
    public static IEnumerable<XElement> Properties(XElement example, string property) =>
        example.Descendants().Where(element => element.Text("property") == property);

    public static string Describe(XElement example) => $"example {example.Text("id") ?? "without id"}";
}
