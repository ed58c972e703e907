using System.Security.Cryptography;
using System.Text.Json;
using DataLab.Adql.Grammar;

namespace DataLab.Adql.Tests;

public sealed class GrammarTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "Adql", "Grammar");

    [TestCase("AdqlLexer.g4")]
    [TestCase("AdqlParser.g4")]
    public void The_generated_parser_belongs_to_the_grammar(string file)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Folder, file))));
        Assert.That(
            File.ReadAllText(Path.Combine(Folder, "Generated", "grammar.sha256")),
            Does.Contain($"{hash}  {file}"),
            "Run Adql/Grammar/generate.sh."
        );
    }

    [Test]
    public void Reserved_words_are_those_of_the_standard()
    {
        using var document = JsonDocument.Parse(
            File.ReadAllText(Repository.Shared(Path.Combine("queries", "adql-reserved.json")))
        );
        var words = document
            .RootElement.GetProperty("sql")
            .EnumerateArray()
            .Concat(document.RootElement.GetProperty("adql").EnumerateArray());
        Assert.That(ReservedWords.All, Is.EquivalentTo(words.Select(word => word.GetString())));
    }

    [Test]
    public void There_are_226_words_of_SQL_and_41_of_ADQL() =>
        Assert.That(ReservedWords.All, Has.Count.EqualTo(226 + 41));

    [Test]
    public void No_reserved_word_is_an_identifier()
    {
        Assert.Multiple(() =>
        {
            foreach (var word in ReservedWords.All)
                Assert.That(
                    AdqlQuery.CheckSyntax($"SELECT a AS {word} FROM t", new AdqlOptions { Strict = true }),
                    Is.Not.Empty,
                    word
                );
        });
    }

    [Test]
    public void Every_reserved_word_is_an_identifier_in_quotes()
    {
        Assert.Multiple(() =>
        {
            foreach (var word in ReservedWords.All)
                Assert.That(AdqlQuery.CheckSyntax($"SELECT \"{word}\" FROM \"{word}\" AS \"{word}\""), Is.Empty, word);
        });
    }

    [TestCase("ra", true)]
    [TestCase("RAJ2000", true)]
    [TestCase("e_ra", true)]
    [TestCase("2mass", false)]
    [TestCase("_ra", false)]
    [TestCase("size", false)]
    [TestCase("a b", false)]
    [TestCase("é", false)]
    [TestCase("", false)]
    public void Regular_identifiers(string name, bool regular) =>
        Assert.That(ReservedWords.IsRegularIdentifier(name), Is.EqualTo(regular));
}
