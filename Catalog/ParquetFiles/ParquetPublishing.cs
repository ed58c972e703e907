using System.Collections.Immutable;
using System.Diagnostics;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Ingest;
using DataLab.Formats;

namespace DataLab.Catalog.ParquetFiles;

/// <summary>Serves Parquet files where they are: what is made in the data folder is their description, and links to them.</summary>
public static class ParquetPublishing
{
    /// <summary>Publishes files as a table, or brings up to date what was published so before.</summary>
    /// <exception cref="ServiceException">NotFound: there are no such files; UsageError: they cannot be one table, or another one
    /// is called so.</exception>
    public static Task<IngestReport> RunAsync(ParquetRequest request, CancellationToken ct = default) =>
        Task.Run(
            async () =>
            {
                var folder = new CatalogFolder(request.DataFolder);
                CheckSchema(request.Schema);
                var isOurs = IsPublished(folder, request.Schema, request.Table);
                await using var publication = new Publication(folder, request.Schema, request.Table, isOurs);
                try
                {
                    return await new Run(request, publication).RunAsync(ct).ConfigureAwait(false);
                }
                catch (EngineException e)
                {
                    throw new ServiceException(
                        ErrorKind.UsageError,
                        $"The files cannot be read as Parquet: {e.Message.Split('\n')[0]}",
                        e
                    );
                }
            },
            ct
        );

    /// <summary>Takes a table of files out of the archive; the files stay where they are.</summary>
    /// <exception cref="ServiceException">NotFound: there is no such table of files.</exception>
    public static void Remove(string dataFolder, string schema, string table)
    {
        var folder = new CatalogFolder(dataFolder);
        if (!IsPublished(folder, schema, table))
            throw new ServiceException(
                ErrorKind.NotFound,
                $"{AdqlName.Write(schema)}.{AdqlName.Write(table)} is no table of Parquet files in this data folder."
            );
        using (Publication.Lock(folder, schema, table))
            Directory.Delete(folder.TableFolder(schema, table), recursive: true);
        folder.Touch();
    }

    private static void CheckSchema(string schema)
    {
        foreach (var name in new[] { TapSchema.Name, QuerySession.SchemaName, StatisticsSchema.Name })
            if (name.Equals(schema, StringComparison.OrdinalIgnoreCase))
                throw new ServiceException(
                    ErrorKind.UsageError,
                    $"{name} is kept for the service; publish under another name."
                );
    }

    /// <summary>A table is there, and consists of links: it may be published again.</summary>
    private static bool IsPublished(CatalogFolder folder, string schema, string table)
    {
        try
        {
            var last = CatalogFolder.Generations(folder.TableFolder(schema, table)).LastOrDefault().Path;
            return last is not null && Directory.Exists(ParquetLinks.Folder(last));
        }
        catch (ArgumentException e)
        {
            throw new ServiceException(ErrorKind.UsageError, e.Message, e);
        }
    }

    private sealed class Run(ParquetRequest request, Publication publication)
    {
        private readonly List<string> notes = [];
        private readonly Stopwatch clock = Stopwatch.StartNew();

        public async Task<IngestReport> RunAsync(CancellationToken ct)
        {
            using var instance = ParquetSource.Instance(publication.WorkFolder, ParquetTrust.Operator);
            using var connection = instance.Connect();
            SkyFunctions.Register(connection);
            var files = FoundFiles.Find(connection, request.Files, notes.Add);
            var table = ParquetColumns.Read(connection, request, files, notes.Add);
            var cells = ParquetCells.Of(connection, request, table, files, notes.Add);
            var links = Path.Combine(publication.WorkFolder, Publication.LinksName);
            for (var i = 0; i < files.Length; i++)
                ParquetLinks.Make(links, i, files[i].Path, cells?.Ranges[i], files[i].Partitions);
            var stored = Stored(files, table, cells);
            // Proves that the rows can be read as they will be.
            connection.Execute($"CREATE VIEW rows AS {ParquetView.Sql(stored, links)}");
            connection.Execute("SELECT * FROM rows LIMIT 1");
            connection.Execute("DROP VIEW rows");
            ct.ThrowIfCancellationRequested();
            WriteFile(connection, stored);
            var (published, _) = await publication.PublishAsync(stored, null, _ => { }, ct).ConfigureAwait(false);
            return new IngestReport(
                published,
                published.Rows ?? 0,
                published.Columns.Length,
                0,
                [.. notes.Distinct()],
                clock.Elapsed
            )
            {
                Position = table.Position,
                FileBytes = stored.Size!.TotalBytes,
            };
        }

        /// <summary>A generation's file with the description and no rows.</summary>
        private void WriteFile(EngineConnection connection, StoredTable stored)
        {
            connection.Execute($"ATTACH {EngineTypes.Literal(publication.NewFile)} AS final");
            connection.Execute(
                $"CREATE TABLE final.main.{StoredTable.MetadataName} AS SELECT {EngineTypes.Literal(stored.ToJson())} AS json"
            );
            connection.Execute("CHECKPOINT final");
            connection.Execute("DETACH final");
        }

        private StoredTable Stored(ImmutableArray<FoundFile> files, ParquetColumns table, ParquetCells? cells)
        {
            var about = files.Select(file => new FileInfo(file.Path)).ToArray();
            return new StoredTable(
                new TableMetadata(request.Schema, request.Table, table.Metadata(cells is not null))
                {
                    Description = table.Description,
                    Utype = table.Said?.Utype,
                    Index = table.Said?.Index,
                    Rows = files.Sum(file => file.Rows),
                    Coordinates = table.Position is var (right, declination)
                        ? new Coordinates(right, declination)
                        : null,
                },
                [.. table.Columns.Select(column => column.Field.Name)]
            )
            {
                Expressions = [.. table.Columns.Select(column => column.Sql)],
                Hidden = cells?.Hidden ?? [],
                Position =
                    cells is not null && table.Position is var (ra, dec)
                        ? new StoredPosition(ra, dec, cells.Column)
                        {
                            First = ParquetLinks.First,
                            Last = ParquetLinks.Last,
                        }
                        : null,
                Parquet = new StoredParquet(
                    [
                        .. about.Select(
                            (file, i) =>
                                new StoredParquetFile(file.FullName, file.Length, file.LastWriteTimeUtc)
                                {
                                    Cells = cells?.Ranges[i],
                                }
                        ),
                    ],
                    2 + files[0].Partitions.Length
                ),
                Size = new StoredSize(about.Sum(file => file.Length), 0, 0),
                Sources = [request.Files],
                PublishedAt = DateTimeOffset.UtcNow,
            };
        }
    }
}
