using System.Collections.Immutable;
using DataLab.Adql.Semantics;
using DataLab.Formats;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Finds what the database has to search a relation by position, and says what to add where there is nothing.</summary>
/// <param name="cellColumn">Asked for by the operator; null for the usual name if there is one.</param>
internal sealed class SkySearchFinder(NpgsqlConnection connection, string? cellColumn, Action<string> note)
{
    private const string UsualCell = "hpx29";

    private readonly Dictionary<string, string> extensions = [];

    /// <summary>Learns which extensions there are.</summary>
    public async Task PrepareAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT e.extname::text, n.nspname::text FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
            WHERE e.extname IN ('q3c', 'pg_sphere')
            """;
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await rows.ReadAsync(ct).ConfigureAwait(false))
            extensions[rows.GetString(0)] = rows.GetString(1);
    }

    /// <summary>Schemas whose functions positional searches call.</summary>
    public IEnumerable<string> ExtensionSchemas => extensions.Values.Distinct();

    /// <summary>The columns with the main position: by metadata, UCD and name, else those that an index is made of.</summary>
    public static (string Ra, string Dec)? Position(
        Relation relation,
        ImmutableArray<Field> fields,
        Action<string> note
    )
    {
        if (MainPosition.Find(fields) is { } main)
        {
            if (main is { RaFormat: AngleFormat.Degrees, DecFormat: AngleFormat.Degrees })
                return (main.Ra, main.Dec);
            note(
                $"{relation.Name}: the position columns \"{main.Ra}\" and \"{main.Dec}\" are no numbers of degrees; searches by position need such."
            );
        }
        var names = fields.Select(field => field.Name).ToHashSet();
        var index = relation.Indexes.Select(PositionIndex.Of).FirstOrDefault(found => found is not null);
        if (index is not null && names.Contains(index.Ra) && names.Contains(index.Dec))
            return (index.Ra, index.Dec);
        return fields.FirstOrDefault(field => field.XType == "point") is { } point ? (point.Name, point.Name) : null;
    }

    public async Task<SkySearch> FindAsync(Relation relation, string ra, string dec, CancellationToken ct)
    {
        var indexes = relation
            .Indexes.Select(PositionIndex.Of)
            .OfType<PositionIndex>()
            .Where(i => (i.Ra, i.Dec) == (ra, dec));
        var search =
            await CellsAsync(relation, ra, dec, ct).ConfigureAwait(false)
            ?? indexes
                .Select(Indexed)
                .OfType<SkySearch>()
                .OrderBy(found => found.CellExpression is null)
                .FirstOrDefault()
            ?? Sphere(relation, ra, dec);
        if (search is not null)
            return search;
        if (relation.TakesIndexes && ra != dec)
            note(
                $"{relation.Name}: no index on its positions was found, so that searches by position read every row. Make one by\n"
                    + $"  {Advice(relation, ra, dec)}\nand publish again."
            );
        return new SkySearch(
            relation.TakesIndexes
                ? "no index on positions"
                : "no index on positions is known: they would be in the tables behind it"
        );
    }

    private async Task<SkySearch?> CellsAsync(Relation relation, string ra, string dec, CancellationToken ct)
    {
        var name = cellColumn ?? UsualCell;
        var column = relation.Columns.FirstOrDefault(column => column.Name == name);
        if (column is null || ra == dec)
            return null;
        var wrong = column is { Type: "int8", TypeSchema: "pg_catalog" }
            ? await new RelationSample(connection, relation).WrongCellAsync(name, ra, dec, ct).ConfigureAwait(false)
            : $"it is {column.TypeName}, not bigint";
        if (wrong is not null && cellColumn is not null)
            throw new ServiceException(
                ErrorKind.UsageError,
                $"Column \"{name}\" of {relation.Name} does not hold the HEALPix cells (order 29, NESTED) of \"{ra}\" and \"{dec}\": {wrong}."
            );
        if (wrong is not null)
        {
            note($"{relation.Name}: the column \"{name}\" is not used for searches: {wrong}.");
            return null;
        }
        if (relation.TakesIndexes && !relation.Indexes.Any(index => index.First == column.Number))
            note(
                $"{relation.Name}: the cells in \"{name}\" have no index. Make one by\n"
                    + $"  CREATE INDEX ON {relation.SqlName} ({TranslatorTables.Quote(name)}); ANALYZE {relation.SqlName};"
            );
        return new SkySearch($"cells in {name}") { CellColumn = name };
    }

    private SkySearch? Indexed(PositionIndex index) =>
        index.Function switch
        {
            "datalab_hpx29" when index.Schema == CatalogStore.Schema => new SkySearch("index on datalab_hpx29")
            {
                CellExpression = CellOf(index.Ra, index.Dec),
            },
            "q3c_ang2ipix" when extensions.TryGetValue("q3c", out var schema) => new SkySearch("q3c index")
            {
                Extension = (SkyIndexKind.Q3c, TranslatorTables.Quote(schema)),
            },
            "spoint" when extensions.TryGetValue("pg_sphere", out var schema) => new SkySearch("pgSphere index")
            {
                Extension = (SkyIndexKind.PgSphere, TranslatorTables.Quote(schema)),
            },
            _ => null,
        };

    /// <summary>A column of pgSphere's points with an index of its own.</summary>
    private SkySearch? Sphere(Relation relation, string ra, string dec)
    {
        var column = relation.Columns.FirstOrDefault(column => column.Name == ra && column.Type == "spoint");
        if (ra != dec || column is null || !extensions.TryGetValue("pg_sphere", out var schema))
            return null;
        return relation.Indexes.Any(index => index.Method == "gist" && index.First == column.Number)
            ? new SkySearch("pgSphere index")
            {
                Extension = (SkyIndexKind.PgSphere, TranslatorTables.Quote(schema)),
                PointColumn = column.Name,
            }
            : null;
    }

    /// <summary>The cell as an index on it has it: columns of other widths are widened.</summary>
    private static string CellOf(string ra, string dec) =>
        $"datalab.datalab_hpx29({TranslatorTables.Quote(ra)}::float8, {TranslatorTables.Quote(dec)}::float8)";

    private static string Advice(Relation relation, string ra, string dec) =>
        $"CREATE INDEX ON {relation.SqlName} ({CellOf(ra, dec)}); ANALYZE {relation.SqlName};";
}
