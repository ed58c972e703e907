namespace DataLab.Adql.Tests;

/// <summary>One query a line; # begins a remark. The verdict is the name of the file; <c>extended</c> is valid but for the strict.</summary>
public sealed class CorpusTests
{
    private static IEnumerable<string> Valid() => Lines("valid.adql");

    private static IEnumerable<string> Invalid() => Lines("invalid.adql");

    private static IEnumerable<string> Extended() => Lines("extended.adql");

    private static readonly AdqlOptions Strictly = new() { Strict = true };

    [TestCaseSource(nameof(Valid))]
    public void Is_valid(string query) => Assert.That(AdqlQuery.CheckSyntax(query, Strictly), Is.Empty);

    [TestCaseSource(nameof(Invalid))]
    public void Is_invalid(string query) => Assert.That(AdqlQuery.CheckSyntax(query, Strictly), Is.Not.Empty);

    [TestCaseSource(nameof(Extended))]
    public void Is_an_extension(string query)
    {
        Assert.That(AdqlQuery.CheckSyntax(query), Is.Empty);
        Assert.That(AdqlQuery.CheckSyntax(query, Strictly), Is.Not.Empty);
    }

    private static IEnumerable<string> Lines(string file) =>
        File.ReadLines(Path.Combine(Repository.Tests, "Corpora", file))
            .Where(line => line.Length > 0 && line[0] != '#');
}
