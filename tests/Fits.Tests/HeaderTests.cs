namespace DataLab.Fits.Tests;

[TestFixture]
internal sealed class HeaderTests
{
    [TestCase("KEY     = 'O''Hara  '           / who", "O'Hara", "who")]
    [TestCase("KEY     = ''", "", "")]
    [TestCase("KEY     = '   lead'", "   lead", "")]
    [TestCase("KEY     = 'a/b' /c", "a/b", "c")]
    [TestCase("KEY     ='close'", "close", "")]
    public void A_string_loses_its_quotes_and_trailing_blanks(string card, string value, string comment)
    {
        var parsed = Only(card);
        Assert.That((parsed.Text, parsed.Comment), Is.EqualTo((value, comment)));
    }

    [TestCase("KEY     =                   42", 42)]
    [TestCase("KEY     = -7 / free format", -7)]
    [TestCase("KEY     = +12", 12)]
    [TestCase("KEY     = 16.", 16)]
    [TestCase("KEY     = 9223372036854775807", long.MaxValue)]
    public void An_integer_is_read_in_fixed_and_free_format(string card, long value) =>
        Assert.That(Only(card).Integer, Is.EqualTo(value));

    [Test]
    public void An_integer_of_more_than_64_bits_is_kept_exactly() =>
        Assert.That(Only("TZERO1  =  9223372036854775808").Value, Is.EqualTo(new IntegerValue((Int128)1 << 63)));

    [TestCase("KEY     = 1.5", 1.5)]
    [TestCase("KEY     = -1.5E-3", -1.5e-3)]
    [TestCase("KEY     = 2.5D+10 / double", 2.5e10)]
    [TestCase("KEY     = .5", 0.5)]
    public void A_real_may_have_an_exponent_of_E_or_D(string card, double value) =>
        Assert.That(Only(card).Real, Is.EqualTo(value));

    [TestCase("KEY     =                    T", true)]
    [TestCase("KEY     = F", false)]
    public void A_logical_is_T_or_F(string card, bool value) => Assert.That(Only(card).Logical, Is.EqualTo(value));

    [TestCase("KEY     = (1.5, -2)", 1.5, -2)]
    [TestCase("KEY     = (1D2,3) / z", 100, 3)]
    public void A_complex_number_is_a_pair(string card, double re, double im) =>
        Assert.That(Only(card).Value, Is.EqualTo(new ComplexValue(re, im)));

    [Test]
    public void A_keyword_without_value_is_undefined_and_well_formed()
    {
        var header = Parse("KEY     =                      / nothing yet");
        Assert.That((header.Find("KEY")!.Value, header.Notes.Length), Is.EqualTo(((CardValue?)null, 0)));
    }

    [TestCase("KEY     = NaN")]
    [TestCase("KEY     = 1E999")]
    [TestCase("KEY     = hello")]
    [TestCase("KEY     = 'open")]
    [TestCase("KEY     = 'a' junk")]
    [TestCase("KEY     = 1 2")]
    [TestCase("Key     = 1")]
    [TestCase("KEY     =1")]
    [TestCase("CONTINUE  'orphan'")]
    [TestCase("COMMENT caf\u00E9")]
    public void A_malformed_card_is_tolerated_with_a_note(string card) =>
        Assert.That(Parse(card).Notes, Has.Length.EqualTo(1));

    [Test]
    public void A_malformed_value_is_no_value() => Assert.That(Only("KEY     = hello").Value, Is.Null);

    [Test]
    public void HIERARCH_words_are_the_keyword()
    {
        var card = Only("HIERARCH ESO DET CHIP1 ID = 'CCD-44' / chip");
        Assert.That((card.Keyword, card.Text, card.Comment), Is.EqualTo(("ESO DET CHIP1 ID", "CCD-44", "chip")));
    }

    [Test]
    public void CONTINUE_joins_long_strings()
    {
        var header = Parse("KEY     = 'one &' / a", "CONTINUE  'two &'", "CONTINUE  'three' / b");
        Assert.That(
            (header.Cards.Length, header.Cards[0].Text, header.Cards[0].Comment),
            Is.EqualTo((1, "one two three", "a b"))
        );
    }

    [Test]
    public void A_joined_card_keeps_the_bytes_of_all_its_records() =>
        Assert.That(Parse("KEY     = 'one &'", "CONTINUE  'two'").Cards[0].Image.Length, Is.EqualTo(160));

    [Test]
    public void An_ampersand_that_nothing_continues_stays() =>
        Assert.That(Parse("KEY     = 'R&D &'", "OTHER   = 1").Find("KEY")!.Text, Is.EqualTo("R&D &"));

    [Test]
    public void COMMENT_and_HISTORY_keep_their_text()
    {
        var header = Parse("COMMENT = is not a value here", "HISTORY made by hand", "         blank keyword");
        Assert.That(
            header.Cards.Select(card => (card.Keyword, card.Comment)),
            Is.EqualTo(
                new[] { ("COMMENT", "= is not a value here"), ("HISTORY", "made by hand"), ("", " blank keyword") }
            )
        );
    }

    [Test]
    public void The_first_of_equal_keywords_counts() =>
        Assert.That(Parse("KEY     = 1", "KEY     = 2").Find("KEY")!.Integer, Is.EqualTo(1));

    [Test]
    public void A_required_integer_out_of_range_names_keyword_and_value() =>
        Assert.That(
            () => Parse("NAXIS   = -1").RequireInteger("NAXIS", 0, 999),
            Throws.TypeOf<FitsException>().With.Message.EqualTo("NAXIS is -1; expected an integer from 0 to 999.")
        );

    [Test]
    public void Notes_are_limited_however_bad_the_header() =>
        Assert.That(Parse([.. Enumerable.Repeat("KEY     = hello", 1000)]).Notes, Has.Length.EqualTo(100));

    private static Header Parse(params string[] cards) => Header.Parse(FitsBytes.Header(cards));

    private static Card Only(string card) => Parse(card).Cards.First();
}
