using System.Collections.Immutable;

namespace DataLab.Adql.Syntax;

/// <summary>A name as it was written (ADQL 2.1 §2.1.2).</summary>
/// <param name="Text">Without the double quotes of a delimited identifier, and with <c>""</c> undone.</param>
internal sealed record Identifier(string Text, bool Delimited, TextSpan Span);

/// <summary>One to four identifiers joined by dots; their meaning depends on the place.</summary>
internal sealed record QualifiedName(ImmutableArray<Identifier> Parts)
{
    public Identifier Last => Parts[^1];

    public TextSpan Span
    {
        get
        {
            var (first, last) = (Parts[0].Span, Last.Span);
            return first with { Length = last.Start + last.Length - first.Start };
        }
    }

    /// <summary>Without quotes, for messages.</summary>
    public override string ToString() => string.Join('.', Parts.Select(part => part.Text));
}
