using System.Collections.Immutable;
using DataLab.Adql.Syntax;

namespace DataLab.Differential.Tests.Evaluation;

/// <content>FROM: each source fills its own cells of one wide row.</content>
internal sealed partial class Evaluator
{
    private sealed class Width
    {
        public int Cells { get; set; }
    }

    /// <param name="Rows">The given row of the sources before, once for each row of this one.</param>
    private sealed record Source(
        ImmutableArray<VisibleTable> Tables,
        ImmutableArray<Visible> Columns,
        Func<Frame?, object?[], List<object?[]>> Rows
    );

    private Source From(
        TableReference reference,
        Scope? outer,
        ImmutableArray<VisibleTable> tablesBefore,
        ImmutableArray<Visible> columnsBefore,
        Width width
    )
    {
        switch (reference)
        {
            case NamedTable named:
                if (
                    named.Name.Parts.Length == 1
                    && common.Find(c => c.Title.Matches(named.Name.Last)) is { Relation: { } with, Title: var title }
                )
                    return Single(
                        named.Alias is null ? title : Title.Of(named.Alias),
                        null,
                        with.Columns,
                        (_, _) => with.Rows(null),
                        width
                    );
                var table = tables.Single(t =>
                    Published(t.Name).Matches(named.Name.Last)
                    && (named.Name.Parts.Length == 1 || Published(t.Schema).Matches(named.Name.Parts[^2]))
                );
                return Single(
                    named.Alias is null ? Published(table.Name) : Title.Of(named.Alias),
                    named.Alias is null ? Published(table.Schema) : null,
                    [.. table.Columns.Select(column => (Published(column.Name), column.Domain))],
                    (_, _) => [.. table.Rows],
                    width
                );
            case DerivedTable derived:
                var relation = Query(
                    derived.Query,
                    derived.Lateral ? new Scope(outer, tablesBefore, columnsBefore) : outer
                );
                return Single(
                    Title.Of(derived.Alias),
                    null,
                    relation.Columns,
                    (frame, before) => relation.Rows(derived.Lateral ? new Frame(frame, before) : frame),
                    width
                );
            default:
                return Join((JoinedTable)reference, outer, tablesBefore, columnsBefore, width);
        }
    }

    /// <summary>A name that needs no quotes counts as declared without.</summary>
    private static Title Published(string name) =>
        new(name, !(name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && char.IsAsciiLetter(name[0])));

    private static Source Single(
        Title title,
        Title? schema,
        ImmutableArray<(Title Title, Domain Domain)> columns,
        Func<Frame?, object?[], List<object?[]>> rows,
        Width width
    )
    {
        var offset = width.Cells;
        width.Cells += columns.Length;
        var visible = columns
            .Select((column, i) => new Visible(column.Title, column.Domain, row => row[offset + i]))
            .ToImmutableArray();
        return new Source(
            [new VisibleTable(title, schema, visible)],
            visible,
            (frame, before) =>
                [
                    .. rows(frame, before)
                        .Select(row =>
                        {
                            var wide = (object?[])before.Clone();
                            row.CopyTo(wide, offset);
                            return wide;
                        }),
                ]
        );
    }

    private Source Join(
        JoinedTable join,
        Scope? outer,
        ImmutableArray<VisibleTable> tablesBefore,
        ImmutableArray<Visible> columnsBefore,
        Width width
    )
    {
        var left = From(join.Left, outer, tablesBefore, columnsBefore, width);
        var right = From(
            join.Right,
            outer,
            [.. tablesBefore, .. left.Tables],
            [.. columnsBefore, .. left.Columns],
            width
        );
        ImmutableArray<VisibleTable> all = [.. left.Tables, .. right.Tables];
        ImmutableArray<Visible> columns = [.. left.Columns, .. right.Columns];
        Func<Frame, bool?> on = _ => true;
        if (join.On is not null)
            on = Condition(join.On, new Scope(outer, all, columns));
        else if (join.Kind != JoinKind.Cross)
        {
            var pairs = join.Natural
                ? left
                    .Columns.Select(a => (a, b: right.Columns.FirstOrDefault(b => Same(a.Title, b.Title))))
                    .Where(pair => pair.b is not null)
                    .ToList()
                :
                [
                    .. join.Using.Select(name =>
                        (
                            a: left.Columns.Single(c => c.Title.Matches(name)),
                            b: (Visible?)right.Columns.Single(c => c.Title.Matches(name))
                        )
                    ),
                ];
            on = frame =>
                pairs.All(pair =>
                    pair.a.Of(frame.Row) is { } a && pair.b!.Of(frame.Row) is { } b && Domains.Compare(a, b) == 0
                );
            columns =
            [
                .. pairs.Select(pair => Merged(join.Kind, pair.a, pair.b!)),
                .. left.Columns.Where(column => pairs.All(pair => pair.a != column)),
                .. right.Columns.Where(column => pairs.All(pair => pair.b != column)),
            ];
        }
        return new Source(all, columns, (frame, before) => Joined(join.Kind, left, right, on, frame, before));
    }

    private static bool Same(Title a, Title b) => a.Text.Equals(b.Text, StringComparison.OrdinalIgnoreCase);

    private static Visible Merged(JoinKind kind, Visible a, Visible b) =>
        kind switch
        {
            JoinKind.Right => b,
            JoinKind.Full => new Visible(
                a.Title,
                Domains.Common(a.Domain, b.Domain),
                row => Domains.Convert(a.Of(row) ?? b.Of(row), Domains.Common(a.Domain, b.Domain))
            ),
            _ => a,
        };

    private List<object?[]> Joined(
        JoinKind kind,
        Source left,
        Source right,
        Func<Frame, bool?> on,
        Frame? frame,
        object?[] before
    )
    {
        var result = new List<object?[]>();
        var met = new HashSet<int>();
        foreach (var row in left.Rows(frame, before))
        {
            var alone = true;
            foreach (var (pair, i) in right.Rows(frame, row).Select((pair, i) => (pair, i)))
            {
                Count(1);
                if (on(new Frame(frame, pair)) != true)
                    continue;
                alone = false;
                met.Add(i);
                result.Add(pair);
            }
            if (alone && (kind is JoinKind.Left or JoinKind.Full))
                result.Add(row);
        }
        if (kind is JoinKind.Right or JoinKind.Full)
            result.AddRange(right.Rows(frame, before).Where((_, i) => !met.Contains(i)));
        return result;
    }
}
