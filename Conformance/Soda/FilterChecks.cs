using DataLab.Conformance.Http;
using DataLab.Conformance.Images;
using DataLab.Conformance.ObsCore;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Soda;

/// <summary>Parameters of {sync}: identifiers, regions, intervals, polarization (SODA 1.0 §3).</summary>
internal static class FilterChecks
{
    private static readonly string[] NoPositions =
    [
        "CIRCLE 1 2",
        "RANGE 1 2 3",
        "POLYGON 1 2 3 4",
        "SPHERE 1 2 3",
        "CIRCLE a b c",
    ];

    public static readonly Check[] All =
    [
        Must(
            "SODA-1.0-3.1-a",
            "Several regions are cut, or refused with MultiValuedParamNotSupported.",
            async subject =>
            {
                var (service, cut) = await CutAsync(subject);
                var other = new Field(
                    cut.Region.Name,
                    cut.Region.Value.Replace(
                        SkyText.Number(cut.Radius),
                        SkyText.Number(cut.Radius / 2),
                        StringComparison.Ordinal
                    )
                );
                RequireManyOrRefused(await service.AskAsync(cut.Id, cut.Region, other));
            }
        ),
        Must(
            "SODA-1.0-3.1-b",
            "Several IDs are served, or refused with MultiValuedParamNotSupported.",
            async subject =>
            {
                var (service, cut) = await CutAsync(subject);
                var other =
                    (await service.DatasetsAsync()).FirstOrDefault(d => d.Id != cut.Dataset.Id)
                    ?? throw NotTested("one identifier only is known");
                RequireManyOrRefused(await service.AskAsync(cut.Id, ("ID", other.Id), cut.Region));
            }
        ),
        Must(
            "SODA-1.0-3.2.1-a",
            "A request without ID is an error.",
            async subject =>
            {
                var (service, cut) = await CutAsync(subject);
                SodaService.RequireError(await service.AskAsync(cut.Region), "there is no ID");
            }
        ),
        Must(
            "SODA-1.0-3.2.1-b",
            "An unknown ID is an error.",
            async subject =>
            {
                var (service, cut) = await CutAsync(subject);
                SodaService.RequireError(
                    await service.AskAsync(("ID", DataLink.Links.Unknown), cut.Region),
                    "no data set has this ID"
                );
            }
        ),
        Region(
            "SODA-1.0-3.3.1-a",
            "POS",
            "POS=CIRCLE cuts a circle.",
            (centre, radius) => "CIRCLE " + SkyText.Circle(centre, radius)
        ),
        Region(
            "SODA-1.0-3.3.1-b",
            "POS",
            "POS=RANGE cuts ranges of longitude and latitude.",
            (centre, radius) => "RANGE " + SkyText.Range(centre, radius)
        ),
        Region(
            "SODA-1.0-3.3.1-c",
            "POS",
            "POS=POLYGON cuts a polygon.",
            (centre, radius) => "POLYGON " + SkyText.Square(centre, radius)
        ),
        Wrong("SODA-1.0-3.3.1-d", "POS", "A POS that cannot be read is an error.", NoPositions),
        Region("SODA-1.0-3.3.2-a", "CIRCLE", "CIRCLE cuts a circle.", SkyText.Circle),
        Wrong(
            "SODA-1.0-3.3.2-b",
            "CIRCLE",
            "A CIRCLE that is not three numbers is an error.",
            "1 2",
            "1 2 3 4",
            "a b c"
        ),
        Region(
            "SODA-1.0-3.3.3-a",
            "POLYGON",
            "POLYGON cuts a polygon.",
            (centre, radius) => SkyText.Square(centre, radius)
        ),
        Wrong(
            "SODA-1.0-3.3.3-b",
            "POLYGON",
            "A POLYGON with fewer than three corners or an odd number is an error.",
            "1 2 3 4",
            "1 2 3 4 5 6 7",
            "a b c d e f"
        ),
        Interval(
            "SODA-1.0-3.3.4-a",
            "BAND",
            "em_min",
            "em_max",
            "BAND with an interval that holds the data's gives them."
        ),
        Wrong("SODA-1.0-3.3.4-b", "BAND", "A BAND that is no interval is an error.", "red", "1 2 3"),
        Interval(
            "SODA-1.0-3.3.5-a",
            "TIME",
            "t_min",
            "t_max",
            "TIME with an interval that holds the data's gives them."
        ),
        Wrong("SODA-1.0-3.3.5-b", "TIME", "A TIME that is no interval is an error.", "yesterday", "1 2 3"),
        Must(
            "SODA-1.0-3.3.6-a",
            "POL takes several values.",
            async subject =>
            {
                var (service, cut) = await CutAsync(subject);
                await service.RequireTakenAsync("POL");
                var answer = await service.AskAsync(cut.Id, cut.Region, ("POL", "I"), ("POL", "Q"), ("POL", "U"));
                Require(
                    answer.Status is 200 or 204
                        || SodaService.Label(answer.Text) is not (null or "MultiValuedParamNotSupported"),
                    answer,
                    "the states of polarization that the data have, as one result"
                );
            }
        ),
        Must(
            "SODA-1.0-3.3-a",
            "A region that reaches over the edge of the data is cut down to them.",
            async subject =>
            {
                var (service, cut) = await CutAsync(subject);
                if (Corner(cut.Dataset.Row!) is not { } corner)
                    throw NotTested("s_region tells no corner of the data");
                // Half-way to the centre is within the data; the circle reaches far over the corner.
                var reach = SkyText.Separation(corner, cut.Centre) / 4;
                var answer = await service.AskAsync(
                    cut.Id,
                    new Field(
                        cut.Region.Name,
                        cut.Region.Value.Replace(
                            SkyText.Circle(cut.Centre, cut.Radius),
                            SkyText.Circle(corner, reach),
                            StringComparison.Ordinal
                        )
                    )
                );
                if (answer.Status == 204)
                    throw NotTested("there are no pixels at the corner of s_region");
                RequireStatus(answer, 200, "the pixels of the region that there are");
            }
        ),
    ];

    private static async Task<(SodaService Service, Cutout Cutout)> CutAsync(Subject subject)
    {
        var service = new SodaService(subject);
        return (service, await service.CutoutAsync());
    }

    private static Check Region(
        string id,
        string parameter,
        string sentence,
        Func<(double Ra, double Dec), double, string> shape
    ) =>
        Must(
            id,
            sentence,
            async subject =>
            {
                var (service, cut) = await CutAsync(subject);
                await service.RequireTakenAsync(parameter);
                var inside = await service.AskAsync(cut.Id, (parameter, shape(cut.Centre, cut.Radius)));
                RequireStatus(inside, 200, $"the pixels around {SkyText.Numbers(cut.Centre.Ra, cut.Centre.Dec)}");
                Require(!inside.Body.IsEmpty, inside, "pixels");
            }
        );

    private static Check Wrong(string id, string parameter, string sentence, params string[] values) =>
        Must(
            id,
            sentence,
            async subject =>
            {
                var (service, cut) = await CutAsync(subject);
                await service.RequireTakenAsync(parameter);
                foreach (var value in values)
                    SodaService.RequireError(
                        await service.AskAsync(cut.Id, (parameter, value)),
                        $"{parameter} is wrong"
                    );
            }
        );

    private static Check Interval(string id, string parameter, string low, string high, string sentence) =>
        Must(
            id,
            sentence,
            async subject =>
            {
                var (service, cut) = await CutAsync(subject);
                await service.RequireTakenAsync(parameter);
                var row = cut.Dataset.Row!;
                if (row.Number(low) is not { } from || row.Number(high) is not { } to)
                    throw NotTested($"{low} and {high} of {row} are not known");
                foreach (var interval in new[] { SkyText.Numbers(from, to), "-Inf +Inf" })
                    RequireStatus(
                        await service.AskAsync(cut.Id, cut.Region, (parameter, interval)),
                        200,
                        $"the pixels: {parameter} leaves nothing out"
                    );
            }
        );

    private static void RequireManyOrRefused(Exchange answer) =>
        Require(
            answer.Status is 200 or 204
                || (answer.Status >= 400 && SodaService.Label(answer.Text) == "MultiValuedParamNotSupported"),
            answer,
            "a result, or an error text that begins with MultiValuedParamNotSupported"
        );

    /// <summary>The first corner of a polygon; null for other shapes.</summary>
    private static (double Ra, double Dec)? Corner(ObsCoreRow row)
    {
        var numbers = (row["s_region"] ?? "")
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(ObsCoreRow.ParseNumber)
            .OfType<double>()
            .ToArray();
        return numbers.Length >= 6 ? (numbers[0], numbers[1]) : null;
    }
}
