using DataLab.Conformance.Images;
using DataLab.Conformance.ObsCore;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Sia2;

/// <summary>Searches by position (SIA 2.0 §2.1.1).</summary>
internal static class PositionChecks
{
    /// <summary>Size of the regions, degrees.</summary>
    private const double Radius = 0.01;

    public static readonly Check[] All =
    [
        Must(
            "SIA-2.0-2.1.1-a",
            "POS=CIRCLE finds what the circle touches.",
            subject => FindsAsync(subject, centre => "CIRCLE " + SkyText.Circle(centre, Radius))
        ),
        Must(
            "SIA-2.0-2.1.1-b",
            "POS=RANGE finds what the ranges touch.",
            subject => FindsAsync(subject, centre => "RANGE " + SkyText.Range(centre, Radius))
        ),
        Must(
            "SIA-2.0-2.1.1-c",
            "POS=POLYGON finds what the polygon touches.",
            subject => FindsAsync(subject, centre => "POLYGON " + SkyText.Square(centre, Radius))
        ),
        Must(
            "SIA-2.0-2.1.1-d",
            "The inside of a polygon is its smaller side, whichever way round it is written.",
            subject => FindsAsync(subject, centre => "POLYGON " + SkyText.Square(centre, Radius, backwards: true))
        ),
        Must(
            "SIA-2.0-2.1.1-e",
            "A RANGE may be open: -Inf and +Inf stand for the ends.",
            subject =>
                FindsAsync(
                    subject,
                    centre =>
                        centre.Dec >= 0
                            ? $"RANGE -Inf +Inf {SkyText.Number(Math.Max(-90, centre.Dec - Radius))} +Inf"
                            : $"RANGE -Inf +Inf -Inf {SkyText.Number(Math.Min(90, centre.Dec + Radius))}",
                    IsBeyond
                )
        ),
        Must(
            "SIA-2.0-2.1.1-f",
            "A shape that SIA does not have, or with too few numbers, is an error.",
            async subject =>
            {
                foreach (
                    var value in new[]
                    {
                        "SPHERE 1 2 3",
                        "CIRCLE 1 2",
                        "RANGE 1 2 3",
                        "POLYGON 1 2 3 4",
                        "CIRCLE one two three",
                    }
                )
                    await new Sia2Query(subject).RefusedAsync(("POS", value));
            }
        ),
        Should(
            "SIA-2.0-2.1.1-g",
            "Longitudes beyond 0 to 360 and latitudes beyond -90 to 90 degrees are errors.",
            async subject =>
            {
                foreach (var value in new[] { "CIRCLE 10 91 1", "CIRCLE 400 10 1" })
                    await new Sia2Query(subject).RefusedAsync(("POS", value));
            }
        ),
    ];

    private static Task FindsAsync(Subject subject, Func<(double Ra, double Dec), string> shape) =>
        FindsAsync(subject, shape, IsFar);

    /// <param name="isAway">Whether a record cannot touch the shape around a centre.</param>
    private static async Task FindsAsync(
        Subject subject,
        Func<(double Ra, double Dec), string> shape,
        Func<(double Ra, double Dec), ObsCoreRow, bool> isAway
    )
    {
        var service = new Sia2Query(subject);
        var rows = await service.RowsAsync();
        var row = Sia2Query.Telling(
            rows,
            r => r.HasCentre && r["s_region"] is not null && Math.Abs(r.Centre.Dec) < 89,
            (one, other) => !isAway(one.Centre, other),
            "a position and a region"
        );
        var document = await service.FindAsync(("POS", shape(row.Centre)), ("MAXREC", Sia2Query.Most));
        var found = ObsCoreRow.Of(document.Table);
        RequireNone(
            document.Exchange,
            found.Where(other => isAway(row.Centre, other)).Select(other => $"{other} is away from there"),
            "what the shape touches, nothing else"
        );
        if (!document.IsOverflow)
            Require(
                found.Any(other => other.Did == row.Did),
                document.Exchange,
                $"{row.Did}, whose centre is in the shape",
                $"{found.Count} records, not this one"
            );
    }

    /// <summary>Farther from a position than a record with its field of view reaches, generously.</summary>
    private static bool IsFar((double Ra, double Dec) centre, ObsCoreRow row) =>
        !row.HasCentre
            ? row["s_region"] is null
            : row.Number("s_fov") is { } field && SkyText.Separation(centre, row.Centre) > field + (2 * Radius);

    private static bool IsBeyond((double Ra, double Dec) centre, ObsCoreRow row) =>
        row.HasCentre
        && row.Number("s_fov") is { } field
        && (centre.Dec >= 0 ? centre.Dec - row.Centre.Dec : row.Centre.Dec - centre.Dec) > field + (2 * Radius);
}
