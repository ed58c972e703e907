namespace DataLab.Sia.Rasters;

/// <summary>Physical values in a rectangle, row by row; NaN where there is none.</summary>
public sealed record Raster(int Width, int Height, float[] Values)
{
    public static Raster Blank(int width, int height)
    {
        var values = new float[checked(width * height)];
        Array.Fill(values, float.NaN);
        return new Raster(width, height, values);
    }

    public Span<float> Row(int y) => Values.AsSpan(y * Width, Width);

    /// <summary>The same with its rows the other way round: FITS begins at the bottom, pictures at the top.</summary>
    public Raster Flipped()
    {
        var values = new float[Values.Length];
        for (var y = 0; y < Height; y++)
            Row(y).CopyTo(values.AsSpan((Height - 1 - y) * Width));
        return new Raster(Width, Height, values);
    }
}

/// <summary>A part of an image, its pixels averaged in squares.</summary>
/// <param name="Box">The part, along the axes that carry the sky.</param>
/// <param name="Factor">Pixels of the image along each side of a square; those at the far edges may be smaller.</param>
public sealed record ReducedRaster(Raster Raster, Fits.Wcs.PixelBox Box, int Factor)
{
    /// <summary>Where a pixel coordinate of the image lies here: 0 is the centre of the first value.</summary>
    public (double X, double Y) Place(double x, double y) =>
        ((x - Box.FirstX + 0.5) / Factor - 0.5, (y - Box.FirstY + 0.5) / Factor - 0.5);
}
