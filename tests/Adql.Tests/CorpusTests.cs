namespace DataLab.Adql.Tests;

/// <summary>One query a line; # begins a remark. The verdict is the name of the file.</summary>
public sealed class CorpusTests
{
    private static IEnumerable<string> Valid() => Lines("valid.adql");

    private static IEnumerable<string> Invalid() => Lines("invalid.adql");

    [TestCaseSource(nameof(Valid))]
    public void Is_valid(string query) => Assert.That(AdqlQuery.CheckSyntax(query), Is.Empty);

    [TestCaseSource(nameof(Invalid))]
    public void Is_invalid(string query) => Assert.That(AdqlQuery.CheckSyntax(query), Is.Not.Empty);

    private static IEnumerable<string> Lines(string file) =>
        File.ReadLines(Path.Combine(Repository.Tests, "Corpora", file))
            .Where(line => line.Length > 0 && line[0] != '#');
}
