using DataLab.Conformance.Http;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Tap;

/// <summary>CSV and TSV (TAP 1.1 §3.2).</summary>
internal static class DelimitedChecks
{
    private const string WithComma = "SELECT TOP 1 'one, two' AS text, table_name FROM TAP_SCHEMA.tables";

    public static readonly Check[] All =
    [
        Must(
            "TAP-1.1-3.2-h",
            "CSV has Content-Type text/csv.",
            async subject =>
            {
                var answer = await CsvAsync(subject, Queries.One);
                Require(answer.MediaType == "text/csv", answer, "Content-Type text/csv");
            }
        ),
        Should(
            "TAP-1.1-3.2-i",
            "The first line of CSV has the names of the columns.",
            async subject =>
            {
                var answer = await CsvAsync(subject, Queries.One);
                var first = Lines(answer).FirstOrDefault() ?? "";
                Require(
                    first.Trim('"').Equals("table_name", StringComparison.OrdinalIgnoreCase),
                    answer,
                    "a first line table_name",
                    $"first line {first}"
                );
            }
        ),
        Must(
            "TAP-1.1-3.2-j",
            "CSV with names in its first line says header=present.",
            async subject =>
            {
                var answer = await CsvAsync(subject, Queries.One);
                if (Lines(answer).Length < 2)
                    throw NotApplicable("the CSV has no line with names");
                Require(
                    (answer.ContentType ?? "")
                        .Replace(" ", "", StringComparison.Ordinal)
                        .Contains("header=present", StringComparison.OrdinalIgnoreCase),
                    answer,
                    "Content-Type text/csv;header=present"
                );
            }
        ),
        Should(
            "TAP-1.1-3.2-k",
            "CSV has a line for each row.",
            async subject =>
            {
                var rows = (await subject.TableAsync(Queries.Tables, ("MAXREC", "3"))).Rows.Count;
                var answer = await CsvAsync(subject, Queries.Tables, ("MAXREC", "3"));
                var lines = Lines(answer).Length;
                Require(lines == rows || lines == rows + 1, answer, $"{rows} lines after the names", $"{lines} lines");
            }
        ),
        Should(
            "TAP-1.1-3.2-l",
            "A CSV value with a comma is in double quotes.",
            async subject =>
            {
                var answer = await CsvAsync(subject, WithComma);
                Require(
                    answer.Text.Contains("\"one, two\",", StringComparison.Ordinal),
                    answer,
                    "\"one, two\" in quotes"
                );
            }
        ),
        Must(
            "TAP-1.1-3.2-m",
            "TSV has Content-Type text/tab-separated-values.",
            async subject =>
            {
                var answer = await TsvAsync(subject, Queries.One);
                Require(
                    answer.MediaType == "text/tab-separated-values",
                    answer,
                    "Content-Type text/tab-separated-values"
                );
            }
        ),
        Must(
            "TAP-1.1-3.2-n",
            "TSV separates values by one tab, which no value holds.",
            async subject =>
            {
                var answer = await TsvAsync(subject, WithComma);
                RequireNone(
                    answer,
                    Lines(answer).Where(line => line.Split('\t').Length != 2).Select(line => $"line \"{line}\""),
                    "two values in each line"
                );
            }
        ),
    ];

    private static Task<Exchange> CsvAsync(Subject subject, string query, params Field[] more) =>
        AskAsync(subject, query, "csv", more);

    private static Task<Exchange> TsvAsync(Subject subject, string query) => AskAsync(subject, query, "tsv");

    private static async Task<Exchange> AskAsync(Subject subject, string query, string format, params Field[] more)
    {
        var answer = await subject.QueryAsync(query, [("RESPONSEFORMAT", format), .. more]);
        return answer.Status == 200
            ? answer
            : throw NotApplicable(
                $"the service does not write {format.ToUpperInvariant()} (see TAP-1.1-2.7.3-c and -d)"
            );
    }

    private static string[] Lines(Exchange answer) =>
        answer.Text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0).ToArray();
}
