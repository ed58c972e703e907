using System.Buffers.Binary;
using DataLab.Fits;
using DataLab.Fits.Images;
using DataLab.Fits.Writing;
using DataLab.Sia.Hips.Building;

namespace DataLab.Sia.Hips.Density;

/// <summary>Counts on disk, as FITS: whole numbers, or doubles where a pixel may hold more rows than 32 bits can tell.</summary>
/// <param name="rows">Of all pixels together.</param>
internal sealed class CountFiles(string folder, long rows)
{
    private const string Extension = "fits";

    public PixelType Type { get; } = rows <= int.MaxValue ? PixelType.Int32 : PixelType.Float64;

    public Task WriteAsync(int order, long tile, CountRaster counts, CancellationToken ct) =>
        WriteAsync(
            HipsPath.Tile(order, tile, Extension),
            counts,
            new HeaderBuilder().Set("ORDER", order, "of the tile").Set("NPIX", tile, "HEALPix cell, NESTED"),
            ct
        );

    public Task WriteAllskyAsync(CountRaster counts, CancellationToken ct) =>
        WriteAsync(HipsPath.Allsky(TileSums.AllskyOrder, Extension), counts, new HeaderBuilder(), ct);

    public async Task<CountRaster?> ReadAsync(int order, long tile, CancellationToken ct)
    {
        var path = Path.Combine(folder, HipsPath.Tile(order, tile, Extension));
        if (!File.Exists(path))
            return null;
        await using var source = FileSource.Open(path);
        var document = await FitsDocument.OpenAsync(source, ct);
        var image = FitsImage.Open(source, document.Hdus[0]);
        var counts = CountRaster.Tile(order);
        var values = new double[counts.Values.Length];
        await image.ReadScaledAsync(Section.Whole(image.Axes), values.AsMemory(), ct);
        for (var i = 0; i < values.Length; i++)
            counts.Values[Flipped(counts, i)] = (long)values[i];
        return counts;
    }

    private async Task WriteAsync(string path, CountRaster counts, HeaderBuilder header, CancellationToken ct)
    {
        var size = Type.Bytes();
        var bytes = new byte[size * counts.Values.Length];
        for (var i = 0; i < counts.Values.Length; i++)
        {
            var place = bytes.AsSpan(size * Flipped(counts, i));
            if (Type == PixelType.Int32)
                BinaryPrimitives.WriteInt32BigEndian(place, (int)counts.Values[i]);
            else
                BinaryPrimitives.WriteDoubleBigEndian(place, counts.Values[i]);
        }
        using var stream = new MemoryStream(bytes.Length + 8192);
        await new FitsWriter(stream).WriteImageAsync(
            header.Set("BUNIT", "count", "rows in the pixel"),
            new long[] { counts.Width, counts.Height },
            Type,
            bytes,
            ct
        );
        await TileFiles.WriteWholeAsync(
            Path.Combine(folder, path),
            stream.GetBuffer().AsMemory(0, (int)stream.Length),
            ct
        );
    }

    /// <summary>FITS begins at the bottom.</summary>
    private static int Flipped(CountRaster counts, int i) =>
        (counts.Height - 1 - i / counts.Width) * counts.Width + i % counts.Width;
}
