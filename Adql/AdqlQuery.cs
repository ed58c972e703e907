using System.Collections.Immutable;
using DataLab.Adql.Dialects;
using DataLab.Adql.Grammar;
using DataLab.Adql.Plan;
using DataLab.Adql.Rewriting;
using DataLab.Adql.Semantics;

namespace DataLab.Adql;

/// <summary>The front door: ADQL text to SQL text of one engine, or to diagnostics.</summary>
public static class AdqlQuery
{
    internal const string Unsupported = "This service cannot answer this kind of query";

    private static readonly TextSpan WholeText = new(0, 0, 1, 1);

    /// <summary>Translates one query. Never throws for anything the text can contain.</summary>
    public static Translation Translate(string text, Schema schema, SqlDialect dialect, AdqlOptions? options = null)
    {
        var translation = Once(text, schema, dialect, options);
        if (translation.Succeeded)
            return translation;
        var (all, mended) = QueryMending.Explore(
            text,
            translation.Diagnostics,
            other => Once(other, schema, dialect, options).Diagnostics
        );
        return translation with { Diagnostics = all, Mended = mended };
    }

    private static Translation Once(string text, Schema schema, SqlDialect dialect, AdqlOptions? options)
    {
        var diagnostics = new DiagnosticBag { Text = text };
        try
        {
            if (Bind(text, schema, options, diagnostics) is var (statement, tables, explain))
            {
                var plan = Passes.Run(statement, tables, dialect);
                var asked = explain ? Explanation.Rows(Explanation.Of(plan)) : plan;
                var columns = ResultColumns(asked.Query);
                var sql = dialect.Write(asked, [.. columns.Select(column => column.Name)]);
                return new Translation(sql, columns, [])
                {
                    Tables = tables,
                    Whole = explain ? null : WholeTable.Of(statement),
                    Parts = explain ? PartReading.None : PartReadings.Of(plan, tables),
                    SearchesSky = !explain && SkySearches.In(plan),
                    Warnings = diagnostics.Warnings,
                    Steps = explain ? () => [] : () => Explanation.Of(plan),
                };
            }
        }
        catch (Exception fault) when (fault is InsufficientExecutionStackException or SqlTooLongException)
        {
            ReportTooComplex(diagnostics);
        }
        catch (EngineLacksException lacking)
        {
            diagnostics.Report(DiagnosticCodes.UnsupportedFeature, WholeText, lacking.Message, lacking.Hint);
        }
        catch (NotSupportedException)
        {
            // The dialect has no spelling for a part that the engine's own features should have excluded.
            diagnostics.Report(DiagnosticCodes.UnsupportedFeature, WholeText, Unsupported);
        }
        return new Translation(null, [], diagnostics.ToImmutable());
    }

    /// <summary>Checks grammar, reserved words, function names and argument counts only; no schema is consulted.</summary>
    public static ImmutableArray<Diagnostic> CheckSyntax(string text, AdqlOptions? options = null)
    {
        var found = Check(text);
        return found.IsEmpty ? found : QueryMending.Explore(text, found, Check).All;

        ImmutableArray<Diagnostic> Check(string query)
        {
            var diagnostics = new DiagnosticBag { Text = query };
            try
            {
                Bind(query, null, options, diagnostics);
            }
            catch (Exception fault) when (fault is InsufficientExecutionStackException or SqlTooLongException)
            {
                ReportTooComplex(diagnostics);
            }
            return diagnostics.ToImmutable();
        }
    }

    private static void ReportTooComplex(DiagnosticBag diagnostics) =>
        diagnostics.Report(
            DiagnosticCodes.TooComplex,
            WholeText,
            "The query is too complex to translate",
            "Nested operands of CASE and nested full joins count several times: compute them in a subquery or with WITH."
        );

    private static (Statement, ImmutableArray<Table>, bool Explain)? Bind(
        string text,
        Schema? schema,
        AdqlOptions? options,
        DiagnosticBag diagnostics
    )
    {
        if (TreeBuilder.Read(text, options?.Strict ?? false, diagnostics) is not { } query)
            return null;
        var declared = DeclaredFunctions.Read(options?.DeclaredFunctions ?? []);
        var (statement, tables) = Binder.Bind(query, schema, declared, options?.Strict ?? false, diagnostics);
        return diagnostics.Any ? null : (statement, tables, query.Explain);
    }

    private static ImmutableArray<ResultColumn> ResultColumns(Query query)
    {
        var names = ColumnNames.Unique(query.Columns.Select(column => column.Name.Text));
        return
        [
            .. query.Columns.Select(
                (column, i) =>
                    new ResultColumn(names[i], column.Value.Type.Column)
                    {
                        Unit = column.Value.Metadata.Unit,
                        Ucd = column.Value.Metadata.Ucd,
                        Utype = column.Value.Metadata.Utype,
                        Description = column.Value.Metadata.Description,
                        Frame = column.Value.Metadata.Frame,
                    }
            ),
        ];
    }
}

/// <summary>What the translator is told besides the text.</summary>
public sealed record AdqlOptions
{
    /// <summary>Further user-defined functions by signature, <c>name(arg TYPE, ...) -> TYPE</c>; known to the checker only.</summary>
    public ImmutableArray<string> DeclaredFunctions { get; init; } = [];

    /// <summary>Only what ADQL 2.1 has is accepted; else also the extensions of this service (docs/adql.md).</summary>
    public bool Strict { get; init; }
}

/// <summary>A translated query, or the reasons why there is none.</summary>
/// <param name="Sql">SQL of the dialect asked for; null if there are errors.</param>
/// <param name="Columns">Result columns, in order; names are unique and exactly as the user shall see them.</param>
public sealed record Translation(
    string? Sql,
    ImmutableArray<ResultColumn> Columns,
    ImmutableArray<Diagnostic> Diagnostics
)
{
    public bool Succeeded => Sql is not null;

    /// <summary>Tables read, as <c>schema.table</c>, in order of first mention.</summary>
    public ImmutableArray<Table> Tables { get; init; } = [];

    /// <summary>What is doubtful in a query that succeeded.</summary>
    public ImmutableArray<Diagnostic> Warnings { get; init; } = [];

    /// <summary>A query that can be run and is very likely what the text was meant to be; null when it succeeded, or when there is none.</summary>
    public string? Mended { get; init; }

    /// <summary>Works out how each table is read; nothing for a query that asks for that itself (EXPLAIN).</summary>
    public Func<ImmutableArray<PlanStep>> Steps { get; init; } = () => [];

    /// <summary>The table whose rows are the result; null where it is not simply that.</summary>
    public WholeTable? Whole { get; init; }

    /// <summary>How tables on several servers are read.</summary>
    public PartReading Parts { get; init; }

    /// <summary>It looks for places on the sky: by constant regions, or by the positions of other rows.</summary>
    public bool SearchesSky { get; init; }
}

/// <summary>A column of a result (ADQL 2.1 §2.1, metadata by the rules of the source column or expression).</summary>
public sealed record ResultColumn(string Name, ColumnType Type)
{
    public string? Unit { get; init; }
    public string? Ucd { get; init; }
    public string? Utype { get; init; }
    public string? Description { get; init; }
    public string? Frame { get; init; }
}
