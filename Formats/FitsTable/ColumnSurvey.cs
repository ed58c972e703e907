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

    /// <summary>The column is one of integers and has nulls, for which some number must stand.</summary>
    public bool NeedsNullValue => HasNulls && EndsOf(Field) is not null;

    /// <summary>An end of the integer type that no cell has; null where there is none. 0, the least byte, is too usual a number.</summary>
    public long? FreeEnd =>
        EndsOf(Field) is not { } ends ? null
        : !HasLeast && Field.DataType != DataType.UnsignedByte ? ends.Least
        : !HasGreatest ? ends.Greatest
        : null;

    /// <summary>What is known of a column before its rows are read; null where it is less than the header must say.</summary>
    /// <param name="forecast">Of the column; null where nothing is known of it.</param>
    /// <remarks>All is a bound: a string may be shorter, a null may not come.</remarks>
    public static ColumnSurvey? Foreseen(Field field, ColumnForecast? forecast)
    {
        if (field.IsList)
            // Nulls in arrays of numbers that are no integers have a value of their own.
            return
                field.ArraySize is { IsVariable: false }
                && field.DataType
                    is DataType.Float
                        or DataType.Double
                        or DataType.FloatComplex
                        or DataType.DoubleComplex
                        or DataType.Boolean
                ? new ColumnSurvey(field)
                : null;
        if (field.DataType is DataType.Float or DataType.Double or DataType.Boolean)
            return new ColumnSurvey(field);
        if (forecast is null || field.IsText && (forecast.LongestText is null || !forecast.IsPrintable))
            return null;
        return new ColumnSurvey(field)
        {
            HasNulls = forecast.HasNulls,
            LongestText = forecast.LongestText ?? 0,
            HasLeast = forecast.Least <= EndsOf(field)?.Least,
            HasGreatest = forecast.Greatest >= EndsOf(field)?.Greatest,
        };
    }

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

    private static (long Least, long Greatest)? EndsOf(Field field) =>
        field.DataType switch
        {
            DataType.UnsignedByte => (byte.MinValue, byte.MaxValue),
            DataType.Short => (short.MinValue, short.MaxValue),
            DataType.Int => (int.MinValue, int.MaxValue),
            DataType.Long => (long.MinValue, long.MaxValue),
            _ => null,
        };
}
