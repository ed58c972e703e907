using DataLab.Adql.Grammar;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <summary>The name of a table, column or alias, and whether it was declared delimited: decides what may refer to it.</summary>
/// <remarks>
/// ADQL 2.1 §2.1.2 compares undelimited names without case and delimited ones with case; where the two meet it is silent,
/// and we follow the rules that users of vollt's services know. A name declared undelimited is found by an undelimited
/// reference in any case, and by a delimited one that spells it exactly or in lower case. A name declared delimited is found
/// by a delimited reference that spells it exactly, and by an undelimited one in any case unless that is ambiguous.
/// A published name counts as declared undelimited when it could be written so (a regular identifier, not reserved).
/// </remarks>
internal sealed record Name(string Text, bool Delimited)
{
    public static Name Published(string text) => new(text, !ReservedWords.IsRegularIdentifier(text));

    public static Name Of(Identifier identifier) => new(identifier.Text, identifier.Delimited);

    public bool Matches(Identifier reference)
    {
        if (!reference.Delimited)
            return reference.Text.Equals(Text, StringComparison.OrdinalIgnoreCase);
        return IsExact(reference)
            || !Delimited && reference.Text.Equals(Text.ToLowerInvariant(), StringComparison.Ordinal);
    }

    /// <summary>Spelt the same, case included: wins over other matches of a delimited reference.</summary>
    public bool IsExact(Identifier reference) => reference.Text.Equals(Text, StringComparison.Ordinal);

    public override string ToString() => Text;
}
