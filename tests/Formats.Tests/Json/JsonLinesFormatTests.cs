using System.Text.Json;
using DataLab.Formats.Json;
using DataLab.Formats.Tests.Tables;

namespace DataLab.Formats.Tests.Json;

public sealed class JsonLinesFormatTests
{
    [Test]
    public async Task A_row_is_an_object_in_a_line()
    {
        var table = new TableDescription([
            new Field("a \"b\"", DataType.Long),
            new Field("s", DataType.Char) { ArraySize = ArraySize.Any },
        ]);
        Assert.That(
            await TableText.StringAsync(
                new JsonLinesFormat(),
                new ListSource(
                    table,
                    [
                        [9007199254740993L, "two\nlines"],
                        [null, ""],
                    ]
                )
            ),
            Is.EqualTo("{\"a \\\"b\\\"\":9007199254740993,\"s\":\"two\\nlines\"}\n{\"a \\\"b\\\"\":null,\"s\":\"\"}\n")
        );
    }

    [Test]
    public async Task Names_that_occur_twice_are_told_apart()
    {
        var table = new TableDescription([new Field("x", DataType.Int), new Field("X", DataType.Int)]);
        Assert.That(
            await TableText.StringAsync(
                new JsonLinesFormat(),
                new ListSource(
                    table,
                    [
                        [1, 2],
                    ]
                )
            ),
            Is.EqualTo("{\"x\":1,\"X_2\":2}\n")
        );
    }

    [Test]
    public async Task Every_line_of_every_type_is_JSON()
    {
        var rows = SampleTable.Rows(SampleTable.EveryType.Fields, 500);
        var text = await TableText.StringAsync(new JsonLinesFormat(), new ListSource(SampleTable.EveryType, rows));
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(500));
        foreach (var line in lines)
        {
            using var document = JsonDocument.Parse(line);
            Assert.That(
                document.RootElement.EnumerateObject().Select(member => member.Name),
                Is.EqualTo(SampleTable.EveryType.Fields.Select(field => field.Name))
            );
        }
    }

    [Test]
    public void No_rows_are_no_lines() =>
        Assert.That(
            async () => await TableText.StringAsync(new JsonLinesFormat(), new ListSource(SampleTable.EveryType, [])),
            Is.Empty
        );
}
