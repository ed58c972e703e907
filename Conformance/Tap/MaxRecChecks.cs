using System.Globalization;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Tap;

/// <summary>MAXREC against TOP, and what an overflow is (TAP 1.1 §2.7.4, §3.4).</summary>
internal static class MaxRecChecks
{
    public static readonly Check[] All =
    [
        Must(
            "TAP-1.1-2.7.4-a",
            "TOP below MAXREC: as many rows as TOP says, no overflow.",
            subject => CountAsync(subject, top: 2, maxRec: 4, rows: 2, overflow: false)
        ),
        Must(
            "TAP-1.1-2.7.4-b",
            "MAXREC below TOP: as many rows as MAXREC says, and the overflow mark.",
            subject => CountAsync(subject, top: 4, maxRec: 2, rows: 2, overflow: true)
        ),
        Must(
            "TAP-1.1-2.7.4-c",
            "TOP equal to MAXREC: all rows, no overflow.",
            subject => CountAsync(subject, top: 3, maxRec: 3, rows: 3, overflow: false)
        ),
        Must(
            "TAP-1.1-2.7.4-d",
            "A table that fits within MAXREC has no overflow mark.",
            async subject =>
            {
                var document = await subject.DocumentAsync(Queries.Tables);
                if (document.IsOverflow)
                    throw NotTested("the service cuts even TAP_SCHEMA.tables");
                var count = document.Table.Rows.Count;
                var exact = await subject.DocumentAsync(Queries.Tables, ("MAXREC", Number(count)));
                Require(
                    exact.Table.Rows.Count == count && !exact.IsOverflow,
                    exact.Exchange,
                    $"{count} rows without overflow: the table has no more",
                    $"{exact.Table.Rows.Count} rows, {exact.StatusText}"
                );
            }
        ),
        Must(
            "TAP-1.1-2.7.4-e",
            "MAXREC=0 shows the columns that a query would give.",
            async subject =>
            {
                var full = await subject.TableAsync("SELECT TOP 1 * FROM TAP_SCHEMA.tables");
                var empty = await subject.DocumentAsync("SELECT TOP 1 * FROM TAP_SCHEMA.tables", ("MAXREC", "0"));
                var wanted = string.Join(", ", full.Fields.Select(field => field.Name));
                var given = string.Join(", ", empty.Table.Fields.Select(field => field.Name));
                Require(wanted == given, empty.Exchange, "FIELDs " + wanted, given);
            }
        ),
        Must(
            "TAP-1.1-3.4-a",
            "A cut result has the status and the Content-Type of a whole one.",
            async subject =>
            {
                foreach (var format in new[] { "votable", "csv" })
                {
                    var whole = await subject.QueryAsync(Queries.One, ("RESPONSEFORMAT", format));
                    if (whole.Status != 200)
                        continue;
                    var cut = await subject.QueryAsync(Queries.Tables, ("RESPONSEFORMAT", format), ("MAXREC", "2"));
                    RequireStatus(cut, 200, "an overflow is no error");
                    Require(cut.ContentType == whole.ContentType, cut, $"Content-Type {whole.ContentType}");
                }
            }
        ),
        Must(
            "TAP-1.1-3.4-b",
            "A cut result is valid in its format: a VOTable that can be read to its end.",
            async subject =>
            {
                var document = await subject.DocumentAsync(Queries.Tables, ("MAXREC", "2"));
                Require(
                    document.Table.Rows.Count == 2,
                    document.Exchange,
                    "2 rows",
                    $"{document.Table.Rows.Count} rows"
                );
            }
        ),
    ];

    private static async Task CountAsync(Subject subject, int top, int maxRec, int rows, bool overflow)
    {
        var query = $"SELECT TOP {Number(top)} table_name FROM TAP_SCHEMA.tables";
        var document = await subject.DocumentAsync(query, ("MAXREC", Number(maxRec)));
        Require(
            document.Table.Rows.Count == rows && document.IsOverflow == overflow,
            document.Exchange,
            $"{rows} rows, {(overflow ? "OVERFLOW" : "no OVERFLOW")}",
            $"{document.Table.Rows.Count} rows, {document.StatusText}"
        );
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
