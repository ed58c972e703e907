using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using DataLab.Conformance.Images;
using DataLab.Conformance.ObsCore;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Soda;

/// <summary>Resources of SODA, descriptors of it, answers and errors of {sync} (SODA 1.0 §2, §3.5, §4, §5).</summary>
internal static class ServiceChecks
{
    /// <summary>Standard parameters: name, UCD, unit, and what a VOTable says of their values.</summary>
    private static readonly (
        string Name,
        string Ucd,
        string Unit,
        string Datatype,
        string ArraySize,
        string XType
    )[] Parameters =
    [
        ("ID", "meta.ref.url;meta.curation", "", "char", "*", ""),
        ("POS", "pos.outline;obs", "", "char", "*", ""),
        ("CIRCLE", "pos.outline;obs", "deg", "double", "3", "circle"),
        ("POLYGON", "pos.outline;obs", "deg", "double", "*", "polygon"),
        ("BAND", "em.wl;stat.interval", "m", "double", "2", "interval"),
        ("TIME", "time.interval;obs.exposure", "d", "double", "2", "interval"),
        ("POL", "meta.code;phys.polarization", "", "char", "*", ""),
    ];

    public static readonly Check[] All =
    [
        Must(
            "SODA-1.0-2.1-a",
            "The name of {sync} is one segment: the capabilities are its sibling.",
            subject => Siblings.CapabilitiesAsync(subject, Url(subject))
        ),
        Must(
            "SODA-1.0-2.1-b",
            "POST is answered as GET is.",
            async subject =>
            {
                var (service, cut) = await CutAsync(subject);
                var answer = await subject.Client.FollowAsync(
                    subject.Client.PostAsync(service.Sync, cut.Id, cut.Region)
                );
                RequireStatus(answer, 200, "the cut-out that GET gives");
                Require(
                    answer.MediaType == cut.Answer.MediaType,
                    answer,
                    $"Content-Type {cut.Answer.MediaType}, as by GET"
                );
            }
        ),
        Must(
            "SODA-1.0-2.1-c",
            "Names of parameters are understood in any case.",
            async subject =>
            {
                var (service, cut) = await CutAsync(subject);
                var answer = await service.AskAsync(
                    ("id", cut.Dataset.Id),
                    (cut.Region.Name.ToLowerInvariant(), cut.Region.Value)
                );
                RequireStatus(answer, 200, "the cut-out: id is ID");
            }
        ),
        Should(
            "SODA-1.0-2.3-a",
            "There are examples, beside {sync}, with the parameters of a request.",
            async subject =>
            {
                var answer = await subject.Get(new Uri(Url(subject), "./examples"));
                RequireStatus(answer, 200, "examples");
                Require(
                    SafeXml.Root(answer).DescendantsAndSelf().Any(element => element.Text("typeof") == "example"),
                    answer,
                    "an element typeof=\"example\""
                );
            }
        ),
        Must(
            "SODA-1.0-2.3-b",
            "Examples give parameters by the term generic-parameter.",
            async subject =>
            {
                var answer = await subject.Get(new Uri(Url(subject), "./examples"));
                if (
                    answer.Status != 200
                    || !SafeXml.Root(answer).DescendantsAndSelf().Any(element => element.Text("typeof") == "example")
                )
                    throw NotApplicable("the service has no examples");
                Require(Datasets.Values(answer).Any(), answer, "property=\"generic-parameter\" with the key ID");
            }
        ),
        Must(
            "SODA-1.0-2.4-a",
            "The service has an availability, and declares it.",
            subject => Siblings.AvailabilityAsync(subject, Url(subject))
        ),
        Must(
            "SODA-1.0-2.5-a",
            "{sync} is declared as capability ivo://ivoa.net/std/SODA#sync-1.0 at its URL.",
            subject => Siblings.DeclaredAsync(subject, Url(subject), ImageServices.SodaSyncId)
        ),
        Should(
            "SODA-1.0-2.5-b",
            "The interface of {sync} is a ParamHTTP with role=\"std\".",
            subject => Siblings.StandardInterfaceAsync(subject, Url(subject), ImageServices.SodaSyncId)
        ),
        EachInput(
            "SODA-1.0-3.5-a",
            "Standard parameters are described with their UCDs and units.",
            (standard, input) =>
                input.Ucd == standard.Ucd && input.Unit == standard.Unit
                    ? null
                    : $"{standard.Name} with UCD \"{input.Ucd}\" and unit \"{input.Unit}\", not {standard.Ucd} and \"{standard.Unit}\""
        ),
        EachInput(
            "SODA-1.0-3.5-b",
            "Standard parameters are described with their datatypes and xtypes.",
            (standard, input) =>
                input.Datatype == standard.Datatype
                && (input.ArraySize == standard.ArraySize || (standard.ArraySize == "*" && input.ArraySize.Length > 0))
                && input.XType == standard.XType
                    ? null
                    : $"{standard.Name} {input.Datatype}[{input.ArraySize}] xtype={input.XType}"
        ),
        Must(
            "SODA-1.0-4-a",
            "A descriptor of SODA names the URL of the service.",
            async subject =>
            {
                var (document, descriptor) = await DescribedAsync(subject);
                Require(
                    ImageServices.Http(descriptor.AccessUrl) == Url(subject),
                    document.Exchange,
                    $"accessURL {Url(subject)}",
                    $"accessURL {descriptor.AccessUrl}"
                );
            }
        ),
        Specific(
            "SODA-1.0-4.2-a",
            "A data set's descriptor tells the bounds of BAND and TIME.",
            ["BAND", "TIME"],
            input => ObsCoreRow.ParseNumber(input.Min) <= ObsCoreRow.ParseNumber(input.Max),
            "VALUES with MIN and MAX"
        ),
        Specific(
            "SODA-1.0-4.2-b",
            "A data set's descriptor tells the states of POL.",
            ["POL"],
            input => input.Options.Count > 0,
            "VALUES with OPTION"
        ),
        Specific(
            "SODA-1.0-4.2-c",
            "A data set's descriptor tells a circle around the data.",
            ["CIRCLE"],
            input => Numbers(input.Max) is { Length: 3 } numbers && numbers.All(number => number is not null),
            "VALUES with MAX: ra, dec and radius"
        ),
        Specific(
            "SODA-1.0-4.2-d",
            "A data set's descriptor tells a polygon around the data.",
            ["POLYGON"],
            input =>
                Numbers(input.Max) is { Length: >= 6 } numbers
                && numbers.Length % 2 == 0
                && numbers.All(number => number is not null),
            "VALUES with MAX: ra and dec of each corner"
        ),
        Should(
            "SODA-1.0-5.1-a",
            "The Content-Type says what came.",
            async subject =>
            {
                var (_, cut) = await CutAsync(subject);
                var isFits =
                    cut.Answer.Body.Length >= 6 && cut.Answer.Text.StartsWith("SIMPLE", StringComparison.Ordinal);
                Require(
                    cut.Answer.ContentType is not null
                        && (
                            !isFits
                            || cut.Answer.MediaType is "application/fits" or "image/fits" or "application/x-fits"
                        ),
                    cut.Answer,
                    isFits ? "Content-Type application/fits or image/fits: FITS came" : "a Content-Type"
                );
            }
        ),
        Must(
            "SODA-1.0-5.1-b",
            "Where there are no pixels in the region, status 204 comes, without a body.",
            async subject =>
            {
                var answer = await NothingAsync(subject);
                Require(
                    answer is { Status: 204, Body.IsEmpty: true },
                    answer,
                    "status 204: the region is on the other side of the sky"
                );
            }
        ),
        Should(
            "SODA-1.0-5.2-a",
            "An error comes as text/plain.",
            async subject =>
            {
                var answer = await ErrorAsync(subject);
                Require(answer.MediaType == "text/plain", answer, "Content-Type text/plain");
            }
        ),
        Must(
            "SODA-1.0-5.2-b",
            "The text of an error begins with one of SODA's labels.",
            async subject =>
            {
                var answer = await ErrorAsync(subject);
                Require(SodaService.Label(answer.Text) is not null, answer, "UsageError and what is wrong");
            }
        ),
        Should(
            "SODA-1.0-5.2-c",
            "What is wrong with a request is called UsageError.",
            async subject =>
            {
                var answer = await ErrorAsync(subject);
                if (SodaService.Label(answer.Text) is not { } label)
                    throw NotTested("the text has no label (see SODA-1.0-5.2-b)");
                Require(label == "UsageError", answer, "UsageError: another try is pointless");
            }
        ),
    ];

    private static Uri Url(Subject subject) => new SodaService(subject).Sync;

    private static async Task<(SodaService Service, Cutout Cutout)> CutAsync(Subject subject)
    {
        var service = new SodaService(subject);
        return (service, await service.CutoutAsync());
    }

    private static async Task<Exchange> NothingAsync(Subject subject)
    {
        var (service, cut) = await CutAsync(subject);
        var away = SkyText.Circle(SkyText.Opposite(cut.Centre), cut.Radius);
        return await service.AskAsync(
            cut.Id,
            new Field(cut.Region.Name, cut.Region.Name == "POS" ? "CIRCLE " + away : away)
        );
    }

    /// <summary>The answer to a region that cannot be read.</summary>
    private static async Task<Exchange> ErrorAsync(Subject subject)
    {
        var (service, cut) = await CutAsync(subject);
        var answer = await service.AskAsync(cut.Id, new Field(cut.Region.Name, "a b c"));
        return answer.Status >= 400
            ? answer
            : throw NotTested("a wrong region is no error (see SODA-1.0-3.3.1-d, SODA-1.0-3.3.2-b)");
    }

    private static async Task<(VoTableDocument Document, ServiceDescriptor Descriptor)> DescribedAsync(Subject subject)
    {
        var service = new SodaService(subject);
        return await service.DescriptorAsync((await service.DatasetsAsync())[0].Id)
            ?? throw NotTested("neither links nor a search describe the service");
    }

    private static Check EachInput(
        string id,
        string sentence,
        Func<
            (string Name, string Ucd, string Unit, string Datatype, string ArraySize, string XType),
            InputParam,
            string?
        > problem
    ) =>
        Must(
            id,
            sentence,
            async subject =>
            {
                var (document, descriptor) = await DescribedAsync(subject);
                RequireNone(
                    document.Exchange,
                    Parameters
                        .Select(standard =>
                            descriptor.Input(standard.Name) is { } input ? problem(standard, input) : null
                        )
                        .OfType<string>(),
                    "the parameters as SODA has them"
                );
            }
        );

    private static Check Specific(
        string id,
        string sentence,
        string[] names,
        Func<InputParam, bool> fits,
        string expected
    ) =>
        Should(
            id,
            sentence,
            async subject =>
            {
                var service = new SodaService(subject);
                var (document, descriptor) =
                    await service.LinksDescriptorAsync((await service.DatasetsAsync())[0].Id)
                    ?? throw NotApplicable("links describe no SODA service");
                var inputs = names.Select(descriptor.Input).OfType<InputParam>().ToArray();
                if (inputs.Length == 0)
                    throw NotApplicable($"the descriptor has no {string.Join(" or ", names)}");
                RequireNone(
                    document.Exchange,
                    inputs
                        .Where(input => !fits(input))
                        .Select(input => $"{input.Name} from \"{input.Min}\" to \"{input.Max}\""),
                    expected
                );
            }
        );

    private static double?[]? Numbers(string? text) =>
        text?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(ObsCoreRow.ParseNumber).ToArray();
}
