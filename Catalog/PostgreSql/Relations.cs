using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DataLab.Formats;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Names that published tables and columns have in the database.</summary>
internal static class Relations
{
    /// <summary>PostgreSQL cuts longer names, silently (NAMEDATALEN).</summary>
    private const int LongestName = 63;

    private static readonly string[] SystemColumns = ["tableoid", "cmax", "xmax", "cmin", "xmin", "ctid"];

    /// <summary>A name for a table's next generation: unlike those of all others, since the old one stays while it is read.</summary>
    /// <param name="part">Tells apart what belongs to that generation.</param>
    public static string Name(string table, long generation, string part = "")
    {
        var suffix = "~" + generation.ToString(CultureInfo.InvariantCulture) + part;
        return Fits(table + suffix) ? table + suffix : Cut(table, suffix);
    }

    /// <summary>Columns by their published names where the database takes them.</summary>
    /// <param name="taken">The name of the cell.</param>
    public static ImmutableArray<string> Columns(IEnumerable<string> published, string? taken)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var name in published)
            names.Add(Fits(name) && !SystemColumns.Contains(name) && name != taken ? name : Cut(name, "~"));
        return names.ToImmutable();
    }

    /// <summary>A table as queries read it: the relation, or a query on it where columns have to be computed, which the planner takes apart.</summary>
    public static string Sql(StoredTable stored, string relation)
    {
        var name = CatalogStore.EngineName(stored.InPlace ?? stored.Table.SchemaName, relation);
        if (stored.Expressions.IsEmpty)
            return name;
        var columns = stored
            .Expressions.Zip(stored.EngineColumns)
            .Concat(stored.Hidden.Select(hidden => (hidden.Sql, hidden.Name)))
            .Select(column => $"{column.Item1} AS {TranslatorTables.Quote(column.Item2)}");
        return $"(SELECT {string.Join(", ", columns)} FROM {name})";
    }

    /// <exception cref="ServiceException">UsageError: the database cannot have, or keeps for itself, a schema of that name.</exception>
    public static void CheckSchema(string schema)
    {
        var isOwn =
            schema.StartsWith("pg_", StringComparison.Ordinal)
            || schema is "information_schema" or CatalogStore.Schema
            || schema.Contains('\0');
        if (isOwn || !Fits(schema) || schema.Length == 0)
            throw new ServiceException(
                ErrorKind.UsageError,
                $"A schema of the database cannot be called \"{schema}\": names have at most {LongestName} bytes, and those that begin "
                    + $"with pg_, information_schema and {CatalogStore.Schema} are kept for other things."
            );
    }

    private static bool Fits(string name) => Encoding.UTF8.GetByteCount(name) <= LongestName;

    /// <summary>The beginning of a name and enough of its hash to tell it from others with the same beginning.</summary>
    private static string Cut(string name, string suffix)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..12];
        var stem = name;
        while (!Fits(stem + "~" + hash + suffix))
            stem = stem[..^(char.IsLowSurrogate(stem[^1]) ? 2 : 1)];
        return stem + "~" + hash + suffix;
    }
}
