using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;

namespace DataLab.Conformance;

/// <summary>Queries that every TAP service can answer, and what errors look like.</summary>
internal static class Queries
{
    /// <summary>At least five rows: TAP_SCHEMA describes itself (TAP 1.1 §4).</summary>
    public const string Tables = "SELECT table_name, table_type FROM TAP_SCHEMA.tables";

    /// <summary>One row.</summary>
    public const string One = "SELECT TOP 1 table_name FROM TAP_SCHEMA.tables";

    /// <summary>Not ADQL.</summary>
    public const string Duff = "DUFF QUERY";

    /// <summary>ADQL that names a column that is not there.</summary>
    public const string NoSuchColumn = "SELECT no_such_column FROM TAP_SCHEMA.tables";

    /// <summary>Whether an answer tells of an error: by its status, or by QUERY_STATUS in a VOTable (DALI 1.1 §4.2).</summary>
    public static bool IsError(Exchange answer) =>
        answer.Status >= 400 || (answer.Status == 200 && VoTableDocument.TryRead(answer) is { IsError: true });

    /// <summary>Fails the check unless the service answered with an error.</summary>
    public static void RequireError(Exchange answer, string why) =>
        Finding.Require(IsError(answer), answer, $"an error: {why}");

    /// <summary>Fails the check unless the answer is a table; an error is shown as found.</summary>
    public static VoTableData RequireTable(Exchange answer, string why)
    {
        Finding.Require(answer.Status == 200, answer, $"a table: {why}");
        var document = VoTableDocument.Read(answer);
        Finding.Require(!document.IsError, answer, $"a table: {why}", $"{document.StatusText}: {document.ErrorText}");
        return document.Table;
    }

    /// <summary>Whether two tables have the same rows, in whatever order.</summary>
    /// <param name="columns">Positions of the columns to look at.</param>
    public static bool SameRows(VoTableData one, VoTableData other, IReadOnlyList<int> columns) =>
        Sorted(one, columns).SequenceEqual(Sorted(other, columns), StringComparer.Ordinal);

    private static IEnumerable<string> Sorted(VoTableData table, IReadOnlyList<int> columns) =>
        table
            .Rows.Select(row => string.Join('\u001f', columns.Select(column => row[column])))
            .Order(StringComparer.Ordinal);
}
