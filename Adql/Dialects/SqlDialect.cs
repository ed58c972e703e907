namespace DataLab.Adql.Dialects;

/// <summary>How one engine spells SQL: overrides spellings, nothing else (no connection, no value parsing).</summary>
public abstract class SqlDialect
{
    public abstract string Name { get; }
}
