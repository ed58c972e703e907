using System.Text.RegularExpressions;
using DataLab.Formats.FitsTable;
using DataLab.Formats.Tests.Tables;

namespace DataLab.Formats.Tests.FitsTable;

/// <summary>The FITS files we write before fitsverify, astropy and STILTS.</summary>
[Parallelizable]
public sealed class FitsTableFormatOracleTests
{
    private const string Dump = "FitsTable/fits_oracle.py";

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(500)]
    public async Task Fitsverify_has_no_error_and_no_warning(int count)
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder["t.fits"], Described(SampleTable.EveryType), count, nullEvery: 3);
        Assert.That(Oracle.Fitsverify(folder["t.fits"]), Does.Contain("0 warning(s) and 0 error(s)"));
    }

    [TestCase(0)]
    [TestCase(3)]
    public async Task Astropy_reads_every_cell_as_our_reader_does(int nullEvery)
    {
        using var folder = new TemporaryFolder();
        var table = new TableDescription([
            .. SampleTable.EveryType.Fields.Where(field => AstropyKnows(field, nullEvery > 0)),
        ]);
        await WriteAsync(folder["t.fits"], table, 300, nullEvery);
        var ours = await TableCells.ReadAsync(
            await FitsTableReader.OpenAsync(File.OpenRead(folder["t.fits"]), TableReadOptions.Default, default)
        );
        AstropyComparison.AssertSame(ours, PythonScript.Run(Dump, "dump", folder["t.fits"]));
    }

    [Test]
    public async Task Stilts_reads_rows_and_metadata()
    {
        using var folder = new TemporaryFolder();
        // Bits and complex numbers are beyond its own VOTable writer.
        var table = new TableDescription([
            .. SampleTable.EveryType.Fields.Where(field => !field.IsList && field.DataType != DataType.UnicodeChar),
        ]);
        var rows = await WriteAsync(folder["t.fits"], Described(table), 300, nullEvery: 3);
        Oracle.Stilts("tpipe", $"in={folder["t.fits"]}", "ifmt=fits", $"out={folder["t.vot"]}", "ofmt=votable-binary2");
        await using var reader = Formats.VoTable.VoTableReader.Open(File.OpenRead(folder["t.vot"]));
        var expected = Described(table).Fields;
        Assert.That(
            reader.Fields.Select(field => (field.Name, field.Unit, field.Ucd, field.Description)),
            Is.EqualTo(expected.Select(field => (field.Name, field.Unit, field.Ucd, field.Description)))
        );
        // NaN is how FITS says that a real is null.
        var cells = rows.Select(row => row.Select((cell, i) => cell ?? Nan(expected[i].DataType)).ToArray());
        Assert.That(await TableText.LinesAsync(reader), Is.EqualTo(cells.Select(TableText.Line)));
    }

    [Test]
    public async Task Stilts_reads_arrays()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder["t.fits"], SampleTable.EveryType, 300, nullEvery: 0);
        var (output, _) = Oracle.Stilts("tpipe", $"in={folder["t.fits"]}", "ifmt=fits", "omode=count");
        Assert.That(
            Regex.Match(output, @"columns: (\d+)\s+rows: (\d+)").Groups.Values.Skip(1).Select(g => g.Value),
            Is.EqualTo(new[] { SampleTable.EveryType.Fields.Length.ToString(), "300" })
        );
        var (cells, _) = Oracle.Stilts(
            "tpipe",
            $"in={folder["t.fits"]}",
            "ifmt=fits",
            "cmd=addcol total sum(many_Double)",
            "cmd=keepcols total",
            "cmd=stats NGood",
            "ofmt=csv"
        );
        Assert.That(cells.Trim(), Does.EndWith("300"));
    }

    /// <summary>
    /// It gives the bytes of logicals in the heap, takes a logical that is null for false, and shows neither complex numbers that are
    /// NaN nor empty strings in arrays.
    /// </summary>
    private static bool AstropyKnows(Field field, bool hasNulls) =>
        field.DataType switch
        {
            DataType.Boolean or DataType.Bit => !hasNulls && field.ArraySize is null or { IsVariable: false },
            DataType.FloatComplex or DataType.DoubleComplex => !hasNulls,
            _ => !field.IsList
                || field.DataType is not (DataType.Char or DataType.UnicodeChar)
                || (!hasNulls && field.ArraySize is { IsVariable: false }),
        };

    private static object? Nan(DataType type) =>
        type switch
        {
            DataType.Float => float.NaN,
            DataType.Double => double.NaN,
            _ => null,
        };

    /// <summary>With everything a header can say, long texts too.</summary>
    private static TableDescription Described(TableDescription table) =>
        new([
            .. table.Fields.Select(
                (field, i) =>
                    field with
                    {
                        Unit = i % 2 == 0 ? "km.s**-1" : null,
                        Ucd = "phot.mag;em.opt.V",
                        Utype = "a:b.c",
                        Description =
                            i % 5 == 0
                                ? string.Concat(Enumerable.Repeat($"Column {i}, it's described at length. ", 9)).Trim()
                                : "Short",
                    }
            ),
        ])
        {
            Name = "sample",
            Description = "Every type, each with a unit and λ in its description",
            Infos = [new Info("QUERY", "SELECT *\n\tFROM sample -- " + new string('x', 200)), new Info("server", "us")],
        };

    private static async Task<List<object?[]>> WriteAsync(string path, TableDescription table, int count, int nullEvery)
    {
        var rows = SampleTable.Rows(table.Fields, count, nullEvery);
        await File.WriteAllBytesAsync(
            path,
            await TableText.BytesAsync(new FitsTableFormat(), new ListSource(table, rows))
        );
        return rows;
    }
}
