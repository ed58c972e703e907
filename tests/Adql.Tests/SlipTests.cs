using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DataLab.Adql.Tests;

/// <summary>Corpora/slips.adql: what people really send. Golden/slips.txt: all that is said of it, with the query proposed.</summary>
/// <remarks>One query a line; # begins a remark, "strict:" a query that is read strictly, \u and four digits a character.</remarks>
public sealed class SlipTests
{
    private const string Strictly = "strict:";

    private static IEnumerable<string> Lines() =>
        File.ReadLines(Path.Combine(Repository.Tests, "Corpora", "slips.adql"));

    private static IEnumerable<string> Queries() => Lines().Where(line => line.Length > 0 && line[0] != '#');

    private static (string Query, bool Strict) Read(string line)
    {
        var strict = line.StartsWith(Strictly, StringComparison.Ordinal);
        var text = strict ? line[Strictly.Length..].TrimStart() : line;
        text = text.Replace("\\n", "\n", StringComparison.Ordinal);
        return (
            Regex.Replace(
                text,
                @"\\u([0-9A-F]{4})",
                code =>
                    (
                        (char)int.Parse(code.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                    ).ToString()
            ),
            strict
        );
    }

    [Test]
    public void All_that_is_said_is_as_accepted()
    {
        var text = new StringBuilder();
        foreach (var line in Lines())
        {
            text.Append(line).Append('\n');
            if (line.Length == 0 || line[0] == '#')
                continue;
            var (query, strict) = Read(line);
            var translation = TestSchema.Translate(query, strict);
            foreach (var diagnostic in translation.Diagnostics.Concat(translation.Warnings))
                text.Append("    ").Append(diagnostic).Append('\n');
            if (translation.Mended is { } mended)
                text.Append("    -> ").Append(mended.Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        }
        Golden.Matches(text.ToString(), "slips.txt");
    }

    [TestCaseSource(nameof(Queries))]
    public void A_slip_is_told_at_its_place_and_its_mending_runs(string line)
    {
        var (query, strict) = Read(line);
        var translation = TestSchema.Translate(query, strict);
        Assert.That(translation.Diagnostics.Length + translation.Warnings.Length, Is.Positive);
        foreach (var diagnostic in translation.Diagnostics.Concat(translation.Warnings))
        {
            var span = diagnostic.Span;
            Assert.That(span.Start + span.Length, Is.LessThanOrEqualTo(query.Length), diagnostic.ToString());
            var before = query[..span.Start].Split('\n');
            Assert.That((span.Line, span.Column), Is.EqualTo((before.Length, before[^1].Length + 1)));
        }
        if (translation.Mended is { } mended)
            Assert.That(TestSchema.Translate(mended, strict).Diagnostics, Is.Empty, mended);
    }

    [Test]
    public void Nearly_all_slips_with_errors_come_with_advice()
    {
        var silent = Queries()
            .Select(line => Read(line))
            .Select(read => TestSchema.Translate(read.Query, read.Strict))
            .Count(t =>
                !t.Succeeded
                && t.Mended is null
                && t.Diagnostics.All(d => d.Hint is null && !d.Message.Contains("expected", StringComparison.Ordinal))
            );
        Assert.That(silent, Is.Zero);
    }
}
