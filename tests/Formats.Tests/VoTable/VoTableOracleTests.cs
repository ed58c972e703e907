using System.Globalization;
using DataLab.Formats.Tests.Tables;
using DataLab.Formats.VoTable;

namespace DataLab.Formats.Tests.VoTable;

/// <summary>Our documents before the schema, STILTS votlint and astropy; astropy's documents before our reader.</summary>
[Parallelizable]
public sealed class VoTableOracleTests
{
    /// <summary>Validates the document against the schema of VOTable 1.4 that comes with DaCHS.</summary>
    private const string Validate = """
        import sys, os, importlib.util
        from lxml import etree
        folder = importlib.util.find_spec("gavo").submodule_search_locations[0]
        schema = etree.XMLSchema(etree.parse(os.path.join(folder, "resources", "schemata", "VOTable.xsd")))
        document = etree.parse(sys.argv[1], etree.XMLParser(huge_tree=True))
        print("valid" if schema.validate(document) else schema.error_log)
        """;

    /// <summary>Prints every row, numbers as the hexadecimal digits of their bytes.</summary>
    private const string Print = """
        import sys, numpy as np
        from astropy.io.votable import parse_single_table
        table = parse_single_table(sys.argv[1])
        sys.stdout.reconfigure(encoding="utf-8")
        types = {"unsignedByte": "u1", "short": ">i2", "int": ">i4", "long": ">i8", "float": ">f4", "double": ">f8"}
        def one(value, kind):
            if kind in ("boolean", "bit"): return str(bool(value))
            if kind.endswith("Complex"): return f"[{one(value.real, kind[:-7])} {one(value.imag, kind[:-7])}]"
            return np.array(value).astype(types[kind]).tobytes().hex()
        def text(value, mask, kind):
            if np.all(mask): return "∅"
            if kind in ("char", "unicodeChar"): return str(value)
            if np.ndim(value) == 0: return one(value, kind)
            cells = [one(v, kind).strip("[]") for v in np.ravel(value)]
            return "[" + " ".join(cells) + "]"
        for row in table.array:
            cells = []
            for field, name in zip(table.fields, table.array.dtype.names):
                value, mask = row[name], False
                if value is np.ma.masked: mask = True
                elif isinstance(value, np.ma.MaskedArray):
                    value, mask = value.data, np.ma.getmaskarray(value) if value.size else False
                cells.append(text(value, mask, field.datatype))
            print("|".join(cells))
        """;

    [TestCase(VoTableSerialization.TableData)]
    [TestCase(VoTableSerialization.Binary)]
    [TestCase(VoTableSerialization.Binary2)]
    public async Task Every_document_is_valid_by_the_schema(VoTableSerialization serialization)
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder["t.vot"], serialization, SampleTable.EveryType, 300);
        Assert.That(Oracle.Python(Validate, folder["t.vot"]).Trim(), Is.EqualTo("valid"));
    }

    [Test]
    public void An_error_document_is_valid_by_the_schema()
    {
        using var folder = new TemporaryFolder();
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        VoTableError.Write(output, "No column \"ra2\" in <gaia>.", [new Info("QUERY", "SELECT \0 1")]);
        File.WriteAllBytes(folder["t.vot"], output.WrittenSpan);
        Assert.That(Oracle.Python(Validate, folder["t.vot"]).Trim(), Is.EqualTo("valid"));
    }

    [TestCase(VoTableSerialization.TableData)]
    [TestCase(VoTableSerialization.Binary)]
    [TestCase(VoTableSerialization.Binary2)]
    public async Task Votlint_has_nothing_to_say(VoTableSerialization serialization)
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder["t.vot"], serialization, ForVotlint(serialization), 300);
        var (output, errors) = Oracle.Stilts("votlint", folder["t.vot"]);
        var words = (output + errors)
            .Split('\n')
            .Where(line =>
                line.StartsWith("INFO (", StringComparison.Ordinal)
                || line.StartsWith("WARNING (", StringComparison.Ordinal)
                || line.StartsWith("ERROR (", StringComparison.Ordinal)
            );
        Assert.That(words, Is.Empty);
    }

    [TestCase(VoTableSerialization.TableData)]
    [TestCase(VoTableSerialization.Binary)]
    [TestCase(VoTableSerialization.Binary2)]
    public async Task Astropy_reads_what_was_written(VoTableSerialization serialization)
    {
        using var folder = new TemporaryFolder();
        var rows = await WriteAsync(folder["t.vot"], serialization, ForAstropy, 200, nullEvery: 0);
        Assert.That(
            AstropyLines(folder["t.vot"]),
            Is.EqualTo(rows.Select(row => TableText.Line([.. row.Select(Bits)])))
        );
    }

    [TestCase(VoTableSerialization.TableData)]
    [TestCase(VoTableSerialization.Binary2)]
    public async Task Astropy_sees_the_nulls(VoTableSerialization serialization)
    {
        using var folder = new TemporaryFolder();
        // It has no null strings and no null arrays of any length: both are empty; and it cannot read arrays of complex nulls.
        var table = new TableDescription([
            .. ForAstropy.Fields.Where(field =>
                field is { IsText: false, ArraySize: null or { IsVariable: false } }
                && !(field.ArraySize is not null && IsComplex(field))
            ),
        ]);
        var rows = await WriteAsync(folder["t.vot"], serialization, table, 200, nullEvery: 3);
        Assert.That(
            AstropyLines(folder["t.vot"]),
            Is.EqualTo(rows.Select(row => TableText.Line([.. row.Select(Bits)])))
        );
    }

    [TestCase("tabledata")]
    [TestCase("binary")]
    [TestCase("binary2")]
    public async Task What_astropy_writes_is_read(string serialization)
    {
        using var folder = new TemporaryFolder();
        var rows = await WriteAsync(folder["ours.vot"], VoTableSerialization.Binary2, ForAstropy, 150, nullEvery: 0);
        const string convert = """
            import sys
            from astropy.io.votable import parse
            document = parse(sys.argv[1])
            document.to_xml(sys.argv[2], tabledata_format=sys.argv[3])
            """;
        Oracle.Python(convert, folder["ours.vot"], folder["theirs.vot"], serialization);
        await using var reader = VoTableReader.Open(File.OpenRead(folder["theirs.vot"]));
        Assert.That(await TableText.LinesAsync(reader), Is.EqualTo(rows.Select(TableText.Line)));
    }

    /// <summary>
    /// Without what votlint has wrong: it counts the parts of complex numbers, and bytes of bits, in variable arrays of the
    /// binary serialisations, and does not know the empty TD of VOTable 1.3 for values of more than one element, and bits.
    /// </summary>
    private static TableDescription ForVotlint(VoTableSerialization serialization) =>
        new([
            .. SampleTable.EveryType.Fields.Where(field =>
                serialization == VoTableSerialization.TableData
                    ? field.DataType != DataType.Bit
                        && !IsComplex(field)
                        && field.ArraySize is not { IsVariable: false }
                    : !(field.ArraySize is { IsVariable: true } && (IsComplex(field) || field.DataType == DataType.Bit))
            ),
        ]);

    /// <summary>Without arrays of strings, unknown to astropy, and variable arrays of bits, of which it reads a byte each.</summary>
    private static TableDescription ForAstropy { get; } =
        new([
            .. SampleTable.EveryType.Fields.Where(field =>
                field.IsText
                || (
                    field.DataType is not (DataType.Char or DataType.UnicodeChar)
                    && !(field is { DataType: DataType.Bit, ArraySize.IsVariable: true })
                )
            ),
        ]);

    private static bool IsComplex(Field field) => field.DataType is DataType.FloatComplex or DataType.DoubleComplex;

    private static string[] AstropyLines(string path) => Oracle.Python(Print, path).TrimEnd('\n').Split('\n');

    private static object? Bits(object? cell) =>
        cell switch
        {
            null or bool or string => cell,
            object?[] list => list.Select(Bits).ToArray(),
            byte value => Convert.ToHexStringLower([value]),
            short value => value.ToString("x4", CultureInfo.InvariantCulture),
            int value => value.ToString("x8", CultureInfo.InvariantCulture),
            long value => value.ToString("x16", CultureInfo.InvariantCulture),
            float value => BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture),
            double value => BitConverter.DoubleToUInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException(),
        };

    private static async Task<List<object?[]>> WriteAsync(
        string path,
        VoTableSerialization serialization,
        TableDescription table,
        int count,
        int nullEvery = 4
    )
    {
        var rows = SampleTable.Rows(table.Fields, count, nullEvery);
        var bytes = await TableText.BytesAsync(new VoTableFormat(serialization), new ListSource(table, rows));
        await File.WriteAllBytesAsync(path, bytes);
        return rows;
    }
}
