using System.Globalization;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Scs;

/// <summary>Errors of a cone search, and what is none (SCS 1.03 §2.3).</summary>
internal static class ConeErrorChecks
{
    public static readonly Check[] All =
    [
        Must(
            "SCS-1.03-2.3-a",
            "A request without RA, DEC or SR is an error.",
            async subject =>
            {
                await RefusedAsync(subject, ("DEC", "0"), ("SR", "0.1"));
                await RefusedAsync(subject, ("RA", "0"), ("SR", "0.1"));
                await RefusedAsync(subject, ("RA", "0"), ("DEC", "0"));
            }
        ),
        Must(
            "SCS-1.03-2.3-b",
            "A value that is no number is an error.",
            async subject =>
            {
                await RefusedAsync(subject, ("RA", "as3f"), ("DEC", "0"), ("SR", "0.1"));
                await RefusedAsync(subject, ("RA", "0"), ("DEC", "north"), ("SR", "0.1"));
                await RefusedAsync(subject, ("RA", "0"), ("DEC", "0"), ("SR", "wide"));
            }
        ),
        Must(
            "SCS-1.03-2.3-c",
            "DEC beyond the poles is an error.",
            subject => RefusedAsync(subject, ("RA", "0"), ("DEC", "91.0"), ("SR", "0.1"))
        ),
        Must(
            "SCS-1.03-2.3-d",
            "A negative SR is an error.",
            subject => RefusedAsync(subject, ("RA", "0"), ("DEC", "0"), ("SR", "-1"))
        ),
        Must(
            "SCS-1.03-2.3-e",
            "An error is told by exactly one INFO or PARAM with name=\"Error\" and says what is wrong.",
            async subject =>
            {
                var (answer, document) = await ErrorAsync(subject);
                var errors = Cone.Errors(document);
                Require(errors.Count == 1, answer, "one INFO name=\"Error\" below VOTABLE", $"{errors.Count} of them");
                Require(
                    !string.IsNullOrWhiteSpace(errors[0].Text("value")),
                    answer,
                    "a value that explains the error",
                    "none"
                );
            }
        ),
        Should(
            "SCS-1.03-2.3-f",
            "The INFO of an error is a child of VOTABLE.",
            async subject =>
            {
                var (answer, document) = await ErrorAsync(subject);
                Require(
                    Cone.Errors(document).Any(error => error.Name.LocalName == "INFO" && error.Parent == document.Root),
                    answer,
                    "INFO directly below VOTABLE",
                    "it is elsewhere"
                );
            }
        ),
        Must(
            "SCS-1.03-2.3-g",
            "SR=0 is no error: the columns come, without rows or with what lies just there.",
            async subject =>
            {
                var answer = await new Cone(subject).EmptyAsync();
                Require(Cone.Table(answer).Fields.Count > 0, answer, "the FIELDs of the table", "no FIELD");
            }
        ),
        Must(
            "SCS-1.03-2.3-h",
            "A cone without sources is no error: the columns come without rows.",
            async subject =>
            {
                var answer = await new Cone(subject).AskAsync(("RA", "0"), ("DEC", "-90"), ("SR", "0.0000001"));
                Require(Cone.Table(answer).Fields.Count > 0, answer, "the FIELDs of the table", "no FIELD");
            }
        ),
        May(
            "SCS-1.03-2.3-i",
            "A radius above the declared maxSR is an error.",
            async subject =>
            {
                var text = (await new Cone(subject).CapabilityAsync())?.Element.ChildText("maxSR");
                if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var most))
                    throw NotApplicable("no maxSR is declared");
                await RefusedAsync(
                    subject,
                    ("RA", "0"),
                    ("DEC", "0"),
                    ("SR", (most + 1).ToString("R", CultureInfo.InvariantCulture))
                );
            }
        ),
    ];

    private static async Task RefusedAsync(Subject subject, params Field[] query)
    {
        var answer = await new Cone(subject).AskAsync(query);
        var document = VoTableDocument.TryRead(answer);
        Require(document is not null && Cone.Errors(document).Count > 0, answer, "a VOTable with INFO name=\"Error\"");
    }

    private static async Task<(Exchange Answer, VoTableDocument Document)> ErrorAsync(Subject subject)
    {
        var answer = await new Cone(subject).AskAsync(("RA", "as3f"), ("DEC", "0"), ("SR", "0.1"));
        return (answer, VoTableDocument.Read(answer));
    }
}
