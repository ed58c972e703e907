using System.Text;
using DataLab.Adql.Grammar;

namespace DataLab.Catalog;

/// <summary>Names as ADQL writes them (ADQL 2.1 §2.1.2 identifiers).</summary>
public static class AdqlName
{
    /// <summary>The name itself when it is a regular, unreserved identifier, else in double quotes.</summary>
    public static string Write(string name) =>
        ReservedWords.IsRegularIdentifier(name) ? name : '"' + name.Replace("\"", "\"\"") + '"';

    /// <summary>Splits <c>schema.table</c> as a query writes it into its unquoted parts; null if it is not a chain of identifiers.</summary>
    public static string[]? Split(string text)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        var i = 0;
        while (i < text.Length)
        {
            part.Clear();
            if (text[i] == '"')
            {
                for (i++; ; i++)
                {
                    if (i >= text.Length)
                        return null;
                    if (text[i] == '"' && (++i >= text.Length || text[i] != '"'))
                        break;
                    part.Append(text[i]);
                }
            }
            else
            {
                while (i < text.Length && text[i] is not ('.' or '"'))
                    part.Append(text[i++]);
            }
            parts.Add(part.ToString());
            if (i < text.Length && (text[i++] != '.' || i == text.Length))
                return null;
        }
        return parts.Count == 0 || parts.Contains("") ? null : [.. parts];
    }
}
