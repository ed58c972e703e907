using DataLab.Conformance.Documents;
using DataLab.Conformance.Images;
using DataLab.Conformance.ObsCore;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Sia1;

/// <summary>Tables of images, the metadata query, the images, how the service is declared (SIA 1.0 §4.2, §6.2, §7).</summary>
internal static class OutputChecks
{
    private static readonly string[] Inputs =
    [
        "INPUT:POS",
        "INPUT:SIZE",
        "INPUT:FORMAT",
        "INPUT:INTERSECT",
        "INPUT:VERB",
    ];

    /// <summary>Columns that should be there, with datatype and whether there are several values.</summary>
    private static readonly (string Ucd, string Datatype, bool IsArray)[] Wanted =
    [
        ("INST_ID", "char", true),
        ("VOX:Image_MJDateObs", "double", false),
        ("VOX:STC_CoordRefFrame", "char", true),
        ("VOX:STC_CoordEquinox", "double", false),
        ("VOX:WCS_CoordProjection", "char", true),
        ("VOX:WCS_CoordRefPixel", "double", true),
        ("VOX:WCS_CoordRefValue", "double", true),
        ("VOX:WCS_CDMatrix", "double", true),
        ("VOX:BandPass_ID", "char", true),
        ("VOX:BandPass_Unit", "char", true),
        ("VOX:BandPass_RefValue", "double", false),
        ("VOX:BandPass_HiLimit", "double", false),
        ("VOX:BandPass_LoLimit", "double", false),
        ("VOX:Image_PixFlags", "char", true),
        ("VOX:Image_AccessRefTTL", "int", false),
        ("VOX:Image_FileSize", "int", false),
    ];

    public static readonly Check[] All =
    [
        Must(
            "SIA-1.0-4.2-a",
            "The Content-Type is text/xml, or one of VOTable's.",
            subject =>
                FoundAsync(
                    subject,
                    found =>
                        found.Document.Exchange.MediaType
                            is "text/xml"
                                or "application/x-votable+xml"
                                or "text/xml+votable"
                            ? []
                            : [found.Document.Exchange.MediaType],
                    "text/xml;content=x-votable"
                )
        ),
        Must(
            "SIA-1.0-4.2-b",
            "The images are in one RESOURCE type=\"results\" with one TABLE.",
            subject =>
                FoundAsync(
                    subject,
                    found =>
                        found.Document.ResultResources.Count == 1 && found.Document.Tables.Count == 1
                            ? []
                            : [$"{found.Document.ResultResources.Count} RESOURCE, {found.Document.Tables.Count} TABLE"],
                    "one RESOURCE type=\"results\", one TABLE"
                )
        ),
        Must(
            "SIA-1.0-4.2-c",
            "An INFO QUERY_STATUS says OK, or OVERFLOW.",
            subject =>
                FoundAsync(
                    subject,
                    found =>
                        found
                            .Document.StatusBefore.Concat(found.Document.StatusAfter)
                            .Any(info => info.Text("value") is "OK" or "OVERFLOW")
                            ? []
                            : [found.Document.StatusText],
                    "INFO name=\"QUERY_STATUS\" value=\"OK\" in the RESOURCE"
                )
        ),
        Required("SIA-1.0-4.2-d", "a title", Sia1Search.Title, "char", isArray: true),
        Required("SIA-1.0-4.2-e", "the right ascension of the centre", Sia1Search.Ra, "double", isArray: false),
        Required("SIA-1.0-4.2-f", "the declination of the centre", Sia1Search.Dec, "double", isArray: false),
        Required("SIA-1.0-4.2-g", "the number of axes", Sia1Search.Naxes, "int", isArray: false),
        Required("SIA-1.0-4.2-h", "the lengths of the axes", Sia1Search.Naxis, "int", isArray: true),
        Required("SIA-1.0-4.2-i", "the scale, degrees a pixel", Sia1Search.Scale, "double", isArray: true),
        Required("SIA-1.0-4.2-j", "the media type", Sia1Search.Format, "char", isArray: true),
        Required("SIA-1.0-4.2-k", "the URL of the image", Sia1Search.Reference, "char", isArray: true),
        Must(
            "SIA-1.0-4.2-l",
            "There are as many lengths of axes as there are axes.",
            subject =>
                FoundAsync(
                    subject,
                    found =>
                        Sia1Search
                            .Values(found.Table, Sia1Search.Naxes)
                            .Zip(Sia1Search.Values(found.Table, Sia1Search.Naxis))
                            .Where(image =>
                                ObsCoreRow.ParseNumber(image.First) != (image.Second?.Split(' ').Length ?? 0)
                            )
                            .Select(image => $"{image.First} axes of {image.Second}"),
                    "naxes numbers in naxis"
                )
        ),
        Must(
            "SIA-1.0-4.2-m",
            "Values that are required are there: title, position, axes, scale, format, URL.",
            subject =>
                FoundAsync(
                    subject,
                    found =>
                        new[]
                        {
                            Sia1Search.Title,
                            Sia1Search.Ra,
                            Sia1Search.Dec,
                            Sia1Search.Naxes,
                            Sia1Search.Scale,
                            Sia1Search.Format,
                        }
                            .Where(ucd => Sia1Search.Values(found.Table, ucd).Any(value => value is null))
                            .Select(ucd => $"an image without {ucd}"),
                    "a value for each image"
                )
        ),
        Must(
            "SIA-1.0-4.2-n",
            "The URL of an image is absolute.",
            subject =>
                FoundAsync(
                    subject,
                    found =>
                        Sia1Search
                            .Values(found.Table, Sia1Search.Reference)
                            .Where(url => !ImageServices.IsUrl(url))
                            .Select(url => $"\"{url}\""),
                    "absolute URLs"
                )
        ),
        Must(
            "SIA-1.0-4.2-o",
            "The format of an image is a media type.",
            subject =>
                FoundAsync(
                    subject,
                    found =>
                        Sia1Search
                            .Values(found.Table, Sia1Search.Format)
                            .OfType<string>()
                            .Where(format => !ObsCoreValues.MediaType().IsMatch(format)),
                    "as image/fits"
                )
        ),
        Should(
            "SIA-1.0-4.2-p",
            "Columns with the UCDs of SIA have SIA's datatypes.",
            subject =>
                FoundAsync(
                    subject,
                    found =>
                        from wanted in Wanted
                        from index in Sia1Search.WithUcd(found.Table, wanted.Ucd)
                        let field = found.Table.Fields[index]
                        where !Fits(field, wanted.Datatype, wanted.IsArray)
                        select $"{field} for {wanted.Ucd}",
                    "the datatypes of SIA"
                )
        ),
        Should(
            "SIA-1.0-4.2-q",
            "Instrument, date, WCS and bandpass of the images are told.",
            subject =>
                FoundAsync(
                    subject,
                    found =>
                        Wanted
                            .Where(wanted =>
                                wanted.Ucd is not "VOX:STC_CoordEquinox" and not "VOX:Image_AccessRefTTL"
                                && Sia1Search.WithUcd(found.Table, wanted.Ucd).Length == 0
                            )
                            .Select(wanted => $"no {wanted.Ucd}"),
                    "columns with these UCDs"
                )
        ),
        May(
            "SIA-1.0-4.2-r",
            "MAXREC of DALI is understood: what is cut is told by OVERFLOW.",
            async subject =>
            {
                var search = new Sia1Search(subject);
                var found = await search.FoundAsync();
                if (found.Table.Rows.Count < 2)
                    throw NotTested("one image only was found");
                var document = Sia1Search.RequireResults(
                    await search.AskAsync([.. InputChecks.Request(found), ("MAXREC", "1")])
                );
                if (document.Table.Rows.Count > 1)
                    throw NotApplicable("MAXREC is not known to SIA 1.0, and ignored");
                Require(document.IsOverflow, document.Exchange, "INFO QUERY_STATUS OVERFLOW", document.StatusText);
            }
        ),
        Must(
            "SIA-1.0-4.2-s",
            "A search that finds nothing is no error: the columns come without rows.",
            async subject =>
            {
                var document = Sia1Search.RequireResults(
                    await new Sia1Search(subject).AskAsync(
                        ("POS", "0,-90"),
                        ("SIZE", "0.0000001"),
                        ("FORMAT", "image/x-no-such-format")
                    )
                );
                Require(document.Table.Fields.Count > 0, document.Exchange, "the FIELDs of the table", "no FIELD");
            }
        ),
        Should(
            "SIA-1.0-6.2-a",
            "An image comes with the media type that the table gives.",
            async subject =>
            {
                var found = await new Sia1Search(subject).FoundAsync();
                var format = Sia1Search.Values(found.Table, Sia1Search.Format)[0];
                var url =
                    ImageServices.Http(Sia1Search.Values(found.Table, Sia1Search.Reference)[0])
                    ?? throw NotTested("the URL of the image is no URL (see SIA-1.0-4.2-n)");
                if (format is null || !ObsCoreValues.MediaType().IsMatch(format))
                    throw NotTested("the format of the image is no media type (see SIA-1.0-4.2-o)");
                var answer = await subject.Client.FollowAsync(subject.Client.HeadAsync(url));
                if (answer.Status is 405 or 501)
                    throw NotTested("images do not answer to HEAD, and may be large");
                RequireStatus(answer, 200, "the image");
                Require(answer.MediaType == format?.Split(';')[0].Trim(), answer, $"Content-Type {format}");
            }
        ),
        Must(
            "SIA-1.0-7.1-a",
            "FORMAT=METADATA needs neither POS nor SIZE and is answered without images.",
            async subject =>
            {
                var document = Sia1Search.RequireResults(
                    await new Sia1Search(subject).AskAsync(("FORMAT", "METADATA"))
                );
                Require(
                    document.Table.Rows.Count == 0,
                    document.Exchange,
                    "no rows",
                    $"{document.Table.Rows.Count} rows"
                );
            }
        ),
        Must(
            "SIA-1.0-7.1-b",
            "The answer to FORMAT=METADATA has the columns of searches.",
            async subject =>
            {
                var document = await MetadataAsync(subject);
                var found = await new Sia1Search(subject).FoundAsync();
                var declared = document.Table.Fields.Select(field => field.Name).ToHashSet();
                RequireNone(
                    document.Exchange,
                    found.Table.Fields.Where(field => !declared.Contains(field.Name)).Select(field => $"no {field}"),
                    "the columns that a search gives"
                );
            }
        ),
        Must(
            "SIA-1.0-7.1-c",
            "The answer to FORMAT=METADATA has a PARAM for each parameter: INPUT:POS, INPUT:SIZE and so on.",
            async subject =>
            {
                var document = await MetadataAsync(subject);
                var names = document.Root.All("PARAM").Select(param => param.Text("name")).ToHashSet();
                RequireNone(
                    document.Exchange,
                    Inputs.Where(input => !names.Contains(input)).Select(input => $"no {input}"),
                    string.Join(", ", Inputs)
                );
            }
        ),
        Must(
            "SIA-1.0-7.1-d",
            "FORMAT=METADATA is answered with QUERY_STATUS OK.",
            async subject =>
            {
                var document = await MetadataAsync(subject);
                Require(
                    document.StatusBefore.Any(info => info.Text("value") == "OK"),
                    document.Exchange,
                    "INFO QUERY_STATUS OK",
                    document.StatusText
                );
            }
        ),
        Must(
            "SIA-1.0-7.2-a",
            "The service is declared as capability ivo://ivoa.net/std/SIA, with an interface.",
            async subject =>
            {
                var capability =
                    await new Sia1Search(subject).CapabilityAsync()
                    ?? throw NotTested("the service has no capabilities, or does not declare itself there");
                var declared = capability
                    .Element.Parent!.Children("capability")
                    .Where(element => StandardIds.Same(element.Text("standardID"), ImageServices.Sia1Id));
                if (
                    declared.Any(element =>
                        ImageServices.Http(element.Child("interface")?.ChildText("accessURL")) is null
                    )
                )
                    throw Failed("an interface with an accessURL", "a capability without one");
            }
        ),
        Should(
            "SIA-1.0-7.2-b",
            "The capability names a test query that finds an image.",
            async subject =>
            {
                var search = new Sia1Search(subject);
                var capability =
                    await search.CapabilityAsync()
                    ?? throw NotTested("the service has no capabilities, or does not declare itself there");
                var test = capability.Element.Child("testQuery");
                var (position, size) = (test?.Child("pos"), test?.Child("size"));
                if (position?.ChildText("long") is not { } ra || position.ChildText("lat") is not { } dec)
                    throw Failed("testQuery with pos: long and lat", "none");
                var width = size?.ChildText("long") ?? "0";
                var answer = await search.AskAsync(
                    ("POS", $"{ra},{dec}"),
                    ("SIZE", $"{width},{size?.ChildText("lat") ?? width}")
                );
                Require(Sia1Search.RequireResults(answer).Table.Rows.Count > 0, answer, "an image", "none");
            }
        ),
    ];

    private static async Task FoundAsync(Subject subject, Func<Found, IEnumerable<string>> offenders, string expected)
    {
        var found = await new Sia1Search(subject).FoundAsync();
        RequireNone(found.Document.Exchange, offenders(found), expected);
    }

    private static Check Required(string id, string what, string ucd, string datatype, bool isArray) =>
        Must(
            id,
            $"One column is {what}: UCD {ucd}, {datatype}{(isArray ? "[*]" : "")}.",
            subject =>
                FoundAsync(
                    subject,
                    found =>
                        Sia1Search.WithUcd(found.Table, ucd).Select(index => found.Table.Fields[index]).ToArray() switch
                        {
                            [var field] => Fits(field, datatype, isArray) ? [] : [field.ToString()],
                            { Length: var count } => [$"{count} columns {ucd}"],
                        },
                    $"one FIELD with ucd=\"{ucd}\" and datatype {datatype}"
                )
        );

    private static bool Fits(VoField field, string datatype, bool isArray) =>
        (field.Datatype == datatype || (datatype == "char" && field.IsText)) && field.IsScalar != isArray;

    private static async Task<VoTableDocument> MetadataAsync(Subject subject)
    {
        var answer = await new Sia1Search(subject).AskAsync(("FORMAT", "METADATA"));
        return VoTableDocument.TryRead(answer) is { IsError: false, Tables.Count: > 0 } document
            ? document
            : throw NotTested("FORMAT=METADATA is not answered (see SIA-1.0-7.1-a)");
    }
}
