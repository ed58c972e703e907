using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DataLab.Adql.Semantics;
using DataLab.Catalog.DuckDb;
using DataLab.Formats;

namespace DataLab.Catalog.Ingest;

/// <summary>Counts what is certain of the columns of a finished table, in one pass of the engine over it.</summary>
internal static class ColumnCounts
{
    /// <summary>Numbers counted of every column, and texts that follow them.</summary>
    private const int Numbers = 4;
    private const int PerColumn = Numbers + 2;

    /// <summary>Characters kept of the least and the greatest text.</summary>
    private const int MostCharacters = 200;

    /// <param name="table">Qualified name in SQL.</param>
    /// <param name="fields">Named as in the table.</param>
    /// <param name="instants">Those of them that the table has as TIMESTAMP.</param>
    /// <param name="isPrintable">Whether all texts of a column are printable ASCII.</param>
    public static ImmutableArray<(ColumnStatistics Statistics, ColumnExtremes Extremes)> Of(
        EngineConnection connection,
        string table,
        ImmutableArray<Field> fields,
        IReadOnlyCollection<Field> instants,
        Func<int, bool> isPrintable
    )
    {
        var sql = fields.Select(field => Sql(field, instants.Contains(field)));
        using var result = connection.Select($"SELECT {string.Join(", ", sql)} FROM {table}");
        var counted = Enumerable
            .Range(0, fields.Length * PerColumn)
            .Select(i =>
                i % PerColumn < Numbers
                    ? new Field("n" + i.ToString(CultureInfo.InvariantCulture), DataType.Long)
                    : new Field("t" + i.ToString(CultureInfo.InvariantCulture), DataType.Char)
                    {
                        ArraySize = ArraySize.Any,
                    }
            )
            .ToImmutableArray();
        using var row = new ResultBatches(result, counted).Next() ?? throw new InvalidOperationException("No counts.");
        return
        [
            .. fields.Select(
                (field, i) =>
                    (
                        new ColumnStatistics
                        {
                            HasNulls = Number(row, i, 0) > 0,
                            Least = Number(row, i, 1),
                            Greatest = Number(row, i, 2),
                            LongestText = field.IsText ? (int)(Number(row, i, 3) ?? 0) : null,
                            IsPrintable = field.IsText && isPrintable(i),
                        },
                        new ColumnExtremes(Number(row, i, 0) ?? 0, Text(row, i, Numbers), Text(row, i, Numbers + 1))
                    )
            ),
        ];
    }

    private static long? Number(RowBatch row, int column, int number)
    {
        var vector = (ValueVector<long>)row.Columns[column * PerColumn + number];
        return vector.IsNull(0) ? null : vector.Values[0];
    }

    private static string? Text(RowBatch row, int column, int text)
    {
        var vector = (TextVector)row.Columns[column * PerColumn + text];
        return vector.IsNull(0) ? null : Encoding.UTF8.GetString(vector[0]);
    }

    private static string Sql(Field field, bool isInstant)
    {
        var name = EngineTypes.Quote(field.Name);
        var isWhole =
            !field.IsList && field.DataType is DataType.UnsignedByte or DataType.Short or DataType.Int or DataType.Long;
        var (least, greatest) = isWhole ? ($"min({name})", $"max({name})") : ("NULL", "NULL");
        var longest =
            isInstant ? $"max({LengthOfInstant(name)})"
            : field.IsText ? $"max(strlen({name}))"
            : "NULL";
        return $"count(*) - count({name}), {least}::BIGINT, {greatest}::BIGINT, {longest}::BIGINT, "
            + $"{Extreme("min", name, field, isInstant)}, {Extreme("max", name, field, isInstant)}";
    }

    /// <summary>NaN is no extreme.</summary>
    private static string Extreme(string function, string name, Field field, bool isInstant) =>
        field.IsList ? "NULL::VARCHAR"
        : isInstant ? $"strftime({function}({name}), '%Y-%m-%dT%H:%M:%S.%f')"
        : field.IsText ? $"{function}({name})[:{MostCharacters.ToString(CultureInfo.InvariantCulture)}]"
        : field.DataType is DataType.Float or DataType.Double
            ? $"({function}({name}) FILTER (WHERE NOT isnan({name})))::VARCHAR"
        : $"{function}({name})::VARCHAR";

    /// <summary>As instants are written: with as many digits of the second as they need, none, three or six.</summary>
    private static string LengthOfInstant(string name) =>
        $"CASE WHEN {name} IS NULL THEN 0 WHEN microsecond({name}) % 1000000 = 0 THEN 19 "
        + $"WHEN microsecond({name}) % 1000 = 0 THEN 23 ELSE 26 END";
}
