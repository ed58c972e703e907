using System.Globalization;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Scs;

/// <summary>Requests and tables of a cone search (SCS 1.03 §2.1, §2.2).</summary>
internal static class ConeSearchChecks
{
    private const string Id = "ID_MAIN";
    private const string Ra = "POS_EQ_RA_MAIN";
    private const string Dec = "POS_EQ_DEC_MAIN";

    private static readonly string[] Verbosities = ["1", "2", "3"];

    public static readonly Check[] All =
    [
        Must(
            "SCS-1.03-2.1-a",
            "RA, DEC and SR by GET are answered with a VOTable.",
            async subject => Cone.Table(await new Cone(subject).EmptyAsync())
        ),
        Must(
            "SCS-1.03-2.1-b",
            "The order of the parameters does not matter.",
            async subject =>
            {
                var cone = new Cone(subject);
                var wanted = await cone.ColumnsAsync();
                var answer = await cone.AskAsync(("SR", "0"), ("DEC", "90"), ("RA", "0"));
                Require(
                    Cone.Table(answer).Fields.Count == wanted.Fields.Count,
                    answer,
                    $"the {wanted.Fields.Count} columns of RA, DEC, SR"
                );
            }
        ),
        Must(
            "SCS-1.03-2.1-c",
            "Parameters that the service does not know are ignored.",
            async subject =>
            {
                var cone = new Cone(subject);
                var wanted = await cone.ColumnsAsync();
                var answer = await cone.EmptyAsync(("DUMMY", "ignore-me"));
                Require(
                    Cone.Table(answer).Fields.Count == wanted.Fields.Count,
                    answer,
                    $"the same {wanted.Fields.Count} columns"
                );
            }
        ),
        Should(
            "SCS-1.03-2.1-d",
            "VERB=1 gives no more columns than VERB=2, and that no more than VERB=3.",
            VerbosityGrows
        ),
        Should(
            "SCS-1.03-2.1-e",
            "Without VERB the answer is that of VERB=2.",
            async subject =>
            {
                var cone = new Cone(subject);
                var wanted = (await cone.ColumnsAsync(("VERB", "2"))).Fields.Count;
                var answer = await cone.EmptyAsync();
                Require(
                    Cone.Table(answer).Fields.Count == wanted,
                    answer,
                    $"{wanted} columns",
                    $"{Cone.Table(answer).Fields.Count} columns"
                );
            }
        ),
        Must(
            "SCS-1.03-2.1-f",
            "The declared base URL ends in ? or &.",
            async subject =>
            {
                var capability =
                    await new Cone(subject).CapabilityAsync() ?? throw NotTested("the service declares no cone search");
                var url = capability.AccessUrl ?? "";
                if (!url.EndsWith('?') && !url.EndsWith('&'))
                    throw Failed("an accessURL that ends in ? or &", $"accessURL {url}");
            }
        ),
        Must(
            "SCS-1.03-2.2-a",
            "The VOTable has one RESOURCE with one TABLE.",
            async subject =>
            {
                var document = VoTableDocument.Read(await new Cone(subject).EmptyAsync());
                var (resources, tables) = (document.Root.All("RESOURCE").Count(), document.Root.All("TABLE").Count());
                Require(
                    resources == 1 && tables == 1,
                    document.Exchange,
                    "one RESOURCE and one TABLE",
                    $"{resources} RESOURCE, {tables} TABLE"
                );
            }
        ),
        Must(
            "SCS-1.03-2.2-b",
            "One FIELD is the identifier: UCD ID_MAIN, a text.",
            subject => EachVerbosityAsync(subject, Id, field => field.IsText, "char or unicodeChar")
        ),
        Must(
            "SCS-1.03-2.2-c",
            "One FIELD is the right ascension: UCD POS_EQ_RA_MAIN, a double.",
            subject => EachVerbosityAsync(subject, Ra, field => field.Datatype == "double", "double")
        ),
        Must(
            "SCS-1.03-2.2-d",
            "One FIELD is the declination: UCD POS_EQ_DEC_MAIN, a double.",
            subject => EachVerbosityAsync(subject, Dec, field => field.Datatype == "double", "double")
        ),
        Must(
            "SCS-1.03-2.2-e",
            "No identifier comes twice, and none is missing.",
            async subject =>
            {
                var (answer, _, _, _) = await new Cone(subject).FoundAsync();
                var table = Cone.Table(answer);
                var index = Cone.WithUcd(table, Id) is [var only]
                    ? only
                    : throw NotTested("there is no one identifier (see SCS-1.03-2.2-b)");
                RequireNone(
                    answer,
                    table
                        .Rows.GroupBy(row => row[index])
                        .Where(group => group.Key is null || group.Count() > 1)
                        .Select(group => $"{group.Key ?? "null"} {group.Count()} times"),
                    "each identifier once"
                );
            }
        ),
        Must(
            "SCS-1.03-2.2-f",
            "Answers come as text/xml.",
            async subject =>
            {
                var answer = await new Cone(subject).EmptyAsync();
                Require(answer.MediaType == "text/xml", answer, "Content-Type text/xml, or text/xml;content=x-votable");
            }
        ),
        Must(
            "SCS-1.03-2.2-g",
            "The sources of a cone are found: the declared test query finds one.",
            async subject =>
            {
                var (answer, _, _, _) = await new Cone(subject).FoundAsync();
                Require(
                    Cone.Table(answer).Rows.Count > 0,
                    answer,
                    "a row at least: the capabilities name this as testQuery",
                    "no row"
                );
            }
        ),
        Should("SCS-1.03-2.2-h", "What is found lies within the cone.", SourcesAreInside),
        Should(
            "SCS-1.03-2.2-i",
            "Every FIELD has a description, a datatype and a UCD.",
            async subject =>
            {
                var answer = await new Cone(subject).EmptyAsync();
                RequireNone(
                    answer,
                    Cone.Table(answer)
                        .Fields.Where(f =>
                            f.Element.Child("DESCRIPTION") is null || f.Datatype.Length == 0 || f.Ucd is null
                        )
                        .Select(f => f.Name),
                    "DESCRIPTION, datatype and ucd"
                );
            }
        ),
    ];

    private static async Task VerbosityGrows(Subject subject)
    {
        var counts = new List<int>();
        Exchange? answer = null;
        foreach (var verbosity in Verbosities)
        {
            answer = await new Cone(subject).EmptyAsync(("VERB", verbosity));
            counts.Add(Cone.Table(answer).Fields.Count);
        }
        Require(
            counts.SequenceEqual(counts.Order()),
            answer!,
            "numbers of columns that do not fall from VERB=1 to 3",
            string.Join(", ", counts)
        );
    }

    private static async Task EachVerbosityAsync(Subject subject, string ucd, Func<VoField, bool> fits, string datatype)
    {
        foreach (var verbosity in Verbosities)
        {
            var answer = await new Cone(subject).EmptyAsync(("VERB", verbosity));
            var table = Cone.Table(answer);
            var found = Cone.WithUcd(table, ucd).Select(index => table.Fields[index]).ToArray();
            Require(
                found is [var field] && fits(field),
                answer,
                $"one FIELD with ucd=\"{ucd}\" and datatype {datatype}",
                found.Length == 0 ? "none" : string.Join(", ", found.Select(f => f.ToString()))
            );
        }
    }

    private static async Task SourcesAreInside(Subject subject)
    {
        var (answer, ra, dec, radius) = await new Cone(subject).FoundAsync();
        var table = Cone.Table(answer);
        if (Cone.WithUcd(table, Ra) is not [var raIndex] || Cone.WithUcd(table, Dec) is not [var decIndex])
            throw NotTested("there are no positions (see SCS-1.03-2.2-c and -d)");
        RequireNone(
            answer,
            from row in table.Rows
            let distance = Separation(ra, dec, Degrees(row[raIndex]), Degrees(row[decIndex]))
            where !(distance <= radius + 1e-6)
            select string.Create(
                CultureInfo.InvariantCulture,
                $"({row[raIndex]}, {row[decIndex]}) at {distance:0.######} deg"
            ),
            string.Create(CultureInfo.InvariantCulture, $"sources within {radius} deg")
        );
    }

    private static double Degrees(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    /// <summary>Angle between two positions, degrees; haversine, exact to rounding for small angles.</summary>
    private static double Separation(double ra1, double dec1, double ra2, double dec2)
    {
        var (sinDec, sinRa) = (Sin((dec2 - dec1) / 2), Sin((ra2 - ra1) / 2));
        var h = (sinDec * sinDec) + (Sin(90 - dec1) * Sin(90 - dec2) * sinRa * sinRa);
        return 2 * Math.Asin(Math.Min(1, Math.Sqrt(h))) * 180 / Math.PI;
    }

    private static double Sin(double degrees) => Math.Sin(degrees * Math.PI / 180);
}
