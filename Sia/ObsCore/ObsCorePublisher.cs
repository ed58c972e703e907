using DataLab.Catalog.Ingest;
using DataLab.Catalog.PostgreSql;
using DataLab.Sia.Store;

namespace DataLab.Sia.ObsCore;

/// <summary>Where <c>ivoa.ObsCore</c> goes.</summary>
/// <param name="DataFolder">The archive's data folder; work folder of a database.</param>
/// <param name="Database">Connection string of the catalogue's owner; null for the data folder.</param>
public sealed record CatalogPlace(string DataFolder, string? Database = null)
{
    public ShardList? Shards { get; init; }

    /// <summary>How long queries may go on with the table that is replaced.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(65);

    /// <summary>Bytes to sort in; zero for the usual.</summary>
    public long MemoryLimit { get; init; }
}

/// <summary>Publishes the list of images as the table <c>ivoa.ObsCore</c> (ObsCore 1.1), all of it at once, as tables are taken in.</summary>
public static class ObsCorePublisher
{
    public const string SchemaName = "ivoa";
    public const string TableName = "ObsCore";

    /// <summary>Makes the table anew; an empty one where there are no images.</summary>
    /// <exception cref="DataLab.Formats.ServiceException">The store or the catalogue cannot be used; the old table is still there.</exception>
    public static async Task<ObsCoreReport> PublishAsync(
        ImageStore store,
        CatalogPlace place,
        IProgress<IngestProgress>? progress = null,
        CancellationToken ct = default
    )
    {
        await using var rows = new ObsCoreRows(store, DateTimeOffset.UtcNow);
        var request = new IngestRequest(
            place.DataFolder,
            SchemaName,
            TableName,
            [IngestSource.Rows("images", _ => Task.FromResult<DataLab.Formats.RowSource>(rows))]
        )
        {
            Replace = true,
            Database = place.Database,
            Shards = place.Shards,
            Grace = place.Grace,
            MemoryLimit = place.MemoryLimit,
            RaColumn = "s_ra",
            DecColumn = "s_dec",
            IdColumn = "obs_publisher_did",
            Indexed = ["obs_collection", "obs_id", "file_name"],
            Metadata = Description,
        };
        var report = await TableIngest.RunAsync(request, progress, ct).ConfigureAwait(false);
        return new ObsCoreReport(report, rows.Hidden);
    }

    private static FelisDocument Description { get; } =
        new(
            SchemaName,
            [
                new FelisTable(
                    TableName,
                    [
                        .. ObsCoreColumns.All.Select(column => new FelisColumn(column.Name)
                        {
                            Std = column.IsStandard,
                            Principal = column.IsPrincipal,
                        }),
                    ]
                )
                {
                    Description =
                        "Images: a row for each file (hdu is null) and one for each image in it. ObsCore 1.1, with columns of NOIRLab's Astro Data Lab",
                    Utype = "ivo://ivoa.net/std/ObsCore#core-1.1",
                },
            ],
            []
        )
        {
            Description = "Tables that standards of the Virtual Observatory define",
        };
}

/// <summary>What became of a publication.</summary>
/// <param name="Hidden">Files that are left out until they are released.</param>
public sealed record ObsCoreReport(IngestReport Table, long Hidden);
