using DataLab.Formats;
using DataLab.Sia.Rasters;

namespace DataLab.Sia.Hips.Building;

/// <summary>The folder where a HiPS is built, hidden beside those that are served until it is complete.</summary>
internal sealed class HipsWorkplace(HipsFolder folder, string name, int bands)
{
    private const string StampName = ".stamp";
    private TileFiles[] values = [];

    /// <summary>Begins with a dot, so that nobody is served from it.</summary>
    public string Folder { get; } = Path.Combine(folder.Root, $".{name}.building");

    public TileFiles Values(int band) => values[band];

    /// <summary>Takes up what an earlier run left, if it was to become the same.</summary>
    /// <param name="keepsValues">Tiles of values are part of the HiPS.</param>
    public void Begin(string stamp, bool keepsValues)
    {
        var file = Path.Combine(Folder, StampName);
        if (Directory.Exists(Folder) && (!File.Exists(file) || File.ReadAllText(file) != stamp))
            Directory.Delete(Folder, recursive: true);
        Directory.CreateDirectory(Folder);
        File.WriteAllText(file, stamp);
        values =
        [
            .. Enumerable
                .Range(0, bands)
                .Select(band => new TileFiles(keepsValues ? Folder : Path.Combine(Folder, $".values{band}"))),
        ];
    }

    /// <summary>Tiles of any band.</summary>
    public IReadOnlyList<long> Tiles(int order) => [.. values.SelectMany(band => band.Tiles(order)).Distinct().Order()];

    /// <summary>One a band; null where a band has nothing.</summary>
    public async Task<IReadOnlyList<Raster?>> ReadAsync(int order, long tile, CancellationToken ct)
    {
        var rasters = new Raster?[values.Length];
        for (var band = 0; band < values.Length; band++)
            rasters[band] = await values[band].ReadAsync(order, tile, ct);
        return rasters;
    }

    /// <summary>Gives the HiPS its name; one of that name is replaced.</summary>
    /// <returns>Bytes of all files.</returns>
    public long Finish()
    {
        foreach (var hidden in Directory.EnumerateFileSystemEntries(Folder).Where(IsHidden).ToList())
            if (Directory.Exists(hidden))
                Directory.Delete(hidden, recursive: true);
            else
                File.Delete(hidden);
        var bytes = new DirectoryInfo(Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        var served = folder.PathOf(name);
        var former = Path.Combine(folder.Root, $".{name}.former");
        try
        {
            if (Directory.Exists(former))
                Directory.Delete(former, recursive: true);
            if (Directory.Exists(served))
                Directory.Move(served, former);
            Directory.Move(Folder, served);
            if (Directory.Exists(former))
                Directory.Delete(former, recursive: true);
        }
        catch (IOException e)
        {
            throw new ServiceException(
                ErrorKind.ServiceUnavailable,
                $"The HiPS is complete in {Folder}, but cannot take its name: {e.Message}",
                e
            );
        }
        return bytes;
    }

    private static bool IsHidden(string path) => Path.GetFileName(path).StartsWith('.');
}
