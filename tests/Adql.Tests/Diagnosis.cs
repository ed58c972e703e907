namespace DataLab.Adql.Tests;

/// <summary>What is said about one wrong query.</summary>
internal static class Diagnosis
{
    /// <summary>The query has one error, of a code and at a place; message and hint have some words in them.</summary>
    public static void IsTheOnlyOne(string query, string code, int line, int column, string message, string? hint)
    {
        var translation = TestSchema.Translate(
            query,
            strict: code is DiagnosticCodes.Extension or DiagnosticCodes.ReservedWord
        );
        Assert.That(translation.Diagnostics, Has.Length.EqualTo(1), string.Join('\n', translation.Diagnostics));
        var diagnostic = translation.Diagnostics[0];
        Assert.Multiple(() =>
        {
            Assert.That(diagnostic.Code, Is.EqualTo(code), diagnostic.ToString());
            Assert.That(
                (diagnostic.Span.Line, diagnostic.Span.Column),
                Is.EqualTo((line, column)),
                diagnostic.ToString()
            );
            Assert.That(diagnostic.Message, Does.Contain(message));
            Assert.That(diagnostic.Hint ?? "", Does.Contain(hint ?? ""));
            Assert.That(translation.Sql, Is.Null);
        });
    }
}
