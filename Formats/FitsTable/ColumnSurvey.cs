using System.Numerics;

namespace DataLab.Formats.FitsTable;

/// <summary>What the header of a binary table must know of a column before its first row: lengths, and whether there are nulls.</summary>
internal sealed class ColumnSurvey(Field column)
{
    private readonly FitsText texts = new();

    public Field Field => column;

    /// <summary>Cells that are null, or elements of arrays that are.</summary>
    public bool HasNulls { get; private set; }

    /// <summary>Arrays that are null or empty.</summary>
    public bool HasEmptyLists { get; private set; }

    /// <summary>Bytes of the longest string, also among those in arrays.</summary>
    public int LongestText { get; private set; }

    /// <summary>Elements of the shortest and longest array; equal where all have one length.</summary>
    public int ShortestList { get; private set; } = int.MaxValue;
    public int LongestList { get; private set; }

    /// <summary>Bytes of all strings; elements of all arrays.</summary>
    public long TotalLength { get; private set; }

    /// <summary>Whether the least and the greatest number of an integer type may occur, which else can stand for null.</summary>
    public bool HasLeast { get; private set; }
    public bool HasGreatest { get; private set; }

    public void Add(ColumnVector vector, int rows)
    {
        if (vector is ListVector list)
            AddLists(list, rows);
        else
            AddCells(vector, rows);
    }

    private void AddLists(ListVector lists, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            var length = lists.IsNull(row) ? 0 : lists[row].Length;
            HasNulls |= lists.IsNull(row);
            HasEmptyLists |= length == 0;
            ShortestList = Math.Min(ShortestList, length);
            LongestList = Math.Max(LongestList, length);
            TotalLength += length;
        }
        var total = TotalLength;
        AddCells(lists.Items, lists.Offsets[rows]);
        TotalLength = total;
    }

    private void AddCells(ColumnVector vector, int count)
    {
        HasNulls |= vector.HasNulls;
        switch (vector)
        {
            case TextVector text:
                AddTexts(text, count);
                break;
            case ValueVector<byte> bytes:
                AddExtremes(bytes.Values[..count]);
                break;
            case ValueVector<short> shorts:
                AddExtremes(shorts.Values[..count]);
                break;
            case ValueVector<int> ints:
                AddExtremes(ints.Values[..count]);
                break;
            case ValueVector<long> longs:
                AddExtremes(longs.Values[..count]);
                break;
        }
    }

    private void AddTexts(TextVector text, int count)
    {
        var offsets = texts.Of(text).Offsets[..(count + 1)];
        for (var row = 0; row < count; row++)
            LongestText = Math.Max(LongestText, offsets[row + 1] - offsets[row]);
        TotalLength += offsets[count];
    }

    /// <summary>What stands in the place of a null may be found too, which costs nothing but another choice.</summary>
    private void AddExtremes<T>(ReadOnlySpan<T> values)
        where T : IMinMaxValue<T>, IEquatable<T>
    {
        HasLeast = HasLeast || values.Contains(T.MinValue);
        HasGreatest = HasGreatest || values.Contains(T.MaxValue);
    }
}
