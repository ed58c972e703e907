using DataLab.Conformance.Http;
using DataLab.Conformance.Images;
using DataLab.Conformance.ObsCore;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Sia2;

/// <summary>The parameters of a search, each alone (SIA 2.0 §2.1.2 to §2.1.17).</summary>
internal static class ParameterChecks
{
    public static readonly Check[] All =
    [
        Overlaps("SIA-2.0-2.1.2-a", "BAND", "em_min", "em_max"),
        Contains("SIA-2.0-2.1.2-b", "BAND", "em_min", "em_max"),
        Overlaps("SIA-2.0-2.1.3-a", "TIME", "t_min", "t_max"),
        Contains("SIA-2.0-2.1.3-b", "TIME", "t_min", "t_max"),
        Must("SIA-2.0-2.1.4-a", "POL finds what has that state of polarization.", Polarization),
        Within("SIA-2.0-2.1.5-a", "FOV", "s_fov"),
        Within("SIA-2.0-2.1.6-a", "SPATRES", "s_resolution"),
        Within("SIA-2.0-2.1.7-a", "SPECRP", "em_res_power"),
        Within("SIA-2.0-2.1.8-a", "EXPTIME", "t_exptime"),
        Within("SIA-2.0-2.1.9-a", "TIMERES", "t_resolution"),
        Equal("SIA-2.0-2.1.10-a", "ID", "obs_publisher_did"),
        Must(
            "SIA-2.0-2.1.10-b",
            "IVOIDs in ID compare without case.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                var row =
                    (await service.RowsAsync()).FirstOrDefault(r =>
                        r.Did.StartsWith("ivo://", StringComparison.Ordinal)
                    ) ?? throw NotTested("no identifier is an IVOID");
                var document = await service.FindAsync(("ID", row.Did.ToUpperInvariant()));
                Require(
                    ObsCoreRow.Of(document.Table).Any(found => found.Did == row.Did),
                    document.Exchange,
                    $"{row.Did}, found in capitals too",
                    "it was not found"
                );
            }
        ),
        Equal("SIA-2.0-2.1.11-a", "COLLECTION", "obs_collection"),
        Equal("SIA-2.0-2.1.12-a", "FACILITY", "facility_name"),
        Equal("SIA-2.0-2.1.13-a", "INSTRUMENT", "instrument_name"),
        Equal("SIA-2.0-2.1.14-a", "DPTYPE", "dataproduct_type"),
        Should(
            "SIA-2.0-2.1.14-b",
            "Only images and cubes are found.",
            async subject =>
            {
                var rows = await new Sia2Query(subject).RowsAsync();
                if (
                    rows.Where(row => row["dataproduct_type"] is not ("image" or "cube" or null)).ToArray() is
                    { Length: > 0 } others
                )
                    throw Failed(
                        "dataproduct_type image or cube",
                        Some([.. others.Select(o => $"{o["dataproduct_type"]} of {o}")])
                    );
            }
        ),
        Equal("SIA-2.0-2.1.15-a", "CALIB", "calib_level"),
        Equal("SIA-2.0-2.1.16-a", "TARGET", "target_name"),
        Equal("SIA-2.0-2.1.17-a", "FORMAT", "access_format"),
    ];

    /// <summary>An interval parameter that has to overlap what two columns bound.</summary>
    private static Check Overlaps(string id, string parameter, string low, string high) =>
        Must(
            id,
            $"{parameter} with an interval finds what overlaps it.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                var rows = await service.RowsAsync();
                var row = Sia2Query.Telling(
                    rows,
                    r => r.Number(low) is not null && r.Number(high) is not null,
                    (one, other) => other.Number(high) >= one.Number(low) && other.Number(low) <= one.Number(high),
                    low
                );
                var (from, to) = (row.Number(low)!.Value, row.Number(high)!.Value);
                await service.SelectsAsync(
                    [(parameter, SkyText.Numbers(from, to))],
                    r => r.Number(high) >= from && r.Number(low) <= to,
                    $"what overlaps {SkyText.Numbers(from, to)}"
                );
            }
        );

    private static Check Contains(string id, string parameter, string low, string high) =>
        Must(
            id,
            $"{parameter} with one number finds what contains it.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                var row = Sia2Query.Telling(
                    await service.RowsAsync(),
                    r => r.Number(low) is not null && r.Number(high) is not null,
                    (one, other) => other.Number(high) >= one.Number(high) && other.Number(low) <= one.Number(high),
                    low
                );
                var value = row.Number(high)!.Value;
                await service.SelectsAsync(
                    [(parameter, SkyText.Number(value))],
                    r => r.Number(high) >= value && r.Number(low) <= value,
                    $"what contains {SkyText.Number(value)}"
                );
            }
        );

    /// <summary>An interval parameter within which a column has to be.</summary>
    private static Check Within(string id, string parameter, string column) =>
        Must(
            id,
            $"{parameter} finds what is within its interval.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                var row = Sia2Query.Telling(
                    await service.RowsAsync(),
                    r => r.Number(column) is not null,
                    (one, other) => other.Number(column) == one.Number(column),
                    column
                );
                // A little room around the value: this check is not about rounding, nor about bounds.
                var value = row.Number(column)!.Value;
                var (from, to) = (value - (1e-6 * Math.Abs(value)), value + (1e-6 * Math.Abs(value)));
                await service.SelectsAsync(
                    [(parameter, SkyText.Numbers(from, to))],
                    r => r.Number(column) >= from && r.Number(column) <= to,
                    $"{column} from {SkyText.Number(from)} to {SkyText.Number(to)}"
                );
            }
        );

    private static Check Equal(string id, string parameter, string column) =>
        Must(
            id,
            $"{parameter} finds what has that {column}.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                var rows = await service.RowsAsync();
                var value = Sia2Query.Telling(
                    rows,
                    r => r[column] is not null,
                    (one, other) => one[column] == other[column],
                    column
                )[column]!;
                await service.SelectsAsync(
                    [new Field(parameter, value)],
                    r =>
                        string.Equals(
                            r[column],
                            value,
                            parameter == "ID" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal
                        ),
                    $"records with {column} \"{value}\""
                );
            }
        );

    private static async Task Polarization(Subject subject)
    {
        var service = new Sia2Query(subject);
        var rows = await service.RowsAsync();
        var states = rows.SelectMany(States)
            .Distinct(StringComparer.Ordinal)
            .OrderBy(state => rows.Count(row => States(row).Contains(state)))
            .ToArray();
        if (states.Length == 0)
            throw NotTested($"none of the first {rows.Count} records has pol_states");
        await service.SelectsAsync(
            [new Field("POL", states[0])],
            row => States(row).Contains(states[0]),
            $"records with {states[0]} among pol_states"
        );
    }

    private static string[] States(ObsCoreRow row) =>
        row["pol_states"]?.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
