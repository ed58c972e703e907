using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using DataLab.Conformance.Images;
using DataLab.Conformance.ObsCore;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Sia1;

/// <summary>Parameters of a search, and errors in them (SIA 1.0 §4.1, §4.3).</summary>
internal static class InputChecks
{
    private static readonly string[] Intersections = ["COVERS", "ENCLOSED", "CENTER", "OVERLAPS"];

    public static readonly Check[] All =
    [
        Must(
            "SIA-1.0-4.1-a",
            "POS and SIZE by GET are answered with a VOTable.",
            async subject =>
                Sia1Search.RequireResults(
                    await new Sia1Search(subject).AskAsync(("POS", "180,45"), ("SIZE", "0.1,0.1"))
                )
        ),
        Must(
            "SIA-1.0-4.1-b",
            "Names of parameters are understood in any case.",
            subject =>
                SameAsync(
                    subject,
                    found => [("pos", Sia1Search.Position(found.Centre)), ("Size", SkyText.Number(Sia1Search.Size))]
                )
        ),
        Must(
            "SIA-1.0-4.1-c",
            "Parameters that the service does not know are ignored.",
            subject => SameAsync(subject, found => [.. Request(found), ("DUMMY", "ignore-me")])
        ),
        Must(
            "SIA-1.0-4.1-d",
            "One value of SIZE stands for both.",
            subject =>
                SameAsync(
                    subject,
                    found =>
                        [
                            ("POS", Sia1Search.Position(found.Centre)),
                            ("SIZE", $"{SkyText.Number(Sia1Search.Size)},{SkyText.Number(Sia1Search.Size)}"),
                        ]
                )
        ),
        Must(
            "SIA-1.0-4.1-e",
            "SIZE=0 finds the images that contain the point.",
            async subject =>
            {
                var (search, found) = await FoundAsync(subject);
                var centre = Centres(found.Table)[0];
                var document = Sia1Search.RequireResults(await search.AroundAsync(centre, 0));
                Require(
                    document.Table.Rows.Count > 0,
                    document.Exchange,
                    $"an image: one has its centre at {Sia1Search.Position(centre)}",
                    "none"
                );
            }
        ),
        Must(
            "SIA-1.0-4.1-f",
            "INTERSECT takes COVERS, ENCLOSED, CENTER and OVERLAPS.",
            async subject =>
            {
                var (search, found) = await FoundAsync(subject);
                foreach (var value in Intersections)
                    Sia1Search.RequireResults(await search.AskAsync([.. Request(found), ("INTERSECT", value)]));
            }
        ),
        Must(
            "SIA-1.0-4.1-g",
            "Without INTERSECT the search is OVERLAPS.",
            subject => SameAsync(subject, found => [.. Request(found), ("INTERSECT", "OVERLAPS")])
        ),
        Must(
            "SIA-1.0-4.1-h",
            "INTERSECT=CENTER finds images whose centre is in the region.",
            async subject =>
            {
                var (search, found) = await FoundAsync(subject);
                var answer = await search.AskAsync([.. Request(found), ("INTERSECT", "CENTER")]);
                if (VoTableDocument.TryRead(answer) is not { IsError: false, Tables.Count: > 0 } document)
                    throw NotTested("INTERSECT=CENTER is not understood (see SIA-1.0-4.1-f)");
                RequireNone(
                    answer,
                    Centres(document.Table)
                        .Where(centre => Math.Abs(centre.Dec - found.Centre.Dec) > (Sia1Search.Size / 2) + 1e-6)
                        .Select(centre => $"an image at {Sia1Search.Position(centre)}"),
                    $"centres within {SkyText.Number(Sia1Search.Size / 2)} degrees in declination"
                );
            }
        ),
        Must(
            "SIA-1.0-4.1-i",
            "Values of INTERSECT are understood in any case.",
            subject => SameAsync(subject, found => [.. Request(found), ("INTERSECT", "overlaps")])
        ),
        Must(
            "SIA-1.0-4.1-j",
            "FORMAT=ALL is what comes without FORMAT.",
            subject => SameAsync(subject, found => [.. Request(found), ("FORMAT", "ALL")])
        ),
        Must(
            "SIA-1.0-4.1-k",
            "FORMAT with a media type finds images of this type only.",
            async subject =>
            {
                var (search, found) = await FoundAsync(subject);
                var type =
                    Sia1Search.Values(found.Table, Sia1Search.Format).OfType<string>().FirstOrDefault()
                    ?? throw NotTested("no image has a format");
                foreach (var (format, wanted) in new[] { (type, type), ("image/x-no-such-format", null) })
                {
                    var document = Sia1Search.RequireResults(
                        await search.AskAsync([.. Request(found), new Field("FORMAT", format)])
                    );
                    var formats = Sia1Search.Values(document.Table, Sia1Search.Format);
                    Require(
                        formats.All(f => f == wanted) && (wanted is null || formats.Length > 0),
                        document.Exchange,
                        wanted is null ? "no image" : $"images of {wanted}",
                        string.Join(", ", formats.Distinct())
                    );
                }
            }
        ),
        Must(
            "SIA-1.0-4.1-l",
            "FORMAT=GRAPHIC finds no FITS.",
            async subject =>
            {
                var (search, found) = await FoundAsync(subject);
                var document = Sia1Search.RequireResults(
                    await search.AskAsync([.. Request(found), ("FORMAT", "GRAPHIC")])
                );
                RequireNone(
                    document.Exchange,
                    Sia1Search
                        .Values(document.Table, Sia1Search.Format)
                        .OfType<string>()
                        .Where(f => f.Contains("fits", StringComparison.OrdinalIgnoreCase)),
                    "image/png, image/jpeg and the like"
                );
            }
        ),
        Should(
            "SIA-1.0-4.1-m",
            "A greater VERB gives no fewer columns, from 0 to 3.",
            async subject =>
            {
                var (search, found) = await FoundAsync(subject);
                var counts = new List<int>();
                Exchange? answer = null;
                foreach (var verbosity in new[] { "0", "1", "2", "3" })
                {
                    answer = await search.AskAsync([.. Request(found), ("VERB", verbosity)]);
                    counts.Add(Sia1Search.RequireResults(answer).Table.Fields.Count);
                }
                Require(
                    counts.SequenceEqual(counts.Order()),
                    answer!,
                    "numbers of columns that do not fall from VERB=0 to 3",
                    string.Join(", ", counts)
                );
            }
        ),
        Must(
            "SIA-1.0-4.1-n",
            "What is found is near the region.",
            async subject =>
            {
                var (_, found) = await FoundAsync(subject);
                RequireNone(
                    found.Document.Exchange,
                    Centres(found.Table)
                        .Zip(Extents(found.Table))
                        .Where(image => SkyText.Separation(image.First, found.Centre) > Sia1Search.Size + image.Second)
                        .Select(image => $"an image at {Sia1Search.Position(image.First)}"),
                    $"images that touch {SkyText.Number(Sia1Search.Size)} degrees around {Sia1Search.Position(found.Centre)}"
                );
            }
        ),
        Must(
            "SIA-1.0-4.1-o",
            "A search far from any image found nothing of those found here.",
            async subject =>
            {
                var (search, found) = await FoundAsync(subject);
                var here = Sia1Search.Values(found.Table, Sia1Search.Reference).ToHashSet();
                var document = Sia1Search.RequireResults(
                    await search.AroundAsync(SkyText.Opposite(found.Centre), 0.001)
                );
                RequireNone(
                    document.Exchange,
                    Sia1Search.Values(document.Table, Sia1Search.Reference).Where(here.Contains).OfType<string>(),
                    "no image of the other side of the sky"
                );
            }
        ),
        Refused("SIA-1.0-4.3-a", "A search without POS is an error.", ("SIZE", "0.1")),
        Refused("SIA-1.0-4.3-b", "A search without SIZE is an error.", ("POS", "180,45")),
        Refused("SIA-1.0-4.3-c", "A POS that is not two numbers is an error.", ("POS", "north"), ("SIZE", "0.1")),
        Refused("SIA-1.0-4.3-d", "A declination beyond the poles is an error.", ("POS", "180,91"), ("SIZE", "0.1")),
        Refused("SIA-1.0-4.3-e", "A SIZE that is no number is an error.", ("POS", "180,45"), ("SIZE", "wide")),
        Must(
            "SIA-1.0-4.3-f",
            "The INFO of an error says what is wrong.",
            async subject =>
            {
                var document = await ErrorAsync(subject);
                Require(document.ErrorText is { Length: > 0 }, document.Exchange, "a text in the INFO", "none");
            }
        ),
        Should(
            "SIA-1.0-4.3-g",
            "An error comes with status 200.",
            async subject =>
            {
                var document = await ErrorAsync(subject);
                RequireStatus(document.Exchange, 200, "the VOTable tells of the error");
            }
        ),
    ];

    public static Field[] Request(Found found) =>
        [("POS", Sia1Search.Position(found.Centre)), ("SIZE", SkyText.Number(Sia1Search.Size))];

    private static async Task<(Sia1Search Search, Found Found)> FoundAsync(Subject subject)
    {
        var search = new Sia1Search(subject);
        return (search, await search.FoundAsync());
    }

    /// <summary>Fails the check unless a request finds as many images as the plain one.</summary>
    private static async Task SameAsync(Subject subject, Func<Found, Field[]> request)
    {
        var (search, found) = await FoundAsync(subject);
        var document = Sia1Search.RequireResults(await search.AskAsync(request(found)));
        Require(
            document.Table.Rows.Count == found.Table.Rows.Count,
            document.Exchange,
            $"the {found.Table.Rows.Count} images of POS and SIZE",
            $"{document.Table.Rows.Count} images"
        );
    }

    private static Check Refused(string id, string sentence, params Field[] query) =>
        Must(
            id,
            sentence,
            async subject =>
            {
                var answer = await new Sia1Search(subject).AskAsync(query);
                Require(
                    VoTableDocument.TryRead(answer) is { IsError: true },
                    answer,
                    "a VOTable with INFO QUERY_STATUS ERROR"
                );
            }
        );

    private static async Task<VoTableDocument> ErrorAsync(Subject subject)
    {
        var answer = await new Sia1Search(subject).AskAsync(("POS", "north"), ("SIZE", "0.1"));
        return VoTableDocument.TryRead(answer) is { IsError: true } document
            ? document
            : throw NotTested("a wrong POS is no error (see SIA-1.0-4.3-c)");
    }

    private static (double Ra, double Dec)[] Centres(VoTableData table) =>
        [
            .. Sia1Search
                .Values(table, Sia1Search.Ra)
                .Zip(Sia1Search.Values(table, Sia1Search.Dec))
                .Select(pair => (ObsCoreRow.ParseNumber(pair.First) ?? 0, ObsCoreRow.ParseNumber(pair.Second) ?? 0)),
        ];

    /// <summary>Diagonals of the images, degrees; 180 where scale or size is not known.</summary>
    private static double[] Extents(VoTableData table) =>
        [
            .. Sia1Search
                .Values(table, Sia1Search.Naxis)
                .Zip(Sia1Search.Values(table, Sia1Search.Scale))
                .Select(pair =>
                    pair is ({ } naxis, { } scale)
                        ? naxis
                            .Split(' ')
                            .Zip(scale.Split(' '))
                            .Take(2)
                            .Sum(axis =>
                                Math.Abs(
                                    (ObsCoreRow.ParseNumber(axis.First) ?? 0)
                                        * (ObsCoreRow.ParseNumber(axis.Second) ?? 0)
                                )
                            )
                        : 180
                ),
        ];
}
