namespace DataLab.Catalog.PostgreSql;

/// <summary>Statements that make a relation, wherever that is.</summary>
internal static class RelationSql
{
    /// <summary>Of a transaction that makes indexes: enough memory to sort some million keys at once.</summary>
    public const string Session = "SET LOCAL maintenance_work_mem = '512MB'";

    /// <param name="column">In SQL.</param>
    public static string Index(string name, string column) =>
        $"CREATE INDEX ON {name} ({column}) WITH (fillfactor = 100)";
}
