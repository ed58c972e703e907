namespace DataLab.Sky;

/// <summary>Consecutive HEALPix cells of order 29, NESTED, both ends included.</summary>
public readonly record struct HealpixRange(long First, long Last)
{
    /// <summary>Number of order-29 cells.</summary>
    public long Count => Last - First + 1;

    public bool Contains(long cell) => cell >= First && cell <= Last;
}
