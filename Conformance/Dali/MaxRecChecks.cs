using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Dali;

/// <summary>MAXREC and the overflow mark (DALI 1.1 §3.4.4, §4.4.1).</summary>
internal static class MaxRecChecks
{
    public static readonly Check[] All =
    [
        Must(
            "DALI-1.1-3.4.4-a",
            "No more rows come than MAXREC.",
            async subject =>
            {
                var document = await subject.DocumentAsync(Queries.Tables, ("MAXREC", "2"));
                Require(
                    document.Table.Rows.Count <= 2,
                    document.Exchange,
                    "at most 2 rows",
                    $"{document.Table.Rows.Count} rows"
                );
            }
        ),
        Must(
            "DALI-1.1-3.4.4-b",
            "MAXREC=0 gives the metadata, no rows and the overflow mark.",
            async subject =>
            {
                var document = await subject.DocumentAsync(Queries.Tables, ("MAXREC", "0"));
                var table = document.Table;
                Require(
                    table.Fields.Count == 2 && table.Rows.Count == 0,
                    document.Exchange,
                    "2 FIELDs and no row",
                    $"{table.Fields.Count} FIELDs and {table.Rows.Count} rows"
                );
                Require(document.IsOverflow, document.Exchange, "QUERY_STATUS OVERFLOW", document.StatusText);
            }
        ),
        Must(
            "DALI-1.1-3.4.4-c",
            "A MAXREC that is no whole number of at least 0 is an error.",
            async subject =>
            {
                foreach (var value in new[] { "many", "1.5", "-2" })
                    Queries.RequireError(
                        await subject.QueryAsync(Queries.One, ("MAXREC", value)),
                        $"MAXREC={value} is not a number of rows"
                    );
            }
        ),
        Must(
            "DALI-1.1-4.4.1-a",
            "A result cut at MAXREC has an INFO QUERY_STATUS with the value OVERFLOW.",
            async subject =>
            {
                var document = await subject.DocumentAsync(Queries.Tables, ("MAXREC", "2"));
                Require(
                    document.IsOverflow,
                    document.Exchange,
                    "INFO name=\"QUERY_STATUS\" value=\"OVERFLOW\"",
                    document.StatusText
                );
            }
        ),
        Must(
            "DALI-1.1-4.4.1-b",
            "When the first INFO says OK, that of the overflow comes after the table.",
            async subject =>
            {
                var document = await subject.DocumentAsync(Queries.Tables, ("MAXREC", "2"));
                if (!document.IsOverflow)
                    throw NotTested("no overflow was told (see DALI-1.1-4.4.1-a)");
                Require(
                    document.StatusBefore.Count == 1 && document.StatusAfter.Count <= 1,
                    document.Exchange,
                    "one QUERY_STATUS before TABLE and at most one after it",
                    $"{document.StatusBefore.Count} before and {document.StatusAfter.Count} after"
                );
            }
        ),
        Should(
            "DALI-1.1-4.4.1-c",
            "A result cut at MAXREC has exactly MAXREC rows.",
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
}
