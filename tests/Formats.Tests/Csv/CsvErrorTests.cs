using System.Text;
using DataLab.Formats.Csv;
using DataLab.Formats.Tests.FitsTable;

namespace DataLab.Formats.Tests.Csv;

[TestFixture]
internal sealed class CsvErrorTests
{
    [TestCase("", "The file is empty.")]
    [TestCase("\uFEFF", "The file is empty.")]
    [TestCase("\n\n", "The file is empty.")]
    [TestCase("# only\n# comments\n", "The file holds only comments: a line of column names is expected.")]
    [TestCase(
        "1,2\n3,4\n",
        "Line 1: found the number 1 where a line of column names is expected. If the file has none, say so."
    )]
    [TestCase("a,b\n1,2\n1,2,3\n", "Line 3: found 3 cells, expected 2.")]
    [TestCase("# c\na,b\n\"x\ny\",2\n1\n", "Line 5: found 1 cells, expected 2.")]
    [TestCase("a,b\n1,\"open\n2,3\n", "Line 2: a quote is opened and never closed.")]
    [TestCase(
        "a,b\n\"x\"y,2\n",
        "Line 2: text follows the closing quote of cell 1; a quote inside quotes is written twice."
    )]
    public void A_file_that_is_wrong_says_where(string text, string message) =>
        Assert.That(() => Read(text), Throws.TypeOf<TableFormatException>().With.Message.EqualTo(message));

    [TestCase(DataType.Int, "x1", "an integer of 32 bits")]
    [TestCase(DataType.Int, "3000000000", "an integer of 32 bits")]
    [TestCase(DataType.Short, "40000", "an integer from -32768 to 32767")]
    [TestCase(DataType.UnsignedByte, "-1", "an integer from 0 to 255")]
    [TestCase(DataType.Long, "9223372036854775808", "an integer of 64 bits")]
    [TestCase(DataType.Double, "1,5", "a number")]
    [TestCase(DataType.Float, "1e50", "a number")]
    [TestCase(DataType.Boolean, "yes", "true or false")]
    public void A_cell_that_does_not_fit_its_declared_type_is_an_error(DataType type, string cell, string expected) =>
        Assert.That(
            () => Read($"k;x\n1;\n2;{cell}\n", Declare("x", type)),
            Throws
                .TypeOf<TableFormatException>()
                .With.Message.EqualTo($"Line 3, column \"x\": found \"{cell}\", expected {expected}.")
                .And.Property("Line")
                .EqualTo(3)
                .And.Property("Field")
                .EqualTo("x")
        );

    [Test]
    public async Task Bad_rows_are_left_out_and_told_up_to_the_limit()
    {
        var told = new List<BadRow>();
        var options = Declare("x", DataType.Int) with { MaxErrors = 2, OnBadRow = told.Add };
        var table = await Read("n,x\na,1\nb,bad\nc,2,3\nd,4\n", options);
        Assert.That(table.Rows, Is.EqualTo(new object[][] { ["a", 1L], ["d", 4L] }));
        Assert.That(
            told,
            Is.EqualTo(
                new[]
                {
                    new BadRow(3, "x", "Line 3, column \"x\": found \"bad\", expected an integer of 32 bits."),
                    new BadRow(4, null, "Line 4: found 3 cells, expected 2."),
                }
            )
        );
    }

    [Test]
    public void One_bad_row_too_many_is_an_error() =>
        Assert.That(
            () => Read("n,x\na,1\nb\nc\nd,2\n", new() { MaxErrors = 1 }),
            Throws.TypeOf<TableFormatException>().With.Message.EqualTo("Line 4: found 1 cells, expected 2.")
        );

    [Test]
    public async Task A_bad_row_leaves_no_null_behind_for_the_next()
    {
        var options = Declare("x", DataType.Int) with
        {
            MaxErrors = 1,
            Columns = new Dictionary<string, Field> { ["x"] = new("x", DataType.Int), ["y"] = new("y", DataType.Int) },
        };
        Assert.That((await Read("x,y\n,bad\n7,8\n", options)).Rows, Is.EqualTo(new object[][] { [7L, 8L] }));
    }

    [Test]
    public void A_record_longer_than_allowed_is_an_error() =>
        Assert.That(
            () => Read($"a,b\n1,\"{new string('x', 600_000)}\"\n", new() { MaxCellBytes = 300_000 }),
            Throws.TypeOf<TableFormatException>().With.Message.StartsWith("Line 2: a record longer than 300000 bytes.")
        );

    [Test]
    public async Task Mutated_files_give_rows_or_a_TableFormatException()
    {
        var file =
            "# c\nid,name,ra,when\n1,\"a \"\"b\"\"\",1.5,2012-01-01T00:00:00\n2,,\"3\",\n\"3\",x,nan,2012-01-01T00:00:00.5\n"u8.ToArray();
        var random = new Random(3);
        const string Spice = "\",\n\r;\t|#0-+.eE\0\\NT";
        var refused = 0;
        for (var round = 0; round < 5000; round++)
        {
            var mutant = file.ToList();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                if (random.Next(3) == 0)
                    mutant.RemoveAt(random.Next(mutant.Count));
                else
                    mutant.Insert(
                        random.Next(mutant.Count),
                        random.Next(4) == 0 ? (byte)random.Next(256) : (byte)Spice[random.Next(Spice.Length)]
                    );
            }
            try
            {
                await Read([.. mutant], new() { MaxErrors = random.Next(3) });
            }
            catch (TableFormatException)
            {
                refused++;
            }
        }
        Assert.That(refused, Is.InRange(1, 4999), "some mutants break the file and some do not");
    }

    private static TableReadOptions Declare(string column, DataType type) =>
        new() { Columns = new Dictionary<string, Field> { [column] = new(column, type) } };

    private static Task<TableCells> Read(string text, TableReadOptions? options = null) =>
        Read(Encoding.UTF8.GetBytes(text), options);

    private static async Task<TableCells> Read(byte[] bytes, TableReadOptions? options = null) =>
        await TableCells.ReadAsync(
            await CsvReader.OpenAsync(
                new MemoryStream(bytes),
                options ?? TableReadOptions.Default,
                CancellationToken.None
            )
        );
}
