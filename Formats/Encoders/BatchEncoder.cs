namespace DataLab.Formats.Encoders;

/// <summary>Turns the rows of a batch into bytes. One thread uses it at a time; every thread has its own.</summary>
internal abstract class BatchEncoder
{
    /// <summary>Rows encoded between two looks at the room left: few enough that their intermediate state stays in the cache.</summary>
    protected const int SliceRows = 256;

    public void Encode(RowBatch batch, ByteBuffer to)
    {
        Bind(batch);
        for (var first = 0; first < batch.Count; first += SliceRows)
            EncodeRows(first, Math.Min(SliceRows, batch.Count - first), to);
    }

    /// <summary>Looks at the vectors of the batch whose rows come next.</summary>
    protected abstract void Bind(RowBatch batch);

    /// <summary>Appends rows [first, first + count) of the bound batch.</summary>
    protected abstract void EncodeRows(int first, int count, ByteBuffer to);
}
