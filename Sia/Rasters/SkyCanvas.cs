namespace DataLab.Sia.Rasters;

/// <summary>A grid that images are laid onto; where several lie, their values are averaged by weight.</summary>
public sealed class SkyCanvas(SkyGrid grid)
{
    private readonly float[] sums = new float[checked(grid.Width * grid.Height)];
    private readonly float[] weights = new float[grid.Width * grid.Height];

    public SkyGrid Grid { get; } = grid;

    /// <summary>Whether nothing was laid on it.</summary>
    public bool IsBlank => !weights.AsSpan().ContainsAnyExcept(0f);

    internal void Add(int index, float value, float weight)
    {
        sums[index] += value * weight;
        weights[index] += weight;
    }

    /// <summary>What there is now.</summary>
    public Raster ToRaster()
    {
        var raster = Raster.Blank(Grid.Width, Grid.Height);
        for (var i = 0; i < sums.Length; i++)
            if (weights[i] > 0)
                raster.Values[i] = sums[i] / weights[i];
        return raster;
    }
}
