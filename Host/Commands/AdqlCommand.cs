using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Adql.Semantics;
using DataLab.Formats;

namespace DataLab.Host.Commands;

/// <summary><c>datalab adql</c>: what the translator makes of a query on stdin, or of many as JSON lines.</summary>
internal static class AdqlCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly SqlDialect[] Dialects = [DuckDbDialect.Instance, PostgreSqlDialect.Instance];

    public static Command Create()
    {
        var syntax = new Option<bool>("--syntax")
        {
            Description = "Check the grammar of ADQL 2.1 only; no table needs to exist, extensions are refused.",
        };
        var strict = new Option<bool>("--strict") { Description = "Refuse what is no ADQL 2.1." };
        var extended = new Option<bool>("--extended") { Description = "With --syntax: accept the extensions, too." };
        var explain = new Option<bool>("--explain")
        {
            Description = "Print how each table would be read instead of the SQL.",
        };
        var dialect = new Option<string?>("--dialect")
        {
            Description = "Whose SQL to write, duckdb or postgresql; that of the catalogue without it.",
            HelpName = "NAME",
        };
        dialect.AcceptOnlyFromAmong([.. Dialects.Select(known => known.Name)]);
        var catalogue = new CatalogChoice();
        var command = new Command(
            "adql",
            "Translate ADQL from stdin: prints the SQL, or the diagnostics.\n"
                + "Reads one query, or JSON lines {\"id\",\"query\",\"udfs\":[\"f(a INTEGER) -> INTEGER\"]} and prints\n"
                + "{\"id\",\"valid\",\"diagnostics\":[{\"code\",\"line\",\"column\",\"message\"}]} for each."
        )
        {
            syntax,
            strict,
            extended,
            explain,
            dialect,
        };
        catalogue.AddTo(command);
        command.SetAction(
            async (parsed, ct) =>
            {
                var (schema, own) = parsed.GetValue(syntax)
                    ? (null, DuckDbDialect.Instance)
                    : await LookAsync(catalogue, parsed, ct);
                var isStrict = parsed.GetValue(strict) || parsed.GetValue(syntax) && !parsed.GetValue(extended);
                var whose = parsed.GetValue(dialect) is { } name ? Dialects.Single(known => known.Name == name) : own;
                return await RunAsync(Console.In, schema, whose, isStrict, parsed.GetValue(explain), ct);
            }
        );
        return command;
    }

    /// <param name="schema">Tables to resolve names in; null checks the grammar only.</param>
    private static async Task<int> RunAsync(
        TextReader input,
        Schema? schema,
        SqlDialect dialect,
        bool strict,
        bool explain,
        CancellationToken ct
    )
    {
        var first = await input.ReadLineAsync(ct);
        if (first is null || !first.TrimStart().StartsWith('{'))
            return RunOne(first + "\n" + await input.ReadToEndAsync(ct), schema, dialect, strict, explain);
        for (var line = first; line is not null; line = await input.ReadLineAsync(ct))
            if (!string.IsNullOrWhiteSpace(line))
                Console.WriteLine(JsonSerializer.Serialize(Check(line, schema, dialect, strict), Json));
        return CommandLine.Ok;
    }

    private static int RunOne(string query, Schema? schema, SqlDialect dialect, bool strict, bool explain)
    {
        var (translation, diagnostics) = Translate(query, [], schema, dialect, strict);
        if (explain)
            foreach (var step in translation?.Steps() ?? [])
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{step.Number}\t{step.TableName}\t{step.Access}\t{step.Rows} rows\t{step.Seconds:0.###} s"
                    )
                );
        else if (translation?.Sql is { } sql)
            Console.WriteLine(sql);
        foreach (var diagnostic in diagnostics)
            Console.Error.WriteLine(diagnostic);
        foreach (var warning in translation?.Warnings ?? [])
            Console.Error.WriteLine($"Warning: {warning}");
        if (translation?.Mended is { } mended)
            Console.Error.WriteLine($"This would run:\n{mended}");
        return diagnostics.IsEmpty ? CommandLine.Ok : CommandLine.Failed;
    }

    private static Verdict Check(string line, Schema? schema, SqlDialect dialect, bool strict)
    {
        Question question;
        try
        {
            question = JsonSerializer.Deserialize<Question>(line, Json) ?? throw new JsonException("empty line");
        }
        catch (JsonException e)
        {
            throw new ServiceException(ErrorKind.UsageError, $"Not a JSON line with id and query: {e.Message}", e);
        }
        var (translation, diagnostics) = Translate(question.Query, question.Udfs ?? [], schema, dialect, strict);
        return new Verdict(
            question.Id,
            diagnostics.IsEmpty,
            diagnostics.Select(d => new Finding(d.Code, d.Span.Line, d.Span.Column, d.Message, d.Hint)).ToArray()
        )
        {
            Mended = translation?.Mended,
        };
    }

    private static (Translation? Translation, ImmutableArray<Diagnostic> Diagnostics) Translate(
        string query,
        string[] functions,
        Schema? schema,
        SqlDialect dialect,
        bool strict
    )
    {
        var options = new AdqlOptions { DeclaredFunctions = [.. functions], Strict = strict };
        if (schema is null)
            return (null, AdqlQuery.CheckSyntax(query, options));
        var translation = AdqlQuery.Translate(query, schema, dialect, options);
        return (translation, translation.Diagnostics);
    }

    /// <returns>The tables of the catalogue, and the dialect of its engine.</returns>
    private static async Task<(Schema? Schema, SqlDialect Dialect)> LookAsync(
        CatalogChoice catalogue,
        ParseResult parsed,
        CancellationToken ct
    )
    {
        await using var engine = await catalogue.OpenAsync(parsed, ct);
        return (engine.Snapshot.Adql, engine.Dialect);
    }

    private sealed record Question(string Id, string Query, string[]? Udfs);

    private sealed record Verdict(string Id, bool Valid, Finding[] Diagnostics)
    {
        public string? Mended { get; init; }
    }

    private sealed record Finding(string Code, int Line, int Column, string Message, string? Hint);
}
