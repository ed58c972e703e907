using System.Collections.Immutable;
using System.Globalization;
using DataLab.Catalog.Tests.Support;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Sia.ObsCore;
using DataLab.Sia.Search;
using DataLab.Sia.Sia1;
using DataLab.Sia.Sia2;
using DataLab.Sky;
using Microsoft.Extensions.Logging.Abstractions;
using Cells = DataLab.Catalog.Tests.Support.Cells;

namespace DataLab.Sia.Tests.Support;

/// <summary>A table ivoa.ObsCore of random rows, many cells of which are null, and the searches on it.</summary>
internal sealed class RandomImages : IAsyncDisposable
{
    public const int Count = 300;

    /// <summary>Where searches pretend to be.</summary>
    public const string BaseUrl = "https://archive.example/lab";

    private readonly Archive archive = new();

    private RandomImages(ImmutableArray<Dictionary<string, object?>> rows) => Rows = rows;

    /// <summary>Cells by the names of columns; null where there is none.</summary>
    public ImmutableArray<Dictionary<string, object?>> Rows { get; }

    public Sia2Service Sia2 { get; private set; } = null!;

    public Sia1Service Sia1 { get; private set; } = null!;

    public ArchiveFactsReader Facts { get; private set; } = null!;

    public TableFormats Formats { get; } = new();

    public static async Task<RandomImages> OpenAsync()
    {
        var random = new Random(4711);
        var images = new RandomImages([.. Enumerable.Range(0, Count).Select(i => Row(random, i))]);
        await images.archive.IngestAsync(
            ObsCorePublisher.SchemaName,
            ObsCorePublisher.TableName,
            [.. ObsCoreColumns.All.Select(column => column.Field)],
            [.. images.Rows.Select(row => ObsCoreColumns.All.Select(c => row.GetValueOrDefault(c.Name)).ToArray())],
            request => request with { RaColumn = "s_ra", DecColumn = "s_dec", IdColumn = "obs_publisher_did" }
        );
        await images.archive.OpenAsync();
        var search = new ImageSearch(images.archive.Catalog, new SiaOptions());
        images.Facts = new ArchiveFactsReader(search, NullLogger<ArchiveFactsReader>.Instance);
        images.Sia2 = new Sia2Service(search, images.Facts, new ImageServices());
        images.Sia1 = new Sia1Service(search, images.Facts, new ImageServices());
        return images;
    }

    /// <summary>The rows that a query of SIA 2.0 gives, and what is told of them.</summary>
    public async Task<(RowSource Source, List<object?[]> Rows)> Query2Async(params (string, string)[] parameters)
    {
        var request = Sia2Request.Parse(Parameters.Of(parameters), Formats, Sia2.Options);
        await using var rows = await Sia2.OpenAsync(request, BaseUrl, "me", new RequestFacts(), default);
        return (rows, await Cells.ReadAllAsync(rows));
    }

    /// <summary>Of SIA 1.0.</summary>
    /// <param name="collection">Null for all.</param>
    public async Task<(RowSource Source, List<object?[]> Rows)> Query1Async(
        string? collection,
        params (string, string)[] parameters
    )
    {
        var request = Sia1Request.Parse(Parameters.Of(parameters), Formats);
        await using var rows = await Sia1.OpenAsync(request, collection, BaseUrl, "me", new RequestFacts(), default);
        return (rows, await Cells.ReadAllAsync(rows));
    }

    /// <summary>One column of an answer, sorted.</summary>
    public static string[] Column((RowSource Source, List<object?[]> Rows) answer, string name)
    {
        var index = answer.Source.Fields.Select(field => field.Name).ToList().IndexOf(name);
        return
        [
            .. answer
                .Rows.Select(row => Convert.ToString(row[index], CultureInfo.InvariantCulture) ?? "")
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The outline of a row; null if it has none.</summary>
    public static Polygon? Outline(Dictionary<string, object?> row) =>
        row["s_region"] is double[] n
            ? new Polygon(Enumerable.Range(0, n.Length / 2).Select(i => new Point(n[2 * i], n[2 * i + 1])))
            : null;

    private static Dictionary<string, object?> Row(Random random, int number)
    {
        // Some lie at 0 hours, some near a pole, others in a field of ten degrees.
        var (ra, dec) = (number % 5) switch
        {
            0 => (random.NextDouble() * 4 + 358, random.NextDouble() * 4 - 2),
            1 => (random.NextDouble() * 360, 86 + random.NextDouble() * 3.5),
            _ => (150 + random.NextDouble() * 10, -30 + random.NextDouble() * 10),
        };
        ra %= 360;
        var hasPlace = number % 7 != 3;
        var begin = 57000 + random.Next(100);
        var wave = random.Next(4, 9) * 1e-7;
        var collection = Pick(random, "alpha", "Beta", "g'amma")!;
        var name = $"file{number}.fits.fz";
        return new Dictionary<string, object?>
        {
            ["dataproduct_type"] = number % 11 == 0 ? "cube" : "image",
            ["calib_level"] = random.Next(1, 4),
            ["obs_collection"] = collection,
            ["obs_id"] = $"obs{number / 2}",
            ["obs_publisher_did"] = $"ivo://archive.example/{Uri.EscapeDataString(collection)}?{name}",
            ["access_url"] = $"/links?ID={number}",
            ["access_format"] = number % 3 == 0 ? "image/fits" : "application/x-votable+xml;content=datalink",
            ["access_estsize"] = (long)random.Next(1, 1000),
            ["target_name"] = Pick(random, "M 31", "ngc1", null),
            ["s_ra"] = hasPlace ? ra : null,
            ["s_dec"] = hasPlace ? dec : null,
            ["s_fov"] = hasPlace ? random.Next(1, 5) / 4.0 : null,
            ["s_region"] = hasPlace ? Box(ra, dec, random) : null,
            ["s_resolution"] = Maybe(random, random.Next(5, 20) / 10.0),
            ["t_min"] = number % 6 == 0 ? null : (double)begin,
            ["t_max"] = Maybe(random, begin + 0.5),
            ["t_exptime"] = Maybe(random, (double)random.Next(1, 10) * 30),
            ["t_resolution"] = Maybe(random, (double)random.Next(1, 4)),
            ["em_min"] = Maybe(random, wave),
            ["em_max"] = Maybe(random, wave + 1e-7),
            ["em_res_power"] = Maybe(random, (double)random.Next(1, 6)),
            ["pol_states"] = Pick(random, "/I/", "/I/Q/U/V/", "/XX/YY/", null),
            ["facility_name"] = Pick(random, "Blanco", "Mayall", null),
            ["instrument_name"] = Pick(random, "DECam", "decam", null),
            ["obs_release_date"] = Pick(random, "2020-01-31", "2020-01-31T12:00:00", "2021-06-01T00:00:00", null),
            ["hdu"] = number % 2 == 0 ? number % 4 : null,
            ["file_name"] = name,
            ["im_naxes"] = 2,
            ["im_naxis"] = new[] { 2048L, 4096L },
            ["im_scale"] = new[] { 7e-5, 7e-5 },
            ["exptime"] = Maybe(random, random.Next(1, 10) * 30.5),
            ["mjd_obs"] = (double)begin,
            ["obs_title"] = number % 10 == 0 ? null : $"Title {number}",
            ["prodtype"] = Pick(random, "image", "wtmap", "dqmask"),
        };
    }

    private static double[] Box(double ra, double dec, Random random)
    {
        var (w, h) = (random.Next(1, 5) / 8.0 / Math.Cos(dec * Math.PI / 180), random.Next(1, 5) / 8.0);
        double[] box = [ra - w, dec - h, ra + w, dec - h, ra + w, dec + h, ra - w, dec + h];
        for (var i = 0; i < 8; i += 2)
            box[i] = (box[i] + 360) % 360;
        return box;
    }

    private static string? Pick(Random random, params string?[] from) => from[random.Next(from.Length)];

    private static object? Maybe(Random random, double value) => random.Next(5) == 0 ? null : value;

    public ValueTask DisposeAsync() => archive.DisposeAsync();
}
