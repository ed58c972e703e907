using DataLab.Conformance.Documents;
using DataLab.Conformance.Images;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Sia2;

/// <summary>Resources of the service, and the descriptors in its answers (SIA 2.0 §2, §2.2, §2.3, §3.1.1 to §3.1.3).</summary>
internal static class ServiceChecks
{
    private static readonly string[] Parameters =
    [
        "POS",
        "BAND",
        "TIME",
        "POL",
        "FOV",
        "SPATRES",
        "SPECRP",
        "EXPTIME",
        "TIMERES",
        "ID",
        "COLLECTION",
        "FACILITY",
        "INSTRUMENT",
        "DPTYPE",
        "CALIB",
        "TARGET",
        "FORMAT",
    ];

    public static readonly Check[] All =
    [
        Must(
            "SIA-2.0-2-a",
            "The capabilities are a sibling of the search.",
            subject => Siblings.CapabilitiesAsync(subject, Url(subject))
        ),
        Must(
            "SIA-2.0-2.2-a",
            "The service has an availability, and declares it.",
            subject => Siblings.AvailabilityAsync(subject, Url(subject))
        ),
        Must(
            "SIA-2.0-2.3-a",
            "The search is declared as capability ivo://ivoa.net/std/SIA#query-2.0 at its URL.",
            subject => Siblings.DeclaredAsync(subject, Url(subject), ImageServices.Sia2Id)
        ),
        Should(
            "SIA-2.0-2.3-b",
            "The interface of the search is a ParamHTTP with role=\"std\".",
            subject => Siblings.StandardInterfaceAsync(subject, Url(subject), ImageServices.Sia2Id)
        ),
        Should(
            "SIA-2.0-3.1.1-a",
            "Descriptors of services in the answer are complete: accessURL, inputParams, refs that lead to a FIELD.",
            async subject =>
            {
                var document = await new Sia2Query(subject).SampleAsync();
                var others = ServiceDescriptor.All(document).Where(descriptor => !descriptor.IsSelf).ToArray();
                if (others.Length == 0)
                    throw NotApplicable("the answer describes no other services");
                RequireNone(
                    document.Exchange,
                    others.SelectMany(d => Descriptors.Problems(document, d)),
                    "descriptors that can be called"
                );
            }
        ),
        Should(
            "SIA-2.0-3.1.1-b",
            "An archive with DataLink or SODA describes them in its answers.",
            async subject =>
            {
                if (subject.Images is { Links: null, HasSoda: false })
                    throw NotApplicable("the service has neither DataLink nor SODA");
                var document = await new Sia2Query(subject).SampleAsync();
                var found = ImageServices.Of(document);
                Require(
                    (subject.Images.Links is null || found.Links is not null)
                        && (!subject.Images.HasSoda || found.HasSoda),
                    document.Exchange,
                    "a descriptor with standardID of DataLink and of SODA, as far as the archive has them",
                    string.Join(", ", ServiceDescriptor.All(document).Select(descriptor => descriptor.StandardId))
                );
            }
        ),
        Should(
            "SIA-2.0-3.1.2-a",
            "Answers describe the service itself: name=\"this\" or utype adhoc:this.",
            subject => SelfAsync(subject, _ => [], Sia2Query.Most)
        ),
        Should(
            "SIA-2.0-3.1.2-b",
            "The answer to MAXREC=0 describes the service itself.",
            subject => SelfAsync(subject, _ => [], "0")
        ),
        Should(
            "SIA-2.0-2.1.20-a",
            "The self-description names all parameters of SIA.",
            subject =>
                SelfAsync(subject, self => Parameters.Where(p => self.Input(p) is null).Select(p => $"no {p}"), null)
        ),
        Should(
            "SIA-2.0-2.1.20-b",
            "The self-description lists the values of COLLECTION.",
            subject =>
                SelfAsync(
                    subject,
                    self => self.Input("COLLECTION") is { Options.Count: 0 } ? ["COLLECTION without OPTION"] : [],
                    null
                )
        ),
        Must(
            "SIA-2.0-3.1.2-c",
            "The self-description has the standardID and the URL of the search.",
            subject =>
                SelfAsync(
                    subject,
                    self =>
                        StandardIds.Same(self.StandardId, ImageServices.Sia2Id)
                        && Uri.TryCreate(self.AccessUrl, UriKind.Absolute, out _)
                            ? []
                            : [$"standardID {self.StandardId}, accessURL {self.AccessUrl}"],
                    null
                )
        ),
        Must(
            "SIA-2.0-3.1.3-a",
            "An access_url with the media type of DataLink leads to links.",
            async subject =>
            {
                var rows = await new Sia2Query(subject).RowsAsync();
                var row =
                    rows.FirstOrDefault(r =>
                        Descriptors.IsLinks(r["access_format"]) && ImageServices.Http(r["access_url"]) is not null
                    ) ?? throw NotApplicable("access_url leads to files");
                var answer = await subject.Get(new Uri(row["access_url"]!));
                RequireStatus(answer, 200, "the links of the record");
                Require(
                    VoTableDocument.Read(answer).Table.Index("semantics") >= 0,
                    answer,
                    "a table of links, with semantics"
                );
            }
        ),
    ];

    private static Uri Url(Subject subject) => new Sia2Query(subject).Url;

    /// <param name="maxRec">The answer to look at must have the description; null looks where there is one.</param>
    private static async Task SelfAsync(
        Subject subject,
        Func<ServiceDescriptor, IEnumerable<string>> problems,
        string? maxRec
    )
    {
        var service = new Sia2Query(subject);
        await service.SampleAsync();
        var document = await service.FindAsync(("MAXREC", maxRec ?? "0"));
        var self = ServiceDescriptor.All(document).FirstOrDefault(descriptor => descriptor.IsSelf);
        if (self is null && maxRec is null)
            throw NotTested("the service does not describe itself (see SIA-2.0-3.1.2-b)");
        Require(
            self is not null,
            document.Exchange,
            "a RESOURCE with utype=\"adhoc:service\" name=\"this\" or utype=\"adhoc:this\"",
            "none"
        );
        RequireNone(document.Exchange, problems(self), "a complete description of the service itself");
    }
}
