using System.Collections.Frozen;
using System.Collections.Immutable;
using DataLab.Catalog;
using DataLab.Formats;

namespace DataLab.Tap.ConeSearch;

/// <summary>The cone searches of an archive: one for each published table with a position and an identifier.</summary>
public sealed class ConeTables(ICatalogEngine engine)
{
    private readonly Lock changing = new();
    private Picture? current;

    /// <summary>In the order of the catalogue.</summary>
    public ImmutableArray<ConeTable> All => Now().All;

    public bool Has(TableMetadata table) => Now().ByName.ContainsKey((table.SchemaName, table.Name));

    /// <summary>Why a table with positions has no cone search; null when it has one, or no position either.</summary>
    public string? ReasonAgainst(TableMetadata table) => Now().Reasons.GetValueOrDefault(table.QualifiedName);

    /// <param name="schema">Unquoted; case matters only where it must.</param>
    /// <param name="table">Unquoted, without the schema.</param>
    /// <exception cref="ServiceException">NotFound.</exception>
    public ConeTable Find(string schema, string table)
    {
        var now = Now();
        return now.ByName.GetValueOrDefault((schema, table))
            ?? now.ByAnyCase.GetValueOrDefault(AnyCase(schema, table))
            ?? throw new ServiceException(
                ErrorKind.NotFound,
                $"There is no cone search of a table \"{Shorten(schema)}.{Shorten(table)}\"; /scs lists those that there are."
            );
    }

    private static (string, string) AnyCase(string schema, string table) =>
        (schema.ToUpperInvariant(), table.ToUpperInvariant());

    private static string Shorten(string name) => name.Length <= 60 ? name : name[..60] + "...";

    private Picture Now()
    {
        var catalog = engine.Snapshot;
        lock (changing)
        {
            if (current?.Version != catalog.Version)
                current = Picture.Of(catalog);
            return current;
        }
    }

    private sealed record Picture(
        long Version,
        ImmutableArray<ConeTable> All,
        FrozenDictionary<(string, string), ConeTable> ByName,
        FrozenDictionary<(string, string), ConeTable> ByAnyCase,
        FrozenDictionary<string, string> Reasons
    )
    {
        public static Picture Of(CatalogSnapshot catalog)
        {
            var known = catalog.Adql.Tables.ToDictionary(table => (table.SchemaName, table.Name));
            var all = ImmutableArray.CreateBuilder<ConeTable>();
            var reasons = new Dictionary<string, string>();
            foreach (var table in catalog.Tables)
            {
                if (
                    !known.TryGetValue((table.SchemaName, table.Name), out var searched)
                    || PositionOf(table, searched) is not var (ra, dec)
                )
                    continue;
                ColumnMetadata Column(string name) => table.Columns.First(column => column.Field.Name == name);
                if (ConeIdentifier.Find(table) is { } id)
                    all.Add(new ConeTable(table, searched, id, Column(ra), Column(dec)));
                else
                    reasons[table.QualifiedName] =
                        "no column names the rows: mark one with the UCD meta.id;meta.main, or load the table with --id";
            }
            return new Picture(
                catalog.Version,
                all.ToImmutable(),
                all.ToFrozenDictionary(cone => (cone.Table.SchemaName, cone.Table.Name)),
                all.GroupBy(cone => AnyCase(cone.Table.SchemaName, cone.Table.Name))
                    .ToFrozenDictionary(group => group.Key, group => group.First()),
                reasons.ToFrozenDictionary()
            );
        }

        /// <summary>Tables that are read in place need no cells: they may have another index, or be small.</summary>
        private static Coordinates? PositionOf(TableMetadata table, Adql.Semantics.Table searched) =>
            searched.Position is { IsPoint: false } position
                ? new Coordinates(position.Ra, position.Dec)
                : table.Coordinates;
    }
}
