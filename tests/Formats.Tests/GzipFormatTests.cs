using System.IO.Compression;
using System.IO.Pipelines;
using DataLab.Formats.Tests.Tables;
using DataLab.Formats.VoTable;

namespace DataLab.Formats.Tests;

public sealed class GzipFormatTests
{
    private static readonly TableDescription Numbers = new([new Field("n", DataType.Int)]);

    [Test]
    public async Task The_file_holds_what_the_inner_format_writes()
    {
        List<object?[]> rows = [.. Enumerable.Range(0, 5000).Select(i => new object?[] { i })];
        var packed = await TableText.BytesAsync(Format(), new ListSource(Numbers, rows));
        await using var reader = VoTableReader.Open(
            new GZipStream(new MemoryStream(packed), CompressionMode.Decompress)
        );
        Assert.That(await TableText.LinesAsync(reader), Is.EqualTo(rows.Select(TableText.Line)));
    }

    [Test]
    public async Task A_failure_after_some_rows_leaves_a_whole_file_and_is_thrown()
    {
        await using var source = new ListSource(
            Numbers,
            [
                [1],
            ]
        )
        {
            Failure = new ServiceException(ErrorKind.Fault, "Broken."),
        };
        using var stream = new MemoryStream();
        Assert.That(
            () => Format().WriteAsync(source, PipeWriter.Create(stream), default),
            Throws.InstanceOf<ServiceException>()
        );
        using var text = new StreamReader(
            new GZipStream(new MemoryStream(stream.ToArray()), CompressionMode.Decompress)
        );
        Assert.That(await text.ReadToEndAsync(), Does.Contain("Broken.").And.EndWith("</VOTABLE>\n"));
    }

    [Test]
    public void A_failure_before_the_first_row_writes_nothing()
    {
        var source = new ListSource(Numbers, []) { Failure = new ServiceException(ErrorKind.UsageError, "no") };
        using var stream = new MemoryStream();
        var writer = PipeWriter.Create(stream);
        Assert.That(() => Format().WriteAsync(source, writer, default), Throws.InstanceOf<ServiceException>());
        Assert.That((stream.Length, writer.UnflushedBytes), Is.EqualTo((0L, 0L)));
    }

    private static ITableFormat Format() => new TableFormats().Find("votable_gzip")!;
}
