namespace DataLab.Formats.Parquet;

/// <summary>How many different values a vector has, nearly: values are told apart by their hashes.</summary>
internal static class DistinctValues
{
    public static int Count(ColumnVector vector) =>
        vector switch
        {
            ValueVector<byte> values => Count(values),
            ValueVector<short> values => Count(values),
            ValueVector<int> values => Count(values),
            ValueVector<long> values => Count(values),
            ValueVector<float> values => Count(values),
            ValueVector<double> values => Count(values),
            TextVector texts => Count(texts),
            // Booleans are a bit each: no dictionary is smaller.
            _ => int.MaxValue,
        };

    private static int Count<T>(ValueVector<T> vector)
        where T : unmanaged
    {
        var seen = new HashSet<T>();
        for (var row = 0; row < vector.Count; row++)
        {
            if (!vector.IsNull(row))
                seen.Add(vector.Values[row]);
        }
        return seen.Count;
    }

    private static int Count(TextVector vector)
    {
        var seen = new HashSet<int>();
        for (var row = 0; row < vector.Count; row++)
        {
            if (vector.IsNull(row))
                continue;
            var hash = new HashCode();
            hash.AddBytes(vector[row]);
            seen.Add(hash.ToHashCode());
        }
        return seen.Count;
    }
}
