using System.Text;
using DataLab.Formats;

namespace DataLab.Sia.Search;

/// <summary>Single cells of vectors.</summary>
internal static class Cells
{
    /// <summary>Numbers as double or long, texts as string; null for null and for lists.</summary>
    public static object? Get(ColumnVector column, int row) =>
        column.IsNull(row)
            ? null
            : column switch
            {
                TextVector texts => Encoding.UTF8.GetString(texts[row]),
                ValueVector<double> numbers => numbers.Values[row],
                ValueVector<float> numbers => (double)numbers.Values[row],
                ValueVector<long> numbers => numbers.Values[row],
                ValueVector<int> numbers => (long)numbers.Values[row],
                ValueVector<short> numbers => (long)numbers.Values[row],
                _ => null,
            };
}
