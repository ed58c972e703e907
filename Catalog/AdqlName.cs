using DataLab.Adql.Grammar;

namespace DataLab.Catalog;

/// <summary>Names as ADQL writes them (ADQL 2.1 §2.1.2 identifiers).</summary>
public static class AdqlName
{
    /// <summary>The name itself when it is a regular, unreserved identifier, else in double quotes.</summary>
    public static string Write(string name) =>
        ReservedWords.IsRegularIdentifier(name) ? name : '"' + name.Replace("\"", "\"\"") + '"';
}
