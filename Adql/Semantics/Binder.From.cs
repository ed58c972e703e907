using System.Collections.Immutable;
using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <content>FROM: which tables are read, under which names, and what their joins make visible.</content>
internal sealed partial class Binder
{
    private const string UploadSchema = "TAP_UPLOAD";

    /// <param name="Columns">In the order of <c>*</c>.</param>
    private sealed record Joined(Source Source, ImmutableArray<ScopeTable> Tables, ImmutableArray<ScopeColumns> Columns)
    {
        public IEnumerable<ScopeColumn> AllColumns => Columns.SelectMany(columns => columns.All);
    }

    /// <param name="before">The tables of this FROM that stand before, which LATERAL may use.</param>
    private Joined From(TableReference reference, Scope? outer, Scope before) =>
        reference switch
        {
            NamedTable named => Named(named),
            DerivedTable derived => Derived(derived, derived.Lateral ? before : outer),
            _ => Join((JoinedTable)reference, outer, before),
        };

    private static Scope Before(Scope? outer, Scope before, Joined more) =>
        new(outer, [.. before.Tables, .. more.Tables], [.. before.Columns, .. more.Columns]);

    private Joined Named(NamedTable reference)
    {
        var alias = NewAlias();
        var parts = reference.Name.Parts;
        if (parts.Length == 1 && CommonTable(parts[0]) is { } with)
            return Single(
                new CommonSource(alias, with.EngineName),
                new ScopeTable(
                    reference.Alias is { } name ? Name.Of(name) : with.Name,
                    null,
                    References(alias, with.Columns),
                    with.IsOpen,
                    alias
                )
            );
        var table = schema is null ? null : FindTable(reference.Name);
        var shown = reference.Alias is { } given ? Name.Of(given) : Name.Of(reference.Name.Last);
        var shownSchema = reference.Alias is null && parts.Length > 1 ? Name.Of(parts[^2]) : null;
        if (table is null)
            return Single(
                new CommonSource(alias, ""),
                new ScopeTable(shown, shownSchema, new ScopeColumns([]), true, alias)
            );
        tablesRead.Add(table);
        var published = PublishedTable.Of(table);
        if (reference.Alias is null)
            (shown, shownSchema) = (published.Name, published.SchemaName);
        return Single(
            new TableSource(alias, table),
            new ScopeTable(shown, shownSchema, new ScopeColumns(published, alias), false, alias)
        );
    }

    /// <summary>The columns of a subquery as the enclosing query sees them.</summary>
    private static ScopeColumns References(string alias, ImmutableArray<OutputColumn> columns) =>
        new(
            columns
                .Where(column => column.Value is not StarValue)
                .Select(column => new ScopeColumn(column.Name, Reference(alias, column)))
        );

    private CommonTableResult? CommonTable(Identifier name)
    {
        var found = common.Values.Where(table => table.Name.Matches(name)).ToList();
        return found.Find(table => table.Name.IsExact(name)) ?? found.FirstOrDefault();
    }

    private Joined Derived(DerivedTable reference, Scope? outer)
    {
        // A derived table does not see its neighbours, only what encloses the whole FROM, unless it is lateral.
        var alias = NewAlias();
        var query = Query(reference.Query, outer);
        return Single(
            new QuerySource(alias, query, reference.Lateral),
            new ScopeTable(Name.Of(reference.Alias), null, References(alias, query.Columns), IsOpen(query), alias)
        );
    }

    private static Joined Single(Source source, ScopeTable table) => new(source, [table], [table.Columns]);

    private Joined Join(JoinedTable reference, Scope? outer, Scope before)
    {
        var left = From(reference.Left, outer, before);
        var right = From(reference.Right, outer, Before(outer, before, left));
        CheckNames(left.Tables, right.Tables, reference.Right.Span);
        ImmutableArray<ScopeTable> tables = [.. left.Tables, .. right.Tables];
        if (reference.Kind == JoinKind.Cross)
            return new Joined(
                new JoinSource(JoinKind.Inner, left.Source, right.Source, new AndCondition([])),
                tables,
                [.. left.Columns, .. right.Columns]
            );
        if (reference.On is { } on)
        {
            ImmutableArray<ScopeColumns> all = [.. left.Columns, .. right.Columns];
            var scope = new Scope(outer, tables, all) { Clause = Clause.On };
            var condition = Condition(on, scope);
            hasCorrelatedOuterJoins |=
                reference.Kind != JoinKind.Inner && (outer is not null || Tree.HasQuery(condition));
            return new Joined(new JoinSource(reference.Kind, left.Source, right.Source, condition), tables, all);
        }
        hasCorrelatedOuterJoins |= reference.Kind == JoinKind.Full && outer is not null;
        var pairs = reference.Natural
            ? NaturalPairs(left, right, reference.Right.Span)
            : UsingPairs(reference.Using, left, right);
        var conditions = pairs.Select(pair =>
        {
            var span = reference.Right.Span;
            var (a, b) = Both(pair.Left.Value, pair.Right.Value, span, span, span);
            return (Condition)new CompareCondition(ComparisonOperator.Equal, a, b);
        });
        var merged = pairs.Select(pair => new ScopeColumn(
            pair.Left.Name,
            Merge(reference.Kind, pair.Left.Value, pair.Right.Value)
        ));
        var (leftMerged, rightMerged) = (pairs.Select(p => p.Left).ToHashSet(), pairs.Select(p => p.Right).ToHashSet());
        return new Joined(
            new JoinSource(reference.Kind, left.Source, right.Source, new AndCondition([.. conditions])),
            tables,
            [
                new ScopeColumns([
                    .. merged,
                    .. left.AllColumns.Where(column => !leftMerged.Contains(column)),
                    .. right.AllColumns.Where(column => !rightMerged.Contains(column)),
                ]),
            ]
        );
    }

    /// <summary>The value of a merged column: the side that always has a row; metadata are the left table's.</summary>
    private static Value Merge(JoinKind kind, Value left, Value right) =>
        kind switch
        {
            JoinKind.Right => right with { Metadata = left.Metadata },
            JoinKind.Full => new CallValue(
                "COALESCE",
                [left, right],
                AdqlType.Common(left.Type, right.Type) ?? left.Type
            )
            {
                Metadata = left.Metadata,
            },
            _ => left,
        };

    private List<(ScopeColumn Left, ScopeColumn Right)> NaturalPairs(Joined left, Joined right, TextSpan span)
    {
        var pairs = new List<(ScopeColumn, ScopeColumn)>();
        foreach (var column in left.AllColumns)
        {
            var reference = new Identifier(column.Name.Text, column.Name.Delimited, default);
            if (
                Only(right, reference) is { } other
                && Only(left, reference) is not null
                && CanJoin(column.Name.Text, column, other, span)
            )
                pairs.Add((column, other));
        }
        return pairs;

        static ScopeColumn? Only(Joined side, Identifier reference)
        {
            var found = new List<ScopeColumn>();
            foreach (var columns in side.Columns)
                columns.Find(reference, found);
            return found is [var only] ? only : null;
        }
    }

    private List<(ScopeColumn Left, ScopeColumn Right)> UsingPairs(
        ImmutableArray<Identifier> names,
        Joined left,
        Joined right
    )
    {
        var pairs = new List<(ScopeColumn, ScopeColumn)>();
        foreach (var name in names)
        {
            var a = Side(left, name, "left");
            var b = Side(right, name, "right");
            if (a is null || b is null)
                continue;
            if (CanJoin(name.Text, a, b, name.Span))
                pairs.Add((a, b));
        }
        return pairs;
    }

    private bool CanJoin(string name, ScopeColumn left, ScopeColumn right, TextSpan span)
    {
        if (Comparable(left.Value.Type, right.Value.Type))
            return true;
        diagnostics.Report(
            DiagnosticCodes.TypeMismatch,
            span,
            $"Column {name} is {left.Value.Type} on the left of the join and {right.Value.Type} on the right",
            "Join with ON, and convert one of them there: CAST(… AS …)."
        );
        return false;
    }

    private ScopeColumn? Side(Joined side, Identifier name, string where)
    {
        var scope = new Scope(null, side.Tables, side.Columns);
        var found = scope.Find(new QualifiedName([name]));
        if (found.Count == 1)
            return found[0];
        if (found.Count > 1)
            diagnostics.Report(
                DiagnosticCodes.AmbiguousColumn,
                name.Span,
                $"Column {name.Text} of USING is ambiguous: the {where} side has {found.Count} of that name"
            );
        else if (!scope.IsOpen)
            diagnostics.Report(
                DiagnosticCodes.UnknownColumn,
                name.Span,
                $"No column \"{name.Text}\" on the {where} side of the join",
                Suggestions.Hint(name.Text, side.AllColumns.Select(column => column.Name.Text))
                    ?? "Columns of USING have the same name on both sides; else write ON a.x = b.y."
            );
        return null;
    }

    private void CheckNames(IEnumerable<ScopeTable> before, IEnumerable<ScopeTable> added, TextSpan span)
    {
        foreach (var table in added)
        {
            var reference = new Identifier(table.Name.Text, table.Name.Delimited, span);
            var clash = before.Any(other =>
                other.Name.Matches(reference)
                && (
                    other.SchemaName is null
                    || table.SchemaName is null
                    || other.SchemaName.Text.Equals(table.SchemaName.Text, StringComparison.OrdinalIgnoreCase)
                )
            );
            if (clash)
                diagnostics.Report(
                    DiagnosticCodes.DuplicateName,
                    span,
                    $"Two tables of this FROM are named {table.Name}",
                    $"Give one of them another name: {table.Name} AS other."
                );
        }
    }

    private Table? FindTable(QualifiedName name)
    {
        var candidates = schema!
            .Named(name.Last.Text)
            .Where(table => PublishedTable.Of(table).Name.Matches(name.Last))
            .ToList();
        var schemaName = name.Parts.Length > 1 ? name.Parts[^2] : null;
        var found = candidates
            .Where(table =>
                schemaName is null
                    ? table.SchemaName.Length == 0
                    : PublishedTable.Of(table).SchemaName.Matches(schemaName)
            )
            .ToList();
        if (found.Count > 1 && found.Find(table => table.Name == name.Last.Text) is { } exact)
            return exact;
        if (found.Count == 1)
            return found[0];
        if (found.Count > 1)
            diagnostics.Report(
                DiagnosticCodes.AmbiguousTable,
                name.Span,
                $"Table {name} is ambiguous: " + string.Join(", ", found.Select(Display)),
                "Write the name in double quotes, with its exact case."
            );
        else
            diagnostics.Report(
                DiagnosticCodes.UnknownTable,
                name.Span,
                $"No table \"{name}\"",
                TableHint(name, candidates) ?? SchemaHint(name),
                TableMending(name, candidates)
            );
        return null;
    }

    private string? TableHint(QualifiedName name, List<Table> elsewhere)
    {
        if (name.Parts.Length > 1 && name.Parts[^2].Text.Equals(UploadSchema, StringComparison.OrdinalIgnoreCase))
            return UploadHint(name.Last.Text);
        if (elsewhere.Count > 0)
            return $"Did you mean {string.Join(" or ", elsewhere.Take(3).Select(Display))}?";
        var qualified = schema!
            .Tables.Select(table => (Display: Display(table), Plain: table.SchemaName + "." + table.Name))
            .ToList();
        var near = Suggestions.Nearest(name.ToString(), qualified.Select(table => table.Plain));
        if (near.Count == 0)
        {
            near = Suggestions.Nearest(name.Last.Text, schema.Tables.Select(table => table.Name));
            return near.Count == 0
                ? null
                : $"Did you mean {string.Join(" or ", schema.Tables.Where(table => near.Contains(table.Name)).Take(2).Select(Display))}?";
        }
        return $"Did you mean {string.Join(" or ", near.Select(text => qualified.First(table => table.Plain == text).Display))}?";
    }

    private ImmutableArray<TextEdit> TableMending(QualifiedName name, List<Table> elsewhere)
    {
        List<Table> meant = elsewhere;
        if (meant.Count == 0)
        {
            var near = Suggestions.Nearest(
                name.ToString(),
                schema!.Tables.Select(table => table.SchemaName + "." + table.Name)
            );
            meant = [.. schema.Tables.Where(table => near.Contains(table.SchemaName + "." + table.Name))];
        }
        return meant is [var only] ? [new TextEdit(name.Span.Start, name.Span.Length, Display(only))] : [];
    }

    /// <summary>Tables of TAP_UPLOAD come with the query (TAP 1.1 §2.7.5): whoever names a wrong one has forgotten to send it.</summary>
    private string UploadHint(string name)
    {
        var sent = schema!
            .Tables.Where(table => table.SchemaName.Equals(UploadSchema, StringComparison.OrdinalIgnoreCase))
            .Select(Display)
            .ToList();
        return sent.Count > 0
            ? $"The tables sent with this query are {string.Join(", ", sent.Take(5))}."
            : $"No table was sent with this query: UPLOAD={name},param:part or UPLOAD={name},URL brings one.";
    }

    /// <summary>A table as a query writes it.</summary>
    private static string Display(Table table) =>
        table.SchemaName.Length == 0 ? Display(table.Name) : Display(table.SchemaName) + "." + Display(table.Name);

    private static string Display(string name) =>
        Name.Published(name).Delimited ? "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : name;
}
