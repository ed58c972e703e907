using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>TAP_SCHEMA as queries see it (TAP 1.1 §4).</summary>
public sealed class TapSchemaTests
{
    private Archive archive = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        archive = new Archive();
        var stars = GeneratedSource.StarFields;
        await archive.IngestAsync(
            "survey",
            "stars",
            stars,
            [
                [1L, 10d, 20d, 5f, "a", 1],
                [2L, 11d, 20d, 5f, "b", 1],
            ]
        );
        await archive.IngestAsync(
            "B/avo.rad",
            "catalog",
            [
                new Field("size", DataType.Int),
                new Field("_RAJ2000", DataType.Char) { ArraySize = ArraySize.Parse("12*") },
                new Field("cube", DataType.Float) { ArraySize = ArraySize.Parse("2x3") },
                new Field("spec", DataType.Double) { ArraySize = ArraySize.Parse("7") },
                new Field("flag", DataType.Boolean),
            ],
            [
                [1, "12 34 56", null, null, true],
            ]
        );
        await archive.OpenAsync();
    }

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    private Task<List<object?[]>> TableAsync(string name) =>
        archive.RowsAsync($"SELECT * FROM {{TAP_SCHEMA.{name}}}", archive.ColumnsOf("TAP_SCHEMA", name));

    private async Task<List<object?>> ColumnAsync(string table, string column)
    {
        var index = archive.ColumnsOf("TAP_SCHEMA", table).ToList().FindIndex(c => c.Name == column);
        return [.. (await TableAsync(table)).Select(row => row[index])];
    }

    [Test]
    public async Task Schemas_tables_and_columns_are_those_of_the_snapshot()
    {
        var snapshot = archive.Catalog.Snapshot;
        Assert.That(
            await ColumnAsync("schemas", "schema_name"),
            Is.EqualTo(new[] { "\"B/avo.rad\"", "survey", "datalab", "TAP_SCHEMA" })
        );
        Assert.That(
            await ColumnAsync("tables", "table_name"),
            Is.EqualTo(snapshot.Tables.Select(t => t.QualifiedName))
        );
        Assert.That(
            await ColumnAsync("columns", "column_name"),
            Is.EqualTo(snapshot.Tables.SelectMany(t => t.Columns).Select(c => AdqlName.Write(c.Field.Name)))
        );
    }

    [TestCase("schemas", "schema_name")]
    [TestCase("tables", "schema_name")]
    [TestCase("tables", "table_name")]
    [TestCase("tables", "table_type")]
    [TestCase("columns", "table_name")]
    [TestCase("columns", "column_name")]
    [TestCase("columns", "datatype")]
    [TestCase("columns", "indexed")]
    [TestCase("columns", "principal")]
    [TestCase("columns", "std")]
    [TestCase("keys", "key_id")]
    [TestCase("keys", "from_table")]
    [TestCase("keys", "target_table")]
    [TestCase("key_columns", "key_id")]
    [TestCase("key_columns", "from_column")]
    [TestCase("key_columns", "target_column")]
    public async Task A_mandatory_column_has_no_nulls(string table, string column)
    {
        var cells = await ColumnAsync(table, column);
        Assert.That(cells, Is.Not.Empty.And.All.Not.Null);
    }

    [TestCase("indexed")]
    [TestCase("principal")]
    [TestCase("std")]
    public async Task A_flag_is_zero_or_one(string column) =>
        Assert.That(await ColumnAsync("columns", column), Is.All.EqualTo(0).Or.EqualTo(1));

    [Test]
    public async Task Every_table_and_schema_that_is_referred_to_exists()
    {
        await RefersAsync("tables", "schema_name", "schemas", "schema_name");
        await RefersAsync("columns", "table_name", "tables", "table_name");
        await RefersAsync("keys", "from_table", "tables", "table_name");
        await RefersAsync("keys", "target_table", "tables", "table_name");
        await RefersAsync("key_columns", "key_id", "keys", "key_id");
    }

    private async Task RefersAsync(string table, string column, string targetTable, string targetColumn)
    {
        var target = await ColumnAsync(targetTable, targetColumn);
        Assert.That(target, Is.Unique);
        Assert.That((await ColumnAsync(table, column)).Distinct(), Is.SubsetOf(target));
    }

    [Test]
    public async Task It_describes_its_own_five_tables_and_foreign_keys()
    {
        var tables = await ColumnAsync("tables", "table_name");
        foreach (var name in new[] { "schemas", "tables", "columns", "keys", "key_columns" })
            Assert.That(tables, Does.Contain("TAP_SCHEMA." + name));
        var keys = (await TableAsync("keys")).Select(row => $"{row[1]} > {row[2]}");
        Assert.That(
            keys,
            Is.EquivalentTo(
                new[]
                {
                    "TAP_SCHEMA.tables > TAP_SCHEMA.schemas",
                    "TAP_SCHEMA.columns > TAP_SCHEMA.tables",
                    "TAP_SCHEMA.keys > TAP_SCHEMA.tables",
                    "TAP_SCHEMA.keys > TAP_SCHEMA.tables",
                    "TAP_SCHEMA.key_columns > TAP_SCHEMA.keys",
                }
            )
        );
    }

    [Test]
    public async Task Its_declared_types_are_those_that_queries_deliver()
    {
        foreach (var table in TapSchema.Metadata.Tables)
        {
            await using var source = await archive.Catalog.OpenAsync(
                archive.Translate(
                    $"SELECT * FROM {{TAP_SCHEMA.{table.Name}}}",
                    archive.ColumnsOf("TAP_SCHEMA", table.Name)
                ),
                new QueryLimits(TimeSpan.Zero),
                default
            );
            Assert.That(source.Fields, Is.EqualTo(table.Columns.Select(column => column.Field)));
        }
    }

    [TestCase("\"size\"", null, null)]
    [TestCase("\"_RAJ2000\"", "12*", 12)]
    [TestCase("cube", "2x3", null)]
    [TestCase("spec", "7", 7)]
    [TestCase("flag", null, null)]
    public async Task Size_is_the_number_of_a_one_dimensional_arraysize(string column, string? arraySize, int? size)
    {
        var rows = await archive.RowsAsync(
            $"SELECT arraysize, \"size\" FROM {{TAP_SCHEMA.columns}} WHERE column_name = '{column}' AND table_name LIKE '%avo%'",
            Archive.Column("arraysize", "char", "*"),
            Archive.Column("size", "int")
        );
        Assert.That(rows.Single(), Is.EqualTo(new object?[] { arraySize, size }));
    }

    [Test]
    public async Task Number_of_rows_is_told()
    {
        var rows = await archive.RowsAsync(
            "SELECT nrows FROM {TAP_SCHEMA.tables} WHERE table_name = 'survey.stars'",
            Archive.Column("nrows", "long")
        );
        Assert.That(rows.Single()[0], Is.EqualTo(2));
    }

    [Test]
    public async Task Position_and_identifier_columns_are_marked_as_indexed()
    {
        var rows = await archive.RowsAsync(
            "SELECT column_name FROM {TAP_SCHEMA.columns} WHERE table_name = 'survey.stars' AND indexed = 1 ORDER BY 1",
            Archive.Column("column_name", "char", "*")
        );
        Assert.That(rows.Select(row => row[0]), Is.EqualTo(new[] { "dec", "id", "ra" }));
    }

    [TestCase("ra", "ra")]
    [TestCase("Gmag_2", "Gmag_2")]
    [TestCase("size", "\"size\"")]
    [TestCase("Public", "\"Public\"")]
    [TestCase("_RAJ2000", "\"_RAJ2000\"")]
    [TestCase("2mass", "\"2mass\"")]
    [TestCase("B/avo.rad", "\"B/avo.rad\"")]
    [TestCase("a\"b", "\"a\"\"b\"")]
    [TestCase("größe", "\"größe\"")]
    public void A_name_is_quoted_where_ADQL_needs_it(string name, string written) =>
        Assert.That(AdqlName.Write(name), Is.EqualTo(written));
}
