using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Tests.Support;
using DataLab.Catalog.Uploads;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>Files that strangers send, opened by their content.</summary>
public sealed class UploadFileTests
{
    [Test]
    public async Task Parquet_is_read_by_an_engine_of_its_own_and_nothing_is_left_of_it()
    {
        using var folder = new TempFolder();
        using var work = new TempFolder();
        Copy("SELECT 1::INTEGER AS id, 'é' AS t, [1.5::FLOAT, NULL] AS l UNION ALL SELECT NULL, NULL, NULL", folder);
        await using (var rows = await OpenAsync(folder.File("t.parquet"), work))
        {
            Assert.That(rows.Fields.Select(field => field.Name), Is.EqualTo(["id", "t", "l"]));
            Assert.That(
                await Cells.ReadAllAsync(rows),
                Is.EqualTo(new object?[][] { [1, "é", new object?[] { 1.5f, null }], [null, null, null] })
            );
        }
        Assert.That(Directory.EnumerateFileSystemEntries(work.Path), Is.Empty);
    }

    [Test]
    public async Task A_broken_Parquet_file_is_told_without_the_paths_of_the_house()
    {
        using var folder = new TempFolder();
        using var work = new TempFolder();
        Copy("SELECT range AS n FROM range(100000)", folder);
        var bytes = await File.ReadAllBytesAsync(folder.File("t.parquet"));
        var random = new Random(7);
        for (var round = 0; round < 60; round++)
        {
            var broken = bytes[..];
            for (var i = 0; i < 20; i++)
                broken[random.Next(round % 2 == 0 ? broken.Length - 600 : 4, broken.Length)] = (byte)random.Next(256);
            await File.WriteAllBytesAsync(folder.File("broken"), broken);
            try
            {
                await using var rows = await OpenAsync(folder.File("broken"), work);
                while (await rows.ReadAsync(default) is { } batch)
                    batch.Dispose();
            }
            catch (TableFormatException e)
            {
                Assert.That(e.Message, Does.Not.Contain(work.Path));
            }
            Assert.That(Directory.EnumerateFileSystemEntries(work.Path), Is.Empty);
        }
    }

    [Test]
    public void The_engine_of_a_strangers_file_reaches_no_other_file()
    {
        using var folder = new TempFolder();
        Copy("SELECT 1 AS id", folder);
        File.Copy(folder.File("t.parquet"), folder.File("other.parquet"));
        using var instance = Ingest.ParquetSource.Instance(folder.Path, Ingest.ParquetTrust.Stranger);
        using var connection = instance.Connect();
        Ingest.ParquetSource.Confine(connection, EngineTypes.Literal(folder.File("t.parquet")));
        string Read(string file) => $"SELECT count(*) FROM read_parquet({EngineTypes.Literal(folder.File(file))})";
        Assert.That(connection.SelectLong(Read("t.parquet")), Is.EqualTo(1));
        foreach (var file in new[] { "other.parquet", "*.parquet" })
            Assert.That(() => connection.SelectLong(Read(file)), Throws.InstanceOf<EngineException>());
        Assert.That(() => connection.Execute("SET threads = 8"), Throws.InstanceOf<EngineException>());
    }

    [Test]
    public async Task One_line_of_text_is_no_table_but_a_column_of_values_is()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("a"), "just some words\n");
        Assert.ThrowsAsync<TableFormatException>(() => OpenAsync(folder.File("a"), folder));
        await File.WriteAllTextAsync(folder.File("b"), "name\nM31\nM33\n");
        await using var rows = await OpenAsync(folder.File("b"), folder);
        Assert.That(await Cells.ReadAllAsync(rows), Is.EqualTo(new object?[][] { ["M31"], ["M33"] }));
    }

    private static Task<RowSource> OpenAsync(string path, TempFolder work) =>
        UploadFile.OpenAsync(File.OpenRead(path), "t", TableReadOptions.Default, work.Path, default);

    private static void Copy(string sql, TempFolder folder)
    {
        using var instance = new EngineInstance();
        using var connection = instance.Connect();
        connection.Execute($"COPY ({sql}) TO {EngineTypes.Literal(folder.File("t.parquet"))} (FORMAT parquet)");
    }
}
