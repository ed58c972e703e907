using System.Collections.Immutable;
using System.Text;

namespace DataLab.Formats.VoTable;

/// <summary>XML ids for the fields of a table: the given one, else the name where it can be an id, made unique.</summary>
internal sealed class XmlIds
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    public XmlIds(ImmutableArray<Field> fields) => Fields = [.. fields.Select(field => Unique(field.Id ?? field.Name))];

    /// <summary>One id a field, in order.</summary>
    public ImmutableArray<string> Fields { get; }

    /// <summary>An id like <paramref name="wish"/> that nothing else in the document has.</summary>
    public string Unique(string wish)
    {
        var id = new StringBuilder(wish.Length + 1);
        foreach (var c in wish)
            id.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' ? c : '_');
        if (id.Length == 0 || !(char.IsAsciiLetter(id[0]) || id[0] == '_'))
            id.Insert(0, '_');
        var unique = id.ToString();
        for (var n = 2; !taken.Add(unique); n++)
            unique = $"{id}_{n}";
        return unique;
    }
}
