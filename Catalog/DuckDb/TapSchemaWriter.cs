using System.Collections.Immutable;
using System.Globalization;
using DataLab.Formats;

namespace DataLab.Catalog.DuckDb;

/// <summary>Makes the queryable TAP_SCHEMA of one snapshot: an in-memory database with its five tables filled, and the statistics.</summary>
internal static class TapSchemaWriter
{
    /// <summary>Alias of a version's database in the engine.</summary>
    public static string Alias(long version) => "tap_schema_" + version.ToString(CultureInfo.InvariantCulture);

    public static string EngineName(string alias, string table) =>
        $"{EngineTypes.Quote(alias)}.main.{EngineTypes.Quote(table)}";

    /// <summary>What is made there.</summary>
    public static IEnumerable<TableMetadata> Tables =>
        TapSchema.Metadata.Tables.Concat(StatisticsSchema.Metadata.Tables);

    /// <param name="schemas">All schemas, TAP_SCHEMA itself among them.</param>
    /// <param name="stored">The tables of the data folder.</param>
    public static void Write(
        EngineConnection admin,
        string alias,
        IReadOnlyList<SchemaMetadata> schemas,
        IReadOnlyList<StoredTable> stored
    )
    {
        admin.Execute($"ATTACH ':memory:' AS {EngineTypes.Quote(alias)}");
        foreach (var table in Tables)
        {
            var columns = table.Columns.Select(c => $"{EngineTypes.Quote(c.Field.Name)} {EngineTypes.Sql(c.Field)}");
            admin.Execute($"CREATE TABLE {EngineName(alias, table.Name)} ({string.Join(", ", columns)})");
            using var rows = new Rows(admin, alias, table);
            var cells =
                table.SchemaName == TapSchema.Name
                    ? TapSchemaRows.Of(table.Name, schemas)
                    : StatisticsSchema.Rows(table.Name, stored);
            foreach (var row in cells)
                rows.Add(row);
            rows.Complete();
        }
    }

    /// <summary>Rows on their way into one table.</summary>
    private sealed class Rows : IDisposable
    {
        private readonly TableAppender appender;
        private readonly ColumnVector[] vectors;

        public Rows(EngineConnection admin, string alias, TableMetadata table)
        {
            ImmutableArray<Field> fields = [.. table.Columns.Select(column => column.Field)];
            appender = new TableAppender(admin, alias, table.Name, fields);
            vectors = [.. fields.Select(ColumnVector.For)];
        }

        public void Add(params ReadOnlySpan<object?> cells)
        {
            for (var i = 0; i < cells.Length; i++)
            {
                switch (vectors[i], cells[i])
                {
                    case (TextVector texts, string text):
                        texts.Append(text);
                        break;
                    case (ValueVector<int> integers, int number):
                        integers.Append(number);
                        break;
                    case (ValueVector<long> longs, long number):
                        longs.Append(number);
                        break;
                    case (ValueVector<double> doubles, double number):
                        doubles.Append(number);
                        break;
                    default:
                        vectors[i].AppendNull();
                        break;
                }
            }
            if (vectors[0].Count == EngineVector.MaxRows)
                Flush();
        }

        public void Complete()
        {
            Flush();
            appender.Complete();
        }

        public void Dispose() => appender.Dispose();

        private void Flush()
        {
            if (vectors[0].Count > 0)
                appender.Append(vectors, vectors[0].Count);
            foreach (var vector in vectors)
                vector.Reset(0);
        }
    }
}
