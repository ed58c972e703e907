namespace DataLab.Formats.Encoders;

/// <summary>Bytes that rows take in our vectors, for formats that write them in parts of bounded size.</summary>
internal static class VectorSize
{
    /// <summary>Of rows [first, first + count) of all columns.</summary>
    public static long Of(RowBatch batch, int first, int count)
    {
        var size = 0L;
        foreach (var column in batch.Columns)
            size += Of(column, first, count);
        return size;
    }

    /// <summary>So many rows from <paramref name="first"/> on as are not larger than <paramref name="most"/> bytes, but one at least.</summary>
    /// <param name="count">Most rows there are, at least one.</param>
    public static int RowsWithin(long most, RowBatch batch, int first, int count)
    {
        while (count > 1 && Of(batch, first, count) > most)
            count /= 2;
        return count;
    }

    private static long Of(ColumnVector vector, int first, int count) =>
        vector switch
        {
            ListVector lists => OfLists(lists, first, count),
            TextVector texts => (long)count * sizeof(int) + texts.Offsets[first + count] - texts.Offsets[first],
            ValueVector<bool> or ValueVector<byte> => count,
            ValueVector<short> => (long)count * sizeof(short),
            ValueVector<int> or ValueVector<float> => (long)count * sizeof(int),
            _ => (long)count * sizeof(long),
        };

    private static long OfLists(ListVector lists, int first, int count)
    {
        var start = lists.Offsets[first];
        return (long)count * sizeof(int) + Of(lists.Items, start, lists.Offsets[first + count] - start);
    }
}
