using System.Diagnostics;
using DataLab.Formats;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>How a column of a table is kept in DuckDB: the type that holds every value of the VOTable type and no more.</summary>
/// <remarks>
/// Timestamps come as text; the ingest makes TIMESTAMP of those columns whose texts the engine writes back letter by letter.
/// Complex numbers are lists of pairs, arrays of any shape are flat lists (first dimension fastest), as in a <see cref="ListVector"/>.
/// </remarks>
internal static class EngineTypes
{
    /// <summary>DuckDB's type of one element.</summary>
    public static DuckDBType Element(DataType type) =>
        type switch
        {
            DataType.Boolean or DataType.Bit => DuckDBType.Boolean,
            DataType.UnsignedByte => DuckDBType.UnsignedTinyInt,
            DataType.Short => DuckDBType.SmallInt,
            DataType.Int => DuckDBType.Integer,
            DataType.Long => DuckDBType.BigInt,
            DataType.Float or DataType.FloatComplex => DuckDBType.Float,
            DataType.Double or DataType.DoubleComplex => DuckDBType.Double,
            DataType.Char or DataType.UnicodeChar => DuckDBType.Varchar,
            _ => throw new UnreachableException($"{type}"),
        };

    /// <summary>The column's type in SQL: <c>DOUBLE</c>, <c>VARCHAR</c>, <c>FLOAT[]</c>.</summary>
    public static string Sql(Field field)
    {
        var element = Element(field.DataType) switch
        {
            DuckDBType.Boolean => "BOOLEAN",
            DuckDBType.UnsignedTinyInt => "UTINYINT",
            DuckDBType.SmallInt => "SMALLINT",
            DuckDBType.Integer => "INTEGER",
            DuckDBType.BigInt => "BIGINT",
            DuckDBType.Float => "FLOAT",
            DuckDBType.Double => "DOUBLE",
            _ => "VARCHAR",
        };
        return field.IsList ? element + "[]" : element;
    }

    /// <summary>The column's type as DuckDB's C interface knows it; the caller disposes it.</summary>
    public static DuckDBLogicalType Logical(Field field)
    {
        var element = NativeMethods.LogicalType.DuckDBCreateLogicalType(Element(field.DataType));
        if (!field.IsList)
            return element;
        using (element)
            return NativeMethods.LogicalType.DuckDBCreateListType(element);
    }

    /// <summary>An identifier for DuckDB's SQL.</summary>
    public static string Quote(string name) => '"' + name.Replace("\"", "\"\"") + '"';

    /// <summary>A string literal for DuckDB's SQL.</summary>
    public static string Literal(string text) => '\'' + text.Replace("'", "''") + '\'';
}
