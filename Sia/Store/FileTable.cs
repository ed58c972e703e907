using System.Collections.Immutable;
using System.Data.Common;

namespace DataLab.Sia.Store;

/// <summary>Files that were read, looked up with their images and relations.</summary>
internal static class FileTable
{
    private const string Columns =
        $"{CollectionTable.Columns}, f.file_id, f.path, f.size, f.modified, f.md5, f.release_time, f.exposure, f.facts";

    /// <summary>One for each reference; see <see cref="ImageStore.FindAsync(IReadOnlyList{ImageReference}, CancellationToken)"/>.</summary>
    public static ImmutableArray<FoundImage?> Find(
        DbConnection db,
        ImageOptions options,
        IReadOnlyList<ImageReference> references
    )
    {
        var files = Complete(db, options, Candidates(db, options, references));
        return [.. references.Select(reference => Best(options, files, reference))];
    }

    private static FoundImage? Best(ImageOptions options, List<StoredFile> files, ImageReference reference)
    {
        if (
            reference.Authority is { } authority
            && !authority.Equals(options.Authority, StringComparison.OrdinalIgnoreCase)
        )
            return null;
        var fits = files.Where(file =>
            (
                reference.Collection is null
                || reference.Collection.Equals(file.Collection.Name, StringComparison.OrdinalIgnoreCase)
            ) && (reference.IsName ? file.Name : file.Path).Equals(reference.Path, StringComparison.OrdinalIgnoreCase)
        );
        var best = fits.OrderByDescending(file =>
                (reference.IsName ? file.Name : file.Path).Equals(reference.Path, StringComparison.Ordinal)
            )
            .ThenBy(file => file.Collection.Id)
            .ThenBy(file => file.Path, StringComparer.Ordinal)
            .FirstOrDefault();
        return best is null ? null : new FoundImage(best, reference.Hdu);
    }

    private static List<Row> Candidates(DbConnection db, ImageOptions options, IReadOnlyList<ImageReference> references)
    {
        var (paths, pathValues) = Sql.In(
            "p",
            references.Where(r => !r.IsName).Select(r => ImageReference.Key(r.Path)).Distinct()
        );
        var (names, nameValues) = Sql.In(
            "n",
            references.Where(r => r.IsName).Select(r => ImageReference.Key(r.Path)).Distinct()
        );
        return db.Query(
            $"""
            SELECT {Columns} FROM image_file f JOIN image_collection c ON c.collection_id = f.collection_id
            WHERE f.reason IS NULL AND f.path_key IN ({paths})
            UNION
            SELECT {Columns} FROM image_file f JOIN image_collection c ON c.collection_id = f.collection_id
            WHERE f.reason IS NULL AND f.name_key IN ({names})
            """,
            row => Row.Read(row, options),
            [.. pathValues, .. nameValues]
        );
    }

    private static List<StoredFile> Complete(DbConnection db, ImageOptions options, List<Row> rows) =>
        WithImages(db, options, rows, Related(db, options, rows));

    /// <summary>Files by a condition that our own code writes.</summary>
    public static List<Row> Rows(
        DbConnection db,
        ImageOptions options,
        string condition,
        params ReadOnlySpan<(string Name, object? Value)> values
    ) =>
        db.Query(
            $"SELECT {Columns} FROM image_file f JOIN image_collection c ON c.collection_id = f.collection_id WHERE {condition}",
            row => Row.Read(row, options),
            values
        );

    /// <param name="others">Files that may belong to the same exposures.</param>
    public static List<StoredFile> WithImages(
        DbConnection db,
        ImageOptions options,
        List<Row> rows,
        IEnumerable<Row> others
    )
    {
        var (ids, values) = Sql.In("f", rows.Select(row => row.Id));
        var images = db.Query(
                $"SELECT file_id, hdu, facts FROM image_hdu WHERE file_id IN ({ids}) ORDER BY file_id, hdu",
                row => (File: row.GetInt64(0), Hdu: (int)row.GetInt64(1), Facts: ColumnValues.Parse(row.GetString(2))),
                values
            )
            .ToLookup(image => image.File);
        var related = others.ToLookup(row => (row.Collection.Id, row.Exposure));
        return
        [
            .. rows.Select(row => new StoredFile(
                row.Id,
                row.Collection,
                row.Path,
                row.Size,
                row.Modified,
                row.Md5,
                row.ReleaseTime ?? row.Collection.ReleaseTime,
                row.Facts,
                [.. images[row.Id].Select(image => new StoredImage(image.Hdu, image.Facts.Over(row.Facts)))],
                [
                    .. related[(row.Collection.Id, row.Exposure)]
                        .Where(other => other.Id != row.Id)
                        .Select(other => Relation(options, row, other)),
                ]
            )),
        ];
    }

    private static List<Row> Related(DbConnection db, ImageOptions options, List<Row> rows)
    {
        var (exposures, values) = Sql.In(
            "e",
            rows.Where(row => row.Exposure is not null).Select(row => row.Exposure!).Distinct()
        );
        var (collections, ids) = Sql.In("c", rows.Select(row => row.Collection.Id).Distinct());
        return Rows(
            db,
            options,
            $"f.reason IS NULL AND f.exposure IN ({exposures}) AND f.collection_id IN ({collections}) ORDER BY f.path",
            [.. values, .. ids]
        );
    }

    private static RelatedFile Relation(ImageOptions options, Row row, Row other)
    {
        var (own, set) = (row.Facts.Text("fileset_id"), other.Facts.Text("fileset_id"));
        return new RelatedFile(
            other.Id,
            other.Path,
            ImageReference.WriteDid(options.Authority, row.Collection.Name, other.Path, null),
            other.Facts.Text("prodtype"),
            other.Facts.Text("proctype"),
            own is not null && own == set,
            other.Size,
            other.ReleaseTime ?? row.Collection.ReleaseTime
        );
    }

    /// <summary>A row of the table, with its collection.</summary>
    internal sealed record Row(
        StoredCollection Collection,
        long Id,
        string Path,
        long Size,
        DateTime Modified,
        string? Md5,
        DateTimeOffset? ReleaseTime,
        string? Exposure,
        ColumnValues Facts
    )
    {
        public static Row Read(DbDataReader row, ImageOptions options)
        {
            const int first = CollectionTable.Width;
            return new Row(
                CollectionTable.Read(row, options),
                row.GetInt64(first),
                row.GetString(first + 1),
                row.GetInt64(first + 2),
                new DateTime(row.GetInt64(first + 3), DateTimeKind.Utc),
                row.Text(first + 4),
                row.Time(first + 5),
                row.Text(first + 6),
                ColumnValues.Parse(row.Text(first + 7) ?? "{}")
            );
        }
    }
}
