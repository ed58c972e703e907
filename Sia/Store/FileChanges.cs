using System.Data.Common;
using DataLab.State;

namespace DataLab.Sia.Store;

/// <summary>What was known of a file when it was looked at last.</summary>
internal sealed record KnownFile(string Path, long Size, DateTime Modified, string Rules, bool HasMd5, string? Reason);

/// <summary>A file as it is to be listed.</summary>
/// <param name="Rules">By which it was read: it is read again when they change.</param>
/// <param name="Reason">Why it is refused; it has no facts then.</param>
internal sealed record FileChange(string Path, long Size, DateTime Modified, string Rules, string? Reason)
{
    public string? Md5 { get; init; }
    public ColumnValues? Facts { get; init; }
    public IReadOnlyList<(int Hdu, ColumnValues Facts)> Images { get; init; } = [];
    public DateTimeOffset? ReleaseTime { get; init; }
}

/// <summary>Changes of the list of files.</summary>
internal static class FileChanges
{
    /// <summary>Some files by their paths.</summary>
    public static Dictionary<string, KnownFile> Known(DbConnection db, long collection, IEnumerable<string> paths)
    {
        var (names, values) = Sql.In("p", paths);
        return db.Query(
                $"SELECT path, size, modified, rules, md5, reason FROM image_file WHERE collection_id = @c AND path IN ({names})",
                Read,
                [("@c", collection), .. values]
            )
            .ToDictionary(file => file.Path);
    }

    /// <summary>The next files in the order of their paths.</summary>
    /// <param name="after">Path of the last one seen; empty to begin.</param>
    public static List<KnownFile> Page(DbConnection db, long collection, string after, int most) =>
        db.Query(
            "SELECT path, size, modified, rules, md5, reason FROM image_file WHERE collection_id = @c AND path > @after ORDER BY path LIMIT @most",
            Read,
            ("@c", collection),
            ("@after", after),
            ("@most", (long)most)
        );

    private static KnownFile Read(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetInt64(1),
            new DateTime(row.GetInt64(2), DateTimeKind.Utc),
            row.GetString(3),
            !row.IsDBNull(4),
            row.Text(5)
        );

    /// <summary>Lists files in place of what was known of them.</summary>
    public static void Put(DbConnection db, long collection, IReadOnlyList<FileChange> files)
    {
        db.Lock("image_file");
        Remove(db, collection, [.. files.Select(file => file.Path)]);
        var id = db.Number("SELECT COALESCE(MAX(file_id), 0) FROM image_file");
        var numbered = files.Select(file => (Id: ++id, File: file)).ToArray();
        db.ExecuteEach(
            """
            INSERT INTO image_file
                (file_id, collection_id, path, path_key, name_key, size, modified, md5, rules, reason, exposure, release_time, facts)
            VALUES (@id, @collection, @path, @path_key, @name_key, @size, @modified, @md5, @rules, @reason, @exposure, @release, @facts)
            """,
            numbered,
            ("@id", row => row.Id),
            ("@collection", _ => collection),
            ("@path", row => row.File.Path),
            ("@path_key", row => ImageReference.Key(row.File.Path)),
            ("@name_key", row => ImageReference.Key(row.File.Path[(row.File.Path.LastIndexOf('/') + 1)..])),
            ("@size", row => row.File.Size),
            ("@modified", row => row.File.Modified.Ticks),
            ("@md5", row => row.File.Md5),
            ("@rules", row => row.File.Rules),
            ("@reason", row => row.File.Reason),
            ("@exposure", row => row.File.Facts?.Text("obs_id")),
            ("@release", row => row.File.ReleaseTime?.ToUnixTimeMilliseconds()),
            ("@facts", row => row.File.Facts?.ToJson())
        );
        db.ExecuteEach(
            "INSERT INTO image_hdu (file_id, hdu, facts) VALUES (@file, @hdu, @facts)",
            numbered.SelectMany(row => row.File.Images.Select(image => (row.Id, image.Hdu, image.Facts))),
            ("@file", row => row.Id),
            ("@hdu", row => (long)row.Hdu),
            ("@facts", row => row.Facts.ToJson())
        );
    }

    /// <summary>Takes files off the list, with their images.</summary>
    public static int Remove(DbConnection db, long collection, IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
            return 0;
        var (names, values) = Sql.In("p", paths);
        return db.Execute(
            $"DELETE FROM image_file WHERE collection_id = @c AND path IN ({names})",
            [("@c", collection), .. values]
        );
    }

    /// <summary>Takes a collection off the list, with all that it has; its files stay where they are.</summary>
    public static void RemoveCollection(DbConnection db, long collection) =>
        db.Execute("DELETE FROM image_collection WHERE collection_id = @c", ("@c", collection));
}
