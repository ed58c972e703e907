using System.Collections.Immutable;
using DataLab.Adql.Semantics;

namespace DataLab.Catalog.PostgreSql;

/// <summary>What is listed of a relation that is served as it lies.</summary>
/// <param name="schema">The name that users know its schema by.</param>
internal sealed class RelationPublication(
    string schema,
    RelationMetadata metadata,
    ImmutableArray<(RelationColumn Column, PublishedType Type)> columns
)
{
    /// <summary>Hidden names have a blank, so that no column is called the same.</summary>
    private const string CellName = "cell of position";
    private const string PointName = "point of position";

    private Relation Relation => metadata.Relation;

    /// <param name="position">Names of the position columns; null for none.</param>
    /// <param name="search">Null without position.</param>
    public StoredTable Stored((string Ra, string Dec)? position, SkySearch? search)
    {
        var hidden = Hidden(search).ToImmutableArray();
        var isComputed = !hidden.IsEmpty || columns.Any(column => !ColumnTypes.IsPlain(column.Type));
        return new StoredTable(
            new TableMetadata(
                schema,
                Relation.Name,
                [.. columns.Select((column, i) => Column(column, i, position, search))]
            )
            {
                Type = Relation.IsView ? "view" : "table",
                Description = metadata.Description,
                Utype = metadata.Utype,
                Index = metadata.Index,
                Rows = Relation.Rows,
                ForeignKeys = [.. metadata.Keys.Select(Key)],
                Coordinates =
                    position is var (right, declination) && right != declination
                        ? new Coordinates(right, declination)
                        : null,
            },
            [.. columns.Select(column => column.Column.Name)]
        )
        {
            InPlace = Relation.Schema,
            Expressions = isComputed
                ? [.. columns.Select(column => column.Type.Sql ?? TranslatorTables.Quote(column.Column.Name))]
                : [],
            Hidden = hidden,
            Position =
                position is var (ra, dec)
                && (search?.CellColumn ?? (search?.CellExpression is null ? null : CellName)) is { } cell
                    ? new StoredPosition(ra, dec, cell)
                    : null,
            SkyIndex = position is { } columnsOf ? Index(columnsOf, search) : null,
            Size = Relation.IsView ? null : Relation.Size,
            Sources = [Relation.Schema + "." + Relation.Name],
            PublishedAt = DateTimeOffset.UtcNow,
        };
    }

    private static SkyIndex? Index((string Ra, string Dec) position, SkySearch? search) =>
        search?.Extension is var (kind, functions)
            ? new SkyIndex(kind, TranslatorTables.Quote(position.Ra), TranslatorTables.Quote(position.Dec), functions)
            {
                Point = search.PointColumn is null ? null : TranslatorTables.Quote(PointName),
            }
            : null;

    private static IEnumerable<StoredExpression> Hidden(SkySearch? search)
    {
        if (search?.CellExpression is { } cell)
            yield return new StoredExpression(CellName, cell);
        if (search?.PointColumn is { } point)
            yield return new StoredExpression(PointName, TranslatorTables.Quote(point));
    }

    private ColumnMetadata Column(
        (RelationColumn Column, PublishedType Type) column,
        int place,
        (string Ra, string Dec)? position,
        SkySearch? search
    )
    {
        var name = column.Column.Name;
        var isPosition = position is var (ra, dec) && (name == ra || name == dec);
        var isKey = Relation.PrimaryKey.Contains(column.Column.Number);
        return new ColumnMetadata(column.Type.Field)
        {
            Indexed =
                isPosition && search is { IsScan: false }
                || ColumnTypes.IsPlain(column.Type)
                    && Relation.Indexes.Any(index => index.First == column.Column.Number),
            Principal = metadata.Principal(name) ?? (!metadata.TellsPrincipals && (isKey || isPosition)),
            Std = metadata.IsStandard(name),
            Index = metadata.IndexOf(name) ?? place + 1,
        };
    }

    private ForeignKey Key(RelationKey key)
    {
        var target = key.TargetSchema == Relation.Schema ? schema : key.TargetSchema;
        return new ForeignKey(
            $"{schema}.{Relation.Name}.{key.Name}",
            AdqlName.Write(schema) + "." + AdqlName.Write(Relation.Name),
            AdqlName.Write(target) + "." + AdqlName.Write(key.TargetTable),
            key.Columns
        )
        {
            Description = key.Comment,
        };
    }
}
