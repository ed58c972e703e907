using System.Buffers.Binary;
using System.Globalization;
using DataLab.Fits;
using DataLab.Fits.Images;
using DataLab.Fits.Writing;
using DataLab.Sia.Rasters;

namespace DataLab.Sia.Hips.Building;

/// <summary>Tiles of values on disk, as FITS: each is whole or not there. Rasters are as pictures show them, from the top.</summary>
internal sealed class TileFiles(string folder)
{
    private const string Extension = "fits";

    public string Folder { get; } = folder;

    public bool Has(int order, long tile) => File.Exists(PathOf(order, tile));

    /// <summary>All tiles of an order, in the order of numbers.</summary>
    public IReadOnlyList<long> Tiles(int order)
    {
        var root = new DirectoryInfo(Path.Combine(Folder, FormattableString.Invariant($"Norder{order}")));
        if (!root.Exists)
            return [];
        return
        [
            .. root.EnumerateFiles("Npix*." + Extension, SearchOption.AllDirectories)
                .Select(file => Path.GetFileNameWithoutExtension(file.Name)["Npix".Length..])
                .Select(number => long.Parse(number, CultureInfo.InvariantCulture))
                .Order(),
        ];
    }

    /// <summary>Null where there is no such tile.</summary>
    public async Task<Raster?> ReadAsync(int order, long tile, CancellationToken ct)
    {
        var path = PathOf(order, tile);
        if (!File.Exists(path))
            return null;
        await using var source = FileSource.Open(path);
        var document = await FitsDocument.OpenAsync(source, ct);
        var image = FitsImage.Open(source, document.Hdus[0]);
        var raster = Raster.Blank((int)image.Axes[0], (int)image.Axes[1]);
        await image.ReadScaledAsync(Section.Whole(image.Axes), raster.Values.AsMemory(), ct);
        return raster.Flipped();
    }

    public Task WriteAsync(int order, long tile, Raster raster, CancellationToken ct)
    {
        var header = new HeaderBuilder().Set("ORDER", order, "of the tile").Set("NPIX", tile, "HEALPix cell, NESTED");
        return WriteAsync(PathOf(order, tile), raster, header, ct);
    }

    /// <param name="path">Relative to the folder.</param>
    public Task WriteAsync(string path, Raster raster, CancellationToken ct) =>
        WriteAsync(Path.Combine(Folder, path), raster, new HeaderBuilder(), ct);

    /// <summary>Bytes to a file that is whole or not there; folders are made.</summary>
    public static async Task WriteWholeAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path + ".part", bytes, ct);
        File.Move(path + ".part", path, overwrite: true);
    }

    private static async Task WriteAsync(string path, Raster raster, HeaderBuilder header, CancellationToken ct)
    {
        var values = raster.Flipped().Values;
        var bytes = new byte[4 * values.Length];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleBigEndian(bytes.AsSpan(4 * i), values[i]);
        using var stream = new MemoryStream(bytes.Length + 8192);
        await new FitsWriter(stream).WriteImageAsync(
            header,
            new long[] { raster.Width, raster.Height },
            PixelType.Float32,
            bytes,
            ct
        );
        await WriteWholeAsync(path, stream.GetBuffer().AsMemory(0, (int)stream.Length), ct);
    }

    private string PathOf(int order, long tile) => Path.Combine(Folder, HipsPath.Tile(order, tile, Extension));
}
