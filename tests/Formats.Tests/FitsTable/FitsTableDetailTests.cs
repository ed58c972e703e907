using System.Text;
using DataLab.Formats.FitsTable;

namespace DataLab.Formats.Tests.FitsTable;

/// <summary>What astropy does otherwise, cannot write, or does not tell.</summary>
[TestFixture]
internal sealed class FitsTableDetailTests
{
    [Test]
    public async Task A_logical_of_zero_is_null() =>
        Assert.That(
            (await One("1L", 1, [(byte)'T', (byte)'F', 0])).Column("x"),
            Is.EqualTo(new object?[] { true, false, null })
        );

    [Test]
    public async Task Bits_are_an_array_of_bit_the_highest_first()
    {
        var table = await One("9X", 2, [0b1010_0000, 0b1000_0000]);
        Assert.That(
            (
                table["x"].DataType,
                table["x"].ArraySize!.ToString(),
                string.Concat(((object?[])table[0, "x"]!).Select(bit => (bool)bit! ? 1 : 0))
            ),
            Is.EqualTo((DataType.Bit, "9", "101000001"))
        );
    }

    [Test]
    public async Task Bits_in_the_heap_are_counted_one_by_one()
    {
        var file = FitsBytes.Table(
            8,
            1,
            FitsBytes.Descriptor(10, 0),
            ["TFIELDS = 1", "TTYPE1  = 'x'", "TFORM1  = 'PX'"],
            [0xFF, 0x40]
        );
        Assert.That(
            (object?[])(await Read(file))[0, "x"]!,
            Is.EqualTo(new object[] { true, true, true, true, true, true, true, true, false, true })
        );
    }

    [Test]
    public async Task Logicals_in_the_heap_keep_their_nulls()
    {
        var file = FitsBytes.Table(
            8,
            1,
            FitsBytes.Descriptor(3, 1),
            ["TFIELDS = 1", "TTYPE1  = 'x'", "TFORM1  = '1PL(3)'"],
            "?TF\0"u8.ToArray()
        );
        Assert.That((object?[])(await Read(file))[0, "x"]!, Is.EqualTo(new object?[] { true, false, null }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task NaN_in_a_scalar_column_is_null_unless_asked_otherwise(bool blankIsNull)
    {
        var table = await One(
            "D",
            8,
            FitsBytes.BigEndian(BitConverter.DoubleToInt64Bits(double.NaN)),
            new() { BlankIsNull = blankIsNull }
        );
        Assert.That(table[0, "x"], blankIsNull ? Is.Null : Is.NaN);
    }

    [Test]
    public async Task NaN_in_an_array_is_a_value() =>
        Assert.That(
            (object?[])
                (await One("2D", 16, FitsBytes.BigEndian(0, BitConverter.DoubleToInt64Bits(double.NaN))))[0, "x"]!,
            Is.EqualTo(new object[] { 0.0, double.NaN })
        );

    [TestCase(true, null)]
    [TestCase(false, "")]
    public async Task A_blank_string_is_null_unless_asked_otherwise(bool blankIsNull, string? expected) =>
        Assert.That(
            (await One("3A", 3, "   "u8.ToArray(), new() { BlankIsNull = blankIsNull }))[0, "x"],
            Is.EqualTo(expected)
        );

    [TestCase("ab \0c", "ab")]
    [TestCase(" a b ", " a b")]
    public async Task A_string_ends_at_NUL_and_loses_trailing_blanks(string stored, string expected) =>
        Assert.That((await One("5A", 5, Encoding.Latin1.GetBytes(stored)))[0, "x"], Is.EqualTo(expected));

    [Test]
    public async Task A_string_that_is_not_UTF8_is_Latin1() =>
        Assert.That((await One("4A", 4, [(byte)'A', 0xE9, (byte)'B', (byte)' ']))[0, "x"], Is.EqualTo("A\u00E9B"));

    [Test]
    public async Task A_column_without_elements_is_null()
    {
        var file = FitsBytes.Table(1, 2, [1, 2], ["TFIELDS = 2", "TFORM1  = '0J'", "TFORM2  = 'B'"]);
        Assert.That((await Read(file)).Rows, Is.EqualTo(new object?[][] { [null, 1L], [null, 2L] }));
    }

    [Test]
    public async Task Columns_without_names_are_numbered_and_equal_names_told_apart()
    {
        var file = FitsBytes.Table(
            4,
            1,
            [1, 2, 3, 4],
            [
                "TFIELDS = 4",
                "TFORM1  = 'B'",
                "TFORM2  = 'B'",
                "TFORM3  = 'B'",
                "TFORM4  = 'B'",
                "TTYPE2  = 'ra'",
                "TTYPE3  = 'RA'",
                "TTYPE4  = ' '",
            ]
        );
        Assert.That(
            (await Read(file)).Table.Fields.Select(field => field.Name),
            Is.EqualTo(new[] { "col1", "ra", "RA_2", "col4" })
        );
    }

    [Test]
    public async Task What_the_header_says_of_a_column_is_kept()
    {
        var field = (
            await One(
                "J",
                4,
                new byte[4],
                null,
                "TUNIT1  = 'Degrees '",
                "TUCD1   = 'pos.eq.ra'",
                "TUTYP1  = 'stc:x'",
                "TXTYP1  = 'point'",
                "TCOMM1  = 'right ascension'"
            )
        )
            .Table
            .Fields[0];
        Assert.That(
            (field.Unit, field.Ucd, field.Utype, field.XType, field.Description),
            Is.EqualTo(("Degrees", "pos.eq.ra", "stc:x", "point", "right ascension"))
        );
    }

    [TestCase("TTYPE1  = 'x' / the comment", "the comment")]
    [TestCase("TTYPE1  = 'x' / label for field   1", null)]
    public async Task The_comment_of_TTYPE_describes_the_column(string card, string? description)
    {
        var file = FitsBytes.Table(4, 1, new byte[4], ["TFIELDS = 1", card, "TFORM1  = 'J'"]);
        Assert.That((await Read(file)).Table.Fields[0].Description, Is.EqualTo(description));
    }

    [Test]
    public void An_unsigned_long_beyond_a_long_is_an_error() =>
        Assert.That(
            () => One("K", 8, FitsBytes.BigEndian(1), null, "TZERO1  = 9223372036854775808"),
            Throws
                .TypeOf<TableFormatException>()
                .With.Message.EqualTo(
                    "Column \"x\" holds 9223372036854775809; the largest integer that can be kept is 9223372036854775807."
                )
        );

    [TestCase(
        "ZTABLE  = T",
        "HDU 1 is a compressed table (ZTABLE), which is not supported. Uncompress it with funpack."
    )]
    [TestCase("ZIMAGE  = T", "The file has no table, only images.")]
    public void A_compressed_HDU_says_so(string card, string message) =>
        Assert.That(
            () => One("J", 4, new byte[4], null, card),
            Throws.TypeOf<TableFormatException>().With.Message.EqualTo(message)
        );

    [TestCase("  12", "I4", 12)]
    [TestCase(" 1 2", "I4", 12)]
    [TestCase("12345678901", "I11", 12345678901)]
    [TestCase(" 1.5", "F4.1", 1.5)]
    [TestCase("  125", "F5.2", 1.25)]
    [TestCase("-125E1", "E6.2", -12.5)]
    [TestCase("1.5D+10", "D7.1", 1.5e10)]
    [TestCase("1.5 E 3", "E7.1", 1500)]
    [TestCase("    ", "I4", null)]
    [TestCase("    ", "F4.1", null)]
    [TestCase("*** ", "I4", null)]
    [TestCase("    ", "A4", null)]
    [TestCase(" ab ", "A4", " ab")]
    public async Task Cells_of_an_ASCII_table_are_read_as_Fortran_wrote_them(string cell, string form, object? value) =>
        Assert.That((await Ascii(cell, form))[0, "x"], Is.EqualTo(value));

    [TestCase("12x4", "I4", "Row 1, column \"x\": found \"12x4\", expected an integer (I4).")]
    [TestCase(
        "99999999999999999999",
        "I20",
        "Row 1, column \"x\": found \"99999999999999999999\", expected an integer (I20)."
    )]
    [TestCase("1.2.3", "F5.1", "Row 1, column \"x\": found \"1.2.3\", expected a number.")]
    public void A_cell_of_an_ASCII_table_that_is_no_number_is_an_error(string cell, string form, string message) =>
        Assert.That(() => Ascii(cell, form), Throws.TypeOf<TableFormatException>().With.Message.EqualTo(message));

    [Test]
    public async Task ASCII_numbers_are_scaled() =>
        Assert.That((await Ascii("  12", "I4", "TSCAL1  = 0.5", "TZERO1  = 1"))[0, "x"], Is.EqualTo(7.0));

    private static Task<TableCells> Ascii(string cell, string form, params string[] cards) =>
        Read(
            FitsBytes.Table(
                cell.Length,
                1,
                Encoding.ASCII.GetBytes(cell),
                ["TFIELDS = 1", "TTYPE1  = 'x'", $"TFORM1  = '{form}'", "TBCOL1  = 1", "TNULL1  = '***'", .. cards],
                kind: "TABLE"
            )
        );

    private static Task<TableCells> One(
        string form,
        int width,
        byte[] data,
        TableReadOptions? options = null,
        params string[] cards
    ) =>
        Read(
            FitsBytes.Table(
                width,
                data.Length / width,
                data,
                ["TFIELDS = 1", "TTYPE1  = 'x'", $"TFORM1  = '{form}'", .. cards]
            ),
            options
        );

    private static async Task<TableCells> Read(byte[] file, TableReadOptions? options = null) =>
        await TableCells.ReadAsync(
            await FitsTableReader.OpenAsync(
                new MemoryStream(file),
                options ?? TableReadOptions.Default,
                CancellationToken.None
            )
        );
}
