using System.Text.Json;

namespace DataLab.Adql.Tests;

/// <summary>The IVOA's validation queries (lyonetia): our verdict of each is the one that its set gives.</summary>
public sealed class IvoaQueriesTests
{
    [Test]
    public void Every_query_has_the_verdict_of_its_set()
    {
        var path = Repository.Shared(Path.Combine("queries", "adql-ivoa.json"));
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var count = 0;
        Assert.Multiple(() =>
        {
            foreach (var query in document.RootElement.EnumerateArray())
            {
                count++;
                var text = query.GetProperty("query").GetString()!;
                var options = new AdqlOptions
                {
                    Strict = true,
                    DeclaredFunctions = [.. query.GetProperty("udfs").EnumerateArray().Select(udf => udf.GetString()!)],
                };
                var diagnostics = AdqlQuery.CheckSyntax(text, options);
                Assert.That(
                    diagnostics.IsEmpty,
                    Is.EqualTo(query.GetProperty("valid").GetBoolean()),
                    $"{query.GetProperty("set").GetString()}: {text}\n{string.Join('\n', diagnostics)}"
                );
            }
        });
        Assert.That(count, Is.EqualTo(196));
    }
}
