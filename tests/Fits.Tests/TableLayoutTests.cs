using DataLab.Fits.Tables;

namespace DataLab.Fits.Tests;

[TestFixture]
internal sealed class TableLayoutTests
{
    [TestCase("J", ElementType.Int, 1, 4)]
    [TestCase("1J", ElementType.Int, 1, 4)]
    [TestCase("0J", ElementType.Int, 0, 0)]
    [TestCase("12X", ElementType.Bit, 12, 2)]
    [TestCase("3L", ElementType.Logical, 3, 3)]
    [TestCase("B", ElementType.Byte, 1, 1)]
    [TestCase("2I", ElementType.Short, 2, 4)]
    [TestCase("K", ElementType.Long, 1, 8)]
    [TestCase("20A", ElementType.Character, 20, 20)]
    [TestCase("A20", ElementType.Character, 20, 20)]
    [TestCase("E", ElementType.Float, 1, 4)]
    [TestCase("5D", ElementType.Double, 5, 40)]
    [TestCase("C", ElementType.FloatComplex, 1, 8)]
    [TestCase("2M", ElementType.DoubleComplex, 2, 32)]
    [TestCase("PE(17)", ElementType.Float, 1, 8)]
    [TestCase("1QK", ElementType.Long, 1, 16)]
    [TestCase("0PA", ElementType.Character, 0, 0)]
    public void TFORM_gives_type_count_and_width(string text, ElementType type, int repeat, int width)
    {
        var form = BinaryForm.Parse("TFORM1", text);
        Assert.That((form.Type, form.Repeat, form.Width), Is.EqualTo((type, repeat, (long)width)));
    }

    [TestCase("")]
    [TestCase("Z")]
    [TestCase("P")]
    [TestCase("2PE")]
    [TestCase("PP")]
    [TestCase("-1J")]
    [TestCase("99999999999J")]
    public void A_malformed_TFORM_names_itself(string text) =>
        Assert.That(
            () => BinaryForm.Parse("TFORM3", text),
            Throws.TypeOf<FitsException>().With.Message.StartsWith($"TFORM3 is '{text}'; expected")
        );

    [TestCase("TDIM1   = '(3,2)'", "3,2")]
    [TestCase("TDIM1   = '( 3 , 2 )'", "3,2")]
    [TestCase("TDIM1   = '(2,2)'", "2,2")]
    [TestCase("TDIM1   = '(4,2)'", "")]
    [TestCase("TDIM1   = '(-3,-2)'", "")]
    [TestCase("TDIM1   = '(2147483647,2147483647,2147483647)'", "")]
    [TestCase("TDIM1   = 'six'", "")]
    public async Task TDIM_counts_where_it_fits_the_repeat_count(string card, string dimensions)
    {
        var layout = await Binary(FitsBytes.Table(24, 1, 0, 1, "TFORM1  = '6J'", card));
        Assert.That(string.Join(',', layout.Columns[0].Dimensions), Is.EqualTo(dimensions));
    }

    [Test]
    public async Task A_string_array_may_be_given_by_TFORM_alone() =>
        Assert.That(
            (await Binary(FitsBytes.Table(12, 1, 0, 1, "TFORM1  = '12A4'"))).Columns[0].Dimensions,
            Is.EqualTo(new[] { 4, 3 })
        );

    [Test]
    public async Task The_heap_begins_after_the_rows_or_at_THEAP()
    {
        var plain = await Binary(FitsBytes.Table(8, 2, 100, 1, "TFORM1  = 'PE'"));
        var moved = await Binary(FitsBytes.Table(8, 2, 100, 1, "TFORM1  = 'PE'", "THEAP   = 20"));
        Assert.That(
            new[] { (plain.HeapOffset, plain.HeapLength), (moved.HeapOffset, moved.HeapLength) },
            Is.EqualTo(new[] { (16L, 100L), (20L, 96L) })
        );
    }

    [TestCase(8, 1, "TFORM1  = 'D'", "TFORM2  = 'D'")]
    [TestCase(8, 999999)]
    [TestCase(8, -1)]
    [TestCase(8, 1)]
    [TestCase(8, 1, "TFORM1  = 5")]
    [TestCase(8, 1, "TFORM1  = '2147483647M'")]
    [TestCase(1L << 40, 0)]
    public void A_layout_that_contradicts_itself_is_refused(long rowLength, long columns, params string[] cards)
    {
        // The first case has one column more than its row has room for.
        var count = cards.Length == 2 ? 2 : columns;
        Assert.That(() => Binary(FitsBytes.Table(rowLength, 0, 0, count, cards)), Throws.TypeOf<FitsException>());
    }

    [TestCase("A8", AsciiType.Character, 8, 0)]
    [TestCase("I10", AsciiType.Integer, 10, 0)]
    [TestCase("F8.3", AsciiType.Real, 8, 3)]
    [TestCase("E15.7", AsciiType.Real, 15, 7)]
    [TestCase("D25", AsciiType.Real, 25, 0)]
    public async Task TFORM_of_an_ASCII_table_gives_width_and_decimals(
        string form,
        AsciiType type,
        int width,
        int decimals
    )
    {
        var column = (await Ascii($"TFORM1  = '{form}'", "TBCOL1  = 3")).Columns[0];
        Assert.That(
            (column.Type, column.Width, column.Decimals, column.Offset),
            Is.EqualTo((type, width, decimals, 2))
        );
    }

    [TestCase("TFORM1  = 'I10'", "TBCOL1  = 0")]
    [TestCase("TFORM1  = 'I10'", "TBCOL1  = 95")]
    [TestCase("TFORM1  = 'I10'", "OTHER   = 1")]
    [TestCase("TFORM1  = 'I10.2'", "TBCOL1  = 1")]
    [TestCase("TFORM1  = '10I'", "TBCOL1  = 1")]
    [TestCase("TFORM1  = 'F'", "TBCOL1  = 1")]
    public void A_malformed_ASCII_column_is_refused(string form, string start) =>
        Assert.That(() => Ascii(form, start), Throws.TypeOf<FitsException>());

    private static async Task<BinaryLayout> Binary(string[] cards) => (BinaryLayout)await Layout(cards);

    private static async Task<AsciiLayout> Ascii(params string[] columns)
    {
        var cards = FitsBytes.Table(100, 0, 0, 1, columns);
        cards[0] = "XTENSION= 'TABLE   '";
        return (AsciiLayout)await Layout(cards);
    }

    private static async Task<TableLayout> Layout(string[] cards)
    {
        await using var file = new FitsFile(
            new MemoryStream([.. FitsBytes.Header(FitsBytes.EmptyPrimary), .. FitsBytes.Header(cards)])
        );
        await file.ReadHduAsync(CancellationToken.None);
        return TableLayout.Of((await file.ReadHduAsync(CancellationToken.None))!);
    }
}
