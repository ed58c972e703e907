using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.TapRegExt;

/// <summary>What a TAP service tells of its abilities (TAPRegExt 1.0).</summary>
internal static partial class TapRegExtChecks
{
    private const string Namespace = "http://www.ivoa.net/xml/TAPRegExt/v1.0";
    private const string Keys = "ivo://ivoa.net/std/TAPRegExt#";

    /// <summary>Elements of a TableAccess in the order of the schema.</summary>
    private static readonly string[] Order =
    [
        "validationLevel",
        "description",
        "interface",
        "dataModel",
        "language",
        "outputFormat",
        "uploadMethod",
        "retentionPeriod",
        "executionDuration",
        "outputLimit",
        "uploadLimit",
    ];

    private static readonly string[] Geometry =
    [
        "AREA",
        "BOX",
        "CENTROID",
        "CIRCLE",
        "CONTAINS",
        "COORD1",
        "COORD2",
        "COORDSYS",
        "DISTANCE",
        "INTERSECTS",
        "POINT",
        "POLYGON",
        "REGION",
    ];

    private static readonly string[] FormatKeys =
    [
        "output-votable-td",
        "output-votable-binary",
        "output-votable-binary2",
    ];

    private static readonly string[] TimeLimitNames = ["retentionPeriod", "executionDuration"];

    private static readonly string[] DataLimitNames = ["outputLimit", "uploadLimit"];

    private static readonly string[] LimitParts = ["default", "hard"];

    private static readonly string[] UploadKeys = ["upload-inline", "upload-http", "upload-https", "upload-ftp"];

    public static readonly Check[] All =
    [
        Must(
            "TAPRegExt-1.0-2.1-a",
            "The type TableAccess is that of the namespace of TAPRegExt 1.0.",
            subject =>
                EachAsync(
                    subject,
                    tap => tap.TypeNamespace == Namespace ? [] : [$"xsi:type in \"{tap.TypeNamespace}\""],
                    "xsi:type with a prefix bound to " + Namespace
                )
        ),
        Must(
            "TAPRegExt-1.0-2.2-a",
            "Data models are named by IVOA identifiers.",
            subject =>
                EachAsync(
                    subject,
                    tap =>
                        tap.Element.Children("dataModel")
                            .Where(m => !IsIvoId(m.Text("ivo-id")))
                            .Select(m => $"dataModel {m.Value}"),
                    "ivo-id=\"ivo://...\" on each dataModel"
                )
        ),
        Must(
            "TAPRegExt-1.0-2.3-a",
            "The language ADQL is declared with a version.",
            subject => EachAsync(subject, AdqlIsMissing, "a language with name ADQL and a version")
        ),
        Must(
            "TAPRegExt-1.0-2.3-b",
            "ADQL 2.0 has the identifier ivo://ivoa.net/std/ADQL#v2.0.",
            subject =>
                EachAsync(
                    subject,
                    tap => VersionIds(tap, "2.0", "ivo://ivoa.net/std/ADQL#v2.0"),
                    "ivo-id=\"ivo://ivoa.net/std/ADQL#v2.0\""
                )
        ),
        Should(
            "TAPRegExt-1.0-2.3-c",
            "Types of language features are IVOA identifiers.",
            subject =>
                EachAsync(
                    subject,
                    tap =>
                        tap.Element.All("languageFeatures")
                            .Where(f => !IsIvoId(f.Text("type")))
                            .Select(f => $"type {f.Text("type")}"),
                    "type=\"ivo://...\" on each languageFeatures"
                )
        ),
        Must(
            "TAPRegExt-1.0-2.3-d",
            "Each user-defined function is written as name(argument TYPE, ...) -> TYPE.",
            subject =>
                EachAsync(
                    subject,
                    tap => Forms(tap, "features-udf").Where(form => !Signature().IsMatch(form)),
                    "signatures as match(pattern VARCHAR, text VARCHAR) -> INTEGER"
                )
        ),
        Must(
            "TAPRegExt-1.0-2.3-e",
            "Geometry features are bare names of ADQL's geometry functions.",
            subject =>
                EachAsync(
                    subject,
                    tap =>
                        Forms(tap, "features-adqlgeo")
                            .Where(form => !Geometry.Contains(form, StringComparer.OrdinalIgnoreCase)),
                    string.Join(", ", Geometry)
                )
        ),
        Must(
            "TAPRegExt-1.0-2.4-a",
            "At least one output format is declared, each with its media type.",
            subject =>
                EachAsync(
                    subject,
                    tap =>
                        tap.Element.Child("outputFormat") is null
                            ? ["no outputFormat"]
                            : tap
                                .Element.Children("outputFormat")
                                .Where(f => string.IsNullOrEmpty(f.ChildText("mime")))
                                .Select(_ => "an outputFormat without mime"),
                    "outputFormat elements with a mime"
                )
        ),
        Must(
            "TAPRegExt-1.0-2.4-b",
            "Keys of output formats are those of TAPRegExt.",
            subject =>
                EachAsync(subject, tap => UnknownKeys(tap, "outputFormat", FormatKeys), string.Join(", ", FormatKeys))
        ),
        Must("TAPRegExt-1.0-2.4-c", "Every declared alias of a format is accepted.", AliasesWork),
        Must(
            "TAPRegExt-1.0-2.5-a",
            "Upload methods have the identifiers of TAPRegExt.",
            subject =>
                EachAsync(
                    subject,
                    tap =>
                        UnknownKeys(tap, "uploadMethod", UploadKeys)
                            .Concat(
                                tap.Element.Children("uploadMethod")
                                    .Where(m => !IsIvoId(m.Text("ivo-id")))
                                    .Select(_ => "an uploadMethod without ivo-id")
                            ),
                    string.Join(", ", UploadKeys)
                )
        ),
        Must(
            "TAPRegExt-1.0-2.6-a",
            "Limits of time are whole numbers of seconds, the default not above the hard one.",
            subject => EachAsync(subject, TimeLimits, "default and hard in whole seconds")
        ),
        Must(
            "TAPRegExt-1.0-2.6-b",
            "Limits of data are whole numbers of rows or bytes.",
            subject => EachAsync(subject, DataLimits, "default and hard with unit=\"row\" or unit=\"byte\"")
        ),
        Must(
            "TAPRegExt-1.0-2.7-a",
            "Elements of the capability come in the order of the schema.",
            subject => EachAsync(subject, OutOfOrder, string.Join(", ", Order))
        ),
    ];

    private static async Task EachAsync(
        Subject subject,
        Func<Capability, IEnumerable<string>> offenders,
        string expected
    )
    {
        var document = await subject.CapabilitiesAsync();
        var tap = document.Tap;
        if (tap.TypeName != "TableAccess")
            throw NotApplicable("the capability is not a TableAccess of TAPRegExt");
        RequireNone(document.Exchange, offenders(tap), expected);
    }

    private static bool IsIvoId(string? text) =>
        text?.StartsWith("ivo://", StringComparison.OrdinalIgnoreCase) ?? false;

    private static IEnumerable<string> AdqlIsMissing(Capability tap)
    {
        var adql = tap.Element.Children("language").Where(language => language.ChildText("name") == "ADQL").ToArray();
        if (adql.Length == 0)
            yield return "no language ADQL";
        else if (adql.All(language => language.Child("version") is null))
            yield return "ADQL without version";
    }

    private static IEnumerable<string> VersionIds(Capability tap, string version, string wanted) =>
        from element in tap.Element.All("version")
        where element.Parent?.ChildText("name") == "ADQL" && element.Value.Trim() == version
        where !StandardIds.Same(element.Text("ivo-id"), wanted)
        select $"ivo-id {element.Text("ivo-id") ?? "missing"}";

    private static IEnumerable<string> Forms(Capability tap, string key) =>
        tap
            .Element.All("languageFeatures")
            .Where(features => StandardIds.Same(features.Text("type"), Keys + key))
            .SelectMany(features => features.Children("feature"))
            .Select(feature => feature.ChildText("form") ?? "");

    private static IEnumerable<string> UnknownKeys(Capability tap, string element, string[] known) =>
        tap
            .Element.Children(element)
            .Select(e => e.Text("ivo-id") ?? "")
            .Where(id => id.StartsWith(Keys, StringComparison.OrdinalIgnoreCase))
            .Where(id => !known.Contains(id[Keys.Length..], StringComparer.OrdinalIgnoreCase));

    private static async Task AliasesWork(Subject subject)
    {
        var tap = (await subject.CapabilitiesAsync()).Tap;
        var aliases = tap
            .Element.Children("outputFormat")
            .SelectMany(f => f.Children("alias"))
            .Select(a => a.Value.Trim());
        foreach (var alias in aliases.Distinct(StringComparer.Ordinal))
        {
            var answer = await subject.QueryAsync(Queries.One, ("RESPONSEFORMAT", alias));
            RequireStatus(answer, 200, $"the capabilities declare the format {alias}");
        }
    }

    private static IEnumerable<string> TimeLimits(Capability tap) =>
        from name in TimeLimitNames
        from limit in tap.Element.Children(name)
        let problem = Problem(limit)
        where problem is not null
        select $"{name}: {problem}";

    private static IEnumerable<string> DataLimits(Capability tap) =>
        from name in DataLimitNames
        from limit in tap.Element.Children(name)
        let units = limit.Elements().Select(value => value.Text("unit"))
        let problem = units.Any(unit => unit is not ("row" or "byte"))
            ? "a unit that is neither row nor byte"
            : Problem(limit)
        where problem is not null
        select $"{name}: {problem}";

    private static string? Problem(XElement limit)
    {
        var values = LimitParts.Select(limit.Child).OfType<XElement>().ToArray();
        var numbers = new List<long>();
        foreach (var value in values)
            if (long.TryParse(value.Value.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                numbers.Add(number);
            else
                return $"\"{value.Value}\" is no whole number";
        return numbers.Count == 2 && values[0].Text("unit") == values[1].Text("unit") && numbers[0] > numbers[1]
            ? "the default is above the hard limit"
            : null;
    }

    private static IEnumerable<string> OutOfOrder(Capability tap)
    {
        var names = tap.Element.Elements().Select(element => element.Name.LocalName).ToArray();
        var places = names.Select(name => Array.IndexOf(Order, name)).ToArray();
        return places.All(place => place >= 0) && places.SequenceEqual(places.Order())
            ? []
            : [string.Join(", ", names.Distinct())];
    }

    [GeneratedRegex(
        @"^\s*[A-Za-z][A-Za-z0-9_.]*\s*\(\s*([A-Za-z]\w*\s+[^,]+(\s*,\s*[A-Za-z]\w*\s+[^,]+)*)?\s*\)\s*->\s*\S.*$",
        RegexOptions.Singleline
    )]
    private static partial Regex Signature();
}
