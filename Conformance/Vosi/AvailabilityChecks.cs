using System.Globalization;
using System.Xml.Linq;
using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Vosi;

/// <summary>The availability document (VOSI 1.1 §2, §3.2).</summary>
internal static class AvailabilityChecks
{
    private const string Namespace = "http://www.ivoa.net/xml/VOSIAvailability/v1.0";

    /// <summary>Children in the order of the schema; note may be repeated.</summary>
    private static readonly string[] Order = ["available", "upSince", "downAt", "backAt", "note"];

    public static readonly Check[] All =
    [
        Must(
            "VOSI-1.1-2-b",
            "GET of the availability works for a client without credentials.",
            async subject =>
                RequireStatus(await subject.AvailabilityAnswer(), 200, "the availability, without asking who is there")
        ),
        Must(
            "VOSI-1.1-3.2-a",
            "The document's root is availability in the namespace of VOSIAvailability 1.0.",
            async subject =>
            {
                var answer = await subject.AvailabilityAnswer();
                RequireStatus(answer, 200, "the availability");
                var root = SafeXml.Root(answer);
                Require(
                    root.Name == XName.Get("availability", Namespace),
                    answer,
                    $"root element availability in {Namespace}",
                    $"root element {root.Name.LocalName} in \"{root.Name.NamespaceName}\""
                );
            }
        ),
        Must("VOSI-1.1-3.2-b", "It holds exactly one available, true or false.", AvailableIsBoolean),
        Must("VOSI-1.1-3.2-c", "upSince, downAt and backAt are instants in XML Schema's form.", TimesParse),
        Must(
            "VOSI-1.1-3.2-d",
            "Its elements are available, upSince, downAt, backAt and notes, in this order.",
            ElementsInOrder
        ),
        Should(
            "VOSI-1.1-3.2-e",
            "A service that answers queries says that it is available.",
            async subject =>
            {
                var root = await RootAsync(subject);
                if (!subject.IsTap)
                    throw NotApplicable("no query to compare with");
                var query = await subject.QueryAsync("SELECT TOP 1 table_name FROM TAP_SCHEMA.tables");
                if (query.Status != 200)
                    throw NotTested("the service answers no queries");
                var available = root.ChildText("available");
                Require(
                    available is "true" or "1",
                    await subject.AvailabilityAnswer(),
                    "available true: the service has just answered a query",
                    $"available {available}"
                );
            }
        ),
    ];

    private static async Task<XElement> RootAsync(Subject subject)
    {
        var answer = await subject.AvailabilityAnswer();
        return answer.Status == 200
            ? SafeXml.Root(answer)
            : throw NotTested("there is no availability to read (see VOSI-1.1-3.2-a)");
    }

    private static async Task AvailableIsBoolean(Subject subject)
    {
        var values = (await RootAsync(subject)).Children("available").Select(element => element.Value.Trim()).ToArray();
        Require(
            values is ["true" or "false" or "1" or "0"],
            await subject.AvailabilityAnswer(),
            "one element available with the value true or false",
            values.Length == 0 ? "no element available" : string.Join(", ", values)
        );
    }

    private static async Task TimesParse(Subject subject)
    {
        var root = await RootAsync(subject);
        RequireNone(
            await subject.AvailabilityAnswer(),
            root.Elements()
                .Where(element => element.Name.LocalName is "upSince" or "downAt" or "backAt")
                .Where(element => !IsDateTime(element.Value.Trim()))
                .Select(element => $"{element.Name.LocalName} is \"{element.Value}\""),
            "dates with times as 2009-06-01T12:00:00Z"
        );
    }

    private static bool IsDateTime(string text) =>
        text.Contains('T', StringComparison.Ordinal)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    private static async Task ElementsInOrder(Subject subject)
    {
        var places = (await RootAsync(subject))
            .Elements()
            .Select(element => Array.IndexOf(Order, element.Name.LocalName))
            .ToArray();
        Require(
            places.All(place => place >= 0) && places.SequenceEqual(places.Order()),
            await subject.AvailabilityAnswer(),
            $"elements {string.Join(", ", Order)} in this order",
            "other elements or another order"
        );
    }
}
