using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Adql.Semantics;

namespace DataLab.Bench;

/// <summary>ADQL to SQL: the IVOA's validation queries, over tables that have what the valid ones name.</summary>
internal static partial class Translate
{
    private const int Runs = 40;

    /// <summary>Until the compiler is done with every part of the translator.</summary>
    private const int WarmUp = 60;

    /// <summary>The best counts: what else the machine does is no cost of ours.</summary>
    private const int Rounds = 5;

    private sealed record Query(string Text, AdqlOptions Options);

    public static void Measure(Report report)
    {
        var queries = Read();
        var schema = SchemaOf(queries);
        var accepted = queries.Where(query => Run(query, schema).Succeeded).ToList();
        Time(queries, schema, WarmUp);
        Mean(queries, "", 200);
        Mean(accepted, "accepted ", 100);
        var columns = schema.Tables[0].Columns.Length;
        var all = accepted.Where(query => AllColumns().IsMatch(query.Text)).ToList();
        report.AtMost("memory allocated where columns are named", Kilobytes([.. accepted.Except(all)]), 60, "kB");
        report.AtMost($"memory allocated where all {columns} of each table are asked for", Kilobytes(all), 190, "kB");

        void Mean(List<Query> some, string which, double most) =>
            report.AtMost(
                $"parse, bind, translate: mean of {some.Count} {which}queries",
                Best(some, schema).Seconds * 1e6,
                most,
                "us"
            );

        double Kilobytes(List<Query> some) => Best(some, schema).Bytes / 1e3;
    }

    /// <summary>Seconds and allocated bytes a query.</summary>
    private static (double Seconds, double Bytes) Best(List<Query> queries, Schema schema)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var seconds = Enumerable.Range(0, Rounds).Min(_ => Time(queries, schema, Runs));
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return (seconds, bytes / (double)(Rounds * Runs * queries.Count));
    }

    private static Translation Run(Query query, Schema schema) =>
        AdqlQuery.Translate(query.Text, schema, DuckDbDialect.Instance, query.Options);

    /// <summary>Seconds a query.</summary>
    private static double Time(List<Query> queries, Schema schema, int runs)
    {
        var clock = Stopwatch.StartNew();
        for (var run = 0; run < runs; run++)
            foreach (var query in queries)
                Run(query, schema);
        return clock.Elapsed.TotalSeconds / (runs * queries.Count);
    }

    /// <summary>The IVOA's queries from the shared folder beside the checkout, else those of the tests.</summary>
    private static List<Query> Read()
    {
        for (var folder = new DirectoryInfo(BenchData.Root); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "queries", "adql-ivoa.json");
            if (!File.Exists(file))
                continue;
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            return
            [
                .. document
                    .RootElement.EnumerateArray()
                    .Select(query => new Query(
                        query.GetProperty("query").GetString()!,
                        new AdqlOptions
                        {
                            DeclaredFunctions =
                            [
                                .. query.GetProperty("udfs").EnumerateArray().Select(udf => udf.GetString()!),
                            ],
                        }
                    )),
            ];
        }
        return
        [
            .. File.ReadLines(Path.Combine(BenchData.Root, "tests/Adql.Tests/Corpora/valid.adql"))
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => new Query(line, new AdqlOptions())),
        ];
    }

    /// <summary>Tables and columns as the diagnostics ask for them: columns are doubles, ra and dec the position.</summary>
    private static Schema SchemaOf(List<Query> queries)
    {
        var tables = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var columns = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "id" };
        var schema = Schema.Empty;
        for (var round = 0; round < 12; round++)
        {
            foreach (var diagnostic in queries.SelectMany(query => Run(query, schema).Diagnostics))
            {
                if (Unknown().Match(diagnostic.Message) is not { Success: true } match)
                    continue;
                var wanted = match.Groups[2].Value;
                if (match.Groups[1].Value == "table")
                    tables.Add(wanted);
                else
                    columns.Add(wanted);
            }
            schema = new Schema([.. tables.Select(name => TableOf(name, columns))]);
        }
        return schema;
    }

    private static Table TableOf(string name, HashSet<string> columns)
    {
        var parts = name.Split('.');
        return new Table(
            parts.Length > 1 ? parts[^2] : "",
            parts[^1],
            "\"t\"",
            [.. columns.Select(column => new Column(column, $"\"{column}\"", new ColumnType("double")))]
        )
        {
            Position =
                columns.TryGetValue("ra", out var ra) && columns.TryGetValue("dec", out var dec)
                    ? new PositionColumns(ra, dec, "\"cell\"")
                    : null,
        };
    }

    [GeneratedRegex("\\*\\s*(from|,)", RegexOptions.IgnoreCase)]
    private static partial Regex AllColumns();

    [GeneratedRegex("^No (table|column) \"([^\"]+)\"")]
    private static partial Regex Unknown();
}
