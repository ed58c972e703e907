using System.Text.RegularExpressions;

namespace DataLab.House.Tests;

/// <summary>Habits of the repository that are easier tested than remembered.</summary>
public sealed partial class RepositoryTests
{
    /// <summary>Longer files have a second subject; tables of data, generated code and goldens are exempt.</summary>
    private const int LongestFile = 400;

    /// <summary>A fixture is a list of facts about one subject and may run longer.</summary>
    private const int LongestFixture = 500;

    private static IEnumerable<string> SourceFiles =>
        Directory
            .EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(Repository.Root, f).StartsWith("artifacts", StringComparison.Ordinal))
            .Where(f => !f.Contains("/Generated/", StringComparison.Ordinal));

    [Test]
    public void No_source_file_is_longer_than_its_subject()
    {
        var tooLong = SourceFiles
            .Where(f =>
                File.ReadLines(f).Count()
                > (f.Contains(".Tests/", StringComparison.Ordinal) ? LongestFixture : LongestFile)
            )
            .Select(f => Path.GetRelativePath(Repository.Root, f));
        Assert.That(tooLong, Is.Empty);
    }

    [Test]
    public void No_file_promises_to_be_finished_later()
    {
        var unfinished = SourceFiles
            .Where(f => !f.Contains("House.Tests", StringComparison.Ordinal))
            .Where(f => Unfinished().IsMatch(File.ReadAllText(f)))
            .Select(f => Path.GetRelativePath(Repository.Root, f));
        Assert.That(unfinished, Is.Empty);
    }

    [GeneratedRegex(@"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedException")]
    private static partial Regex Unfinished();
}
