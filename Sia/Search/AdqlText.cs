using System.Globalization;
using DataLab.Catalog;
using DataLab.Formats;

namespace DataLab.Sia.Search;

/// <summary>Pieces of ADQL with values in them: the only way that something of a request gets into the text of a query.</summary>
internal static class AdqlText
{
    /// <summary>Finite, so that it reads back as the same number.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A string literal (ADQL 2.1 §2.1.4).</summary>
    /// <param name="parameter">That the value was given for.</param>
    /// <exception cref="ServiceException">UsageError: it has characters that no value of a table has.</exception>
    public static string Literal(string parameter, string value)
    {
        if (value.Any(char.IsControl))
            throw Usage.Fault($"{parameter} holds control characters, which no image has there.");
        return "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
    }

    public static string Name(string column) => AdqlName.Write(column);

    /// <summary>The column has one of the values; of text exactly, with its case.</summary>
    public static string In(string column, IEnumerable<string> literals) =>
        literals.ToList() is [var single] ? $"{column} = {single}" : $"{column} IN ({string.Join(", ", literals)})";

    public static string Or(IReadOnlyList<string> conditions) =>
        conditions is [var single] ? single : "(" + string.Join(" OR ", conditions) + ")";
}
