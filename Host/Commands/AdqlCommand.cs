using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Adql.Semantics;
using DataLab.Catalog.DuckDb;
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

    public static Command Create()
    {
        var syntax = new Option<bool>("--syntax") { Description = "Check the grammar only; no table needs to exist." };
        var dialect = new Option<string>("--dialect")
        {
            Description = "Whose SQL to write: duckdb.",
            DefaultValueFactory = _ => "duckdb",
            HelpName = "NAME",
        };
        dialect.AcceptOnlyFromAmong("duckdb");
        var data = CommandLine.Data(required: false);
        var command = new Command(
            "adql",
            "Translate ADQL from stdin: prints the SQL, or the diagnostics.\n"
                + "Reads one query, or JSON lines {\"id\",\"query\",\"udfs\":[\"f(a INTEGER) -> INTEGER\"]} and prints\n"
                + "{\"id\",\"valid\",\"diagnostics\":[{\"code\",\"line\",\"column\",\"message\"}]} for each."
        )
        {
            syntax,
            dialect,
            data,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(data) is null && !result.GetValue(syntax))
                result.AddError("Tables are looked up in --data DIR; without one, say --syntax.");
        });
        command.SetAction(
            async (parsed, ct) =>
            {
                var schema = parsed.GetValue(syntax)
                    ? null
                    : await LoadSchemaAsync(CommandLine.ExistingFolder(parsed, data), ct);
                return await RunAsync(Console.In, schema, ct);
            }
        );
        return command;
    }

    /// <param name="schema">Tables to resolve names in; null checks the grammar only.</param>
    private static async Task<int> RunAsync(TextReader input, Schema? schema, CancellationToken ct)
    {
        var first = await input.ReadLineAsync(ct);
        if (first is null || !first.TrimStart().StartsWith('{'))
            return RunOne(first + "\n" + await input.ReadToEndAsync(ct), schema);
        for (var line = first; line is not null; line = await input.ReadLineAsync(ct))
            if (!string.IsNullOrWhiteSpace(line))
                Console.WriteLine(JsonSerializer.Serialize(Check(line, schema), Json));
        return CommandLine.Ok;
    }

    private static int RunOne(string query, Schema? schema)
    {
        var (sql, diagnostics) = Translate(query, [], schema);
        if (sql is not null)
            Console.WriteLine(sql);
        foreach (var diagnostic in diagnostics)
            Console.Error.WriteLine(diagnostic);
        return diagnostics.IsEmpty ? CommandLine.Ok : CommandLine.Failed;
    }

    private static Verdict Check(string line, Schema? schema)
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
        var (_, diagnostics) = Translate(question.Query, question.Udfs ?? [], schema);
        return new Verdict(
            question.Id,
            diagnostics.IsEmpty,
            diagnostics.Select(d => new Finding(d.Code, d.Span.Line, d.Span.Column, d.Message, d.Hint)).ToArray()
        );
    }

    private static (string? Sql, ImmutableArray<Diagnostic> Diagnostics) Translate(
        string query,
        string[] functions,
        Schema? schema
    )
    {
        var options = new AdqlOptions { DeclaredFunctions = [.. functions] };
        if (schema is null)
            return (null, AdqlQuery.CheckSyntax(query, options));
        var translation = AdqlQuery.Translate(query, schema, DuckDbDialect.Instance, options);
        return (translation.Sql, translation.Diagnostics);
    }

    private static async Task<Schema> LoadSchemaAsync(string folder, CancellationToken ct)
    {
        await using var engine = await DuckDbCatalog.OpenAsync(new DuckDbOptions { DataFolder = folder }, ct);
        return engine.Snapshot.Adql;
    }

    private sealed record Question(string Id, string Query, string[]? Udfs);

    private sealed record Verdict(string Id, bool Valid, Finding[] Diagnostics);

    private sealed record Finding(string Code, int Line, int Column, string Message, string? Hint);
}
