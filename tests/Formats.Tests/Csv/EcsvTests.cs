using System.Text;
using DataLab.Formats.Csv;
using DataLab.Formats.Tests.FitsTable;

namespace DataLab.Formats.Tests.Csv;

[TestFixture]
[Parallelizable]
internal sealed class EcsvTests
{
    private const string Written = """
        import sys
        import numpy as np
        from astropy.table import Table, MaskedColumn
        t = Table()
        for kind in ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "float16", "float32", "float64"):
            values = np.array([1, 0, 1]) if kind == "bool" else np.array([1, 100, 3])
            t[kind] = MaskedColumn(values.astype(kind), mask=[False, False, True], unit="m / s" if kind == "float64" else None)
        t["text"] = MaskedColumn(["with blank", 'a "quote"', ""], description="a: description, \"quoted\"", meta={"ucd": "meta.id"})
        t["array"] = np.arange(6.0).reshape(3, 2)
        t.write(sys.argv[1], format="ascii.ecsv", delimiter=sys.argv[2])
        """;

    [TestCase(" ")]
    [TestCase(",")]
    public async Task Every_type_that_astropy_writes_is_read(string delimiter)
    {
        using var folder = new Tables.TemporaryFolder();
        Tables.Oracle.Python(Written, folder["t.ecsv"], delimiter);
        var table = await TableCells.ReadAsync(
            await CsvReader.OpenAsync(File.OpenRead(folder["t.ecsv"]), TableReadOptions.Default, CancellationToken.None)
        );
        Assert.That(
            table.Table.Fields.Select(field => field.DataType),
            Is.EqualTo(
                new[]
                {
                    DataType.Boolean,
                    DataType.Short,
                    DataType.Short,
                    DataType.Int,
                    DataType.Long,
                    DataType.UnsignedByte,
                    DataType.Int,
                    DataType.Long,
                    DataType.Float,
                    DataType.Float,
                    DataType.Double,
                    DataType.Char,
                    DataType.Char,
                }
            )
        );
        Assert.That(
            table.Rows[0],
            Is.EqualTo(new object?[] { true, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1.0, 1.0, 1.0, "with blank", "[0.0,1.0]" })
        );
        Assert.That(table.Rows[1][11], Is.EqualTo("a \"quote\""));
        Assert.That(table.Rows[2][..12], Is.All.Null);
        var (speed, text) = (table["float64"], table["text"]);
        Assert.That(
            (speed.Unit, text.Description, text.Ucd),
            Is.EqualTo(("m / s", "a: description, \"quoted\"", "meta.id"))
        );
    }

    [TestCase(
        "# - {name: a, datatype: int64}",
        "b\n1\n",
        "Line 4: the names \"b\" differ from those of the ECSV header, \"a\"."
    )]
    [TestCase("# - {datatype: int64}", "a\n1\n", "A column of the ECSV header has no name.")]
    [TestCase(
        "# - {name: a, datatype: int64}",
        "a\nx\n",
        "Line 5, column \"a\": found \"x\", expected an integer of 64 bits."
    )]
    public void A_wrong_header_or_cell_is_an_error(string column, string body, string message) =>
        Assert.That(
            () => Read($"# %ECSV 1.0\n# datatype:\n{column}\n{body}"),
            Throws.TypeOf<TableFormatException>().With.Message.EqualTo(message)
        );

    [TestCase("# datatype: [", TestName = "YAML that does not end")]
    [TestCase("# delimiter: ';'\n# datatype: [{name: a}]", TestName = "A delimiter that ECSV does not have")]
    [TestCase("# datatype: 5", TestName = "No list of columns")]
    [TestCase("# - 1", TestName = "No mapping")]
    public void A_header_that_is_no_ECSV_is_an_error(string header) =>
        Assert.That(() => Read($"# %ECSV 1.0\n{header}\na\n1\n"), Throws.TypeOf<TableFormatException>());

    [Test]
    public void Deep_nesting_does_not_exhaust_the_stack() =>
        Assert.That(
            () => Read($"# %ECSV 1.0\n# datatype: {new string('[', 200_000)}\na\n1\n"),
            Throws
                .TypeOf<TableFormatException>()
                .With.Message.EqualTo("The ECSV header is nested deeper than 32 levels.")
        );

    private static async Task<TableCells> Read(string text) =>
        await TableCells.ReadAsync(
            await CsvReader.OpenAsync(
                new MemoryStream(Encoding.UTF8.GetBytes(text)),
                TableReadOptions.Default,
                CancellationToken.None
            )
        );
}
