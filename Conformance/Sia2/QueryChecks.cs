using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using DataLab.Conformance.Images;
using DataLab.Conformance.ObsCore;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Sia2;

/// <summary>Requests as a whole: how constraints are combined, open intervals, MAXREC, what is declared (SIA 2.0 §2).</summary>
internal static class QueryChecks
{
    /// <summary>Parameters of intervals with a column that they look at.</summary>
    private static readonly (string Parameter, string Column)[] Intervals =
    [
        ("BAND", "em_min"),
        ("TIME", "t_min"),
        ("FOV", "s_fov"),
        ("SPATRES", "s_resolution"),
        ("SPECRP", "em_res_power"),
        ("EXPTIME", "t_exptime"),
        ("TIMERES", "t_resolution"),
    ];

    public static readonly Check[] All =
    [
        Must(
            "SIA-2.0-2.1-a",
            "A search by GET, without any constraint too, is answered with a table.",
            async subject =>
            {
                var document = await new Sia2Query(subject).FindAsync(("MAXREC", Sia2Query.Most));
                Require(document.Results is not null, document.Exchange, "a RESOURCE type=\"results\"");
            }
        ),
        Must(
            "SIA-2.0-2.1-b",
            "POST is answered as GET is.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                var row = (await service.RowsAsync())[0];
                var answer = await subject.Client.FollowAsync(subject.Client.PostAsync(service.Url, ("ID", row.Did)));
                var document = Sia2Query.RequireResults(answer);
                Require(
                    ObsCoreRow.Of(document.Table).Any(found => found.Did == row.Did),
                    answer,
                    $"{row.Did}, as by GET",
                    "it was not found"
                );
            }
        ),
        Must(
            "SIA-2.0-2.1-c",
            "Names of parameters are understood in any case.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                await service.SampleAsync();
                var document = await service.FindAsync(("maxRec", "0"));
                Require(
                    document.Table.Rows.Count == 0,
                    document.Exchange,
                    "no records: maxRec is MAXREC",
                    $"{document.Table.Rows.Count} records"
                );
            }
        ),
        Must(
            "SIA-2.0-2.1-d",
            "Several values of one parameter find what satisfies any of them.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                var (one, other) = Two(await service.RowsAsync());
                await service.SelectsAsync(
                    [("ID", one), ("ID", other)],
                    row => row.Did == one || row.Did == other,
                    $"{one} and {other}"
                );
            }
        ),
        Must(
            "SIA-2.0-2.1-e",
            "Several parameters find what satisfies all of them.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                var rows = await service.RowsAsync();
                var row = Sia2Query.Telling(
                    rows,
                    r => r["calib_level"] is not null,
                    (a, b) => a["calib_level"] == b["calib_level"],
                    "calib_level"
                );
                var level = row["calib_level"]!;
                var other = level == "0" ? "4" : "0";
                await service.SelectsAsync(
                    [("ID", row.Did), ("CALIB", level)],
                    r => r.Did == row.Did,
                    $"{row.Did}, which satisfies both"
                );
                await service.SelectsAsync(
                    [("ID", row.Did), ("CALIB", other)],
                    _ => false,
                    "no record: none satisfies both"
                );
            }
        ),
        Must(
            "SIA-2.0-2.1-f",
            "What is not known satisfies no constraint, not even the interval of all values.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                var rows = await service.RowsAsync();
                var tried = Intervals
                    .Where(i => rows.Any(row => row.Table.Index(i.Column) >= 0 && row[i.Column] is null))
                    .ToArray();
                if (tried.Length == 0)
                    throw NotTested($"nothing is unknown of the first {rows.Count} records");
                foreach (var (parameter, column) in tried)
                    await service.SelectsAsync(
                        [(parameter, "-Inf +Inf")],
                        row => row[column] is not null,
                        $"records with {column}"
                    );
            }
        ),
        Must(
            "SIA-2.0-2.1-g",
            "Intervals may be open: -Inf or +Inf stands for the missing end.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                var rows = await service.RowsAsync();
                var (parameter, column, middle) = Middle(rows);
                await service.SelectsAsync(
                    [(parameter, $"-Inf {SkyText.Number(middle)}")],
                    row => row.Number(column) <= middle,
                    $"{column} up to {middle}"
                );
                await service.SelectsAsync(
                    [(parameter, $"{SkyText.Number(middle)} +Inf")],
                    row => row.Number(column) >= middle,
                    $"{column} from {middle}"
                );
            }
        ),
        Must(
            "SIA-2.0-2.1-h",
            "The ends of an interval are part of it.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                var rows = await service.RowsAsync();
                var row = rows.FirstOrDefault(r => r.Number("s_fov") > 0) ?? throw NotTested("no record has s_fov");
                var value = row.Number("s_fov")!.Value;
                foreach (var interval in new[] { SkyText.Numbers(value, 2 * value), SkyText.Numbers(value / 2, value) })
                {
                    var document = await service.FindAsync(("ID", row.Did), ("FOV", interval));
                    Require(
                        ObsCoreRow.Of(document.Table).Any(found => found.Did == row.Did),
                        document.Exchange,
                        $"{row.Did} with s_fov {SkyText.Number(value)}, an end of the interval",
                        "it was not found"
                    );
                }
            }
        ),
        Must(
            "SIA-2.0-2.1-i",
            "Texts are compared exactly, with case.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                var rows = await service.RowsAsync();
                var collection =
                    rows.Select(row => row["obs_collection"])
                        .OfType<string>()
                        .FirstOrDefault(c => c.Any(char.IsAsciiLetter))
                    ?? throw NotTested("no collection has letters");
                var swapped = string.Concat(
                    collection.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c))
                );
                await service.SelectsAsync(
                    [new Field("COLLECTION", swapped)],
                    row => row["obs_collection"] == swapped,
                    $"only what is in a collection \"{swapped}\""
                );
            }
        ),
        Must(
            "SIA-2.0-2.1.18-a",
            "MAXREC=0 gives the columns, no records and no sign of overflow.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                await service.SampleAsync();
                var document = await service.FindAsync(("MAXREC", "0"));
                Require(
                    document.Table is { Rows.Count: 0, Fields.Count: > 0 },
                    document.Exchange,
                    "FIELDs and no rows",
                    $"{document.Table.Fields.Count} FIELDs, {document.Table.Rows.Count} rows"
                );
                Require(
                    !document.IsOverflow,
                    document.Exchange,
                    "no OVERFLOW: nothing was asked for",
                    document.StatusText
                );
            }
        ),
        Must(
            "SIA-2.0-2.1.18-b",
            "What MAXREC cuts is told by QUERY_STATUS OVERFLOW behind the table.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                if ((await service.RowsAsync()).Count < 2)
                    throw NotTested("the service has one record only");
                var document = await service.FindAsync(("MAXREC", "1"));
                Require(
                    document.StatusAfter.Any(info => info.Text("value") == "OVERFLOW"),
                    document.Exchange,
                    "INFO QUERY_STATUS OVERFLOW behind the TABLE",
                    document.StatusText
                );
            }
        ),
        Must(
            "SIA-2.0-2.1.18-c",
            "There are no more records than MAXREC.",
            async subject =>
            {
                var service = new Sia2Query(subject);
                if ((await service.RowsAsync()).Count < 3)
                    throw NotTested("the service has too few records");
                var document = await service.FindAsync(("MAXREC", "2"));
                Require(
                    document.Table.Rows.Count == 2,
                    document.Exchange,
                    "2 records",
                    $"{document.Table.Rows.Count} records"
                );
            }
        ),
    ];

    private static (string One, string Other) Two(IReadOnlyList<ObsCoreRow> rows)
    {
        var identifiers = rows.Select(row => row.Did).Distinct(StringComparer.Ordinal).ToArray();
        return identifiers.Length > 1
            ? (identifiers[0], identifiers[^1])
            : throw NotTested("the service has one record only");
    }

    /// <summary>A parameter whose column has several values in the sample, with one between the least and the greatest.</summary>
    private static (string Parameter, string Column, double Middle) Middle(IReadOnlyList<ObsCoreRow> rows)
    {
        foreach (var (parameter, column) in Intervals.Skip(2))
        {
            var values = rows.Select(row => row.Number(column)).OfType<double>().Distinct().Order().ToArray();
            if (values.Length > 1)
                return (parameter, column, (values[0] + values[1]) / 2);
        }
        throw NotTested($"the first {rows.Count} records do not differ in anything that an interval looks at");
    }
}
