using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using DataLab.Tests;

namespace DataLab.Bench.PostgreSql;

/// <summary>The floor: the same database by PostgreSQL's own programs, psql and pgbench, over TCP as our server goes.</summary>
internal sealed partial class Floor(PostgreSqlServer server, string connectionString)
{
    public string ConnectionString => connectionString;

    /// <summary>Seconds for the rows of a query in PostgreSQL's binary form, the best of some runs in one session of psql.</summary>
    public Task<double> CopyAsync(string sql, int runs) =>
        BestAsync(Enumerable.Repeat($"\\copy ({OneLine(sql)}) TO '/dev/null' (FORMAT binary)", runs), 1);

    /// <summary>Seconds that some commands of psql take together, the best of some runs in one session.</summary>
    public Task<double> ScriptAsync(string[] commands, int runs) =>
        BestAsync(Enumerable.Repeat(commands, runs).SelectMany(script => script), commands.Length);

    /// <summary>Commands that are not measured, in a session of their own.</summary>
    public async Task RunAsync(params string[] commands) => await PsqlAsync(string.Join('\n', commands) + "\n");

    /// <summary>What pgbench reaches with statements taken by chance, results read and thrown away.</summary>
    /// <returns>Statements a second, and the mean time of one, seconds.</returns>
    public async Task<(double Rate, double Mean)> PgBenchAsync(
        IReadOnlyList<string> statements,
        int clients,
        int seconds
    )
    {
        var folder = Directory.CreateTempSubdirectory("datalab-pgbench-").FullName;
        try
        {
            List<string> arguments = ["-n", "-c", Text(clients), "-j", Text(Math.Min(clients, 2)), "-T", Text(seconds)];
            foreach (var (i, sql) in statements.Index())
            {
                var file = Path.Combine(folder, $"{i}.sql");
                await File.WriteAllTextAsync(file, OneLine(sql) + ";\n");
                arguments.AddRange(["-f", file]);
            }
            var text = await ProgramAsync("pgbench", [.. arguments, "archive"], "");
            return (Number(Rate().Match(text)), Number(Latency().Match(text)) / 1e3);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<double> BestAsync(IEnumerable<string> commands, int each)
    {
        var output = await PsqlAsync("\\timing on\n" + string.Join('\n', commands) + "\n");
        var times = Timing().Matches(output).Select(Number).ToArray();
        return times.Chunk(each).Min(run => run.Sum()) / 1e3;
    }

    private Task<string> PsqlAsync(string script) =>
        ProgramAsync("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", "archive"], script);

    private async Task<string> ProgramAsync(string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGHOST"] = "127.0.0.1";
        start.Environment["PGPORT"] = Text(server.Port);
        start.Environment["PGUSER"] = PostgreSqlServer.User;
        start.Environment["PGPASSWORD"] = PostgreSqlServer.Password;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} failed: {await errors}");
    }

    private static string OneLine(string sql) => sql.ReplaceLineEndings(" ");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Number(Match match) =>
        match.Success
            ? double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException("there is no figure in the output");

    [GeneratedRegex(@"^Time: ([0-9.]+) ms", RegexOptions.Multiline)]
    private static partial Regex Timing();

    [GeneratedRegex(@"^tps = ([0-9.]+)", RegexOptions.Multiline)]
    private static partial Regex Rate();

    [GeneratedRegex(@"^latency average = ([0-9.]+) ms", RegexOptions.Multiline)]
    private static partial Regex Latency();
}
