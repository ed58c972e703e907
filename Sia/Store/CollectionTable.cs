using System.Data.Common;
using DataLab.Formats;
using DataLab.State;

namespace DataLab.Sia.Store;

/// <summary>Collections as rows.</summary>
internal static class CollectionTable
{
    /// <summary>Of <see cref="Read"/>.</summary>
    public const string Columns = "c.collection_id, c.name, c.title, c.description, c.folder, c.release_time";

    /// <summary>Columns of <see cref="Columns"/>.</summary>
    public const int Width = 6;

    public static List<StoredCollection> All(DbConnection db, ImageOptions options) =>
        db.Query($"SELECT {Columns} FROM image_collection c ORDER BY c.name_key", row => Read(row, options));

    public static StoredCollection? Find(DbConnection db, ImageOptions options, string name) =>
        db.Query(
                $"SELECT {Columns} FROM image_collection c WHERE c.name_key = @key",
                row => Read(row, options),
                ("@key", ImageReference.Key(name))
            )
            .FirstOrDefault();

    public static List<CollectionSummary> Summaries(DbConnection db, ImageOptions options) =>
        db.Query(
            $"""
            SELECT {Columns},
                (SELECT COUNT(*) FROM image_file f WHERE f.collection_id = c.collection_id AND f.reason IS NULL),
                (SELECT COUNT(*) FROM image_hdu h JOIN image_file f ON f.file_id = h.file_id WHERE f.collection_id = c.collection_id),
                (SELECT COUNT(*) FROM image_file f WHERE f.collection_id = c.collection_id AND f.reason IS NOT NULL),
                (SELECT COALESCE(CAST(SUM(f.size) AS BIGINT), 0) FROM image_file f WHERE f.collection_id = c.collection_id AND f.reason IS NULL)
            FROM image_collection c ORDER BY c.name_key
            """,
            row => new CollectionSummary(
                Read(row, options),
                row.GetInt64(Width),
                row.GetInt64(Width + 1),
                row.GetInt64(Width + 2),
                row.GetInt64(Width + 3)
            )
        );

    public static StoredCollection Read(DbDataReader row, ImageOptions options, int first = 0) =>
        new(
            row.GetInt64(first),
            row.GetString(first + 1),
            row.Text(first + 2),
            row.Text(first + 3),
            AbsoluteFolder(row.GetString(first + 4), options),
            row.Time(first + 5)
        );

    /// <summary>Makes a collection, or gives one that is there a new title, description or time of release.</summary>
    /// <param name="wish">Its id is not looked at. Null texts leave what is there.</param>
    /// <param name="isPublic">Takes the time of release away.</param>
    /// <exception cref="ServiceException">UsageError: there is one of that name with another folder.</exception>
    public static StoredCollection Ensure(
        DbConnection db,
        ImageOptions options,
        StoredCollection wish,
        bool isPublic,
        DateTimeOffset now
    )
    {
        StoredCollection.CheckName(wish.Name);
        db.Lock("image_collection");
        if (Find(db, options, wish.Name) is not { } known)
        {
            var made = wish with { Id = db.Number("SELECT COALESCE(MAX(collection_id), 0) + 1 FROM image_collection") };
            db.Execute(
                """
                INSERT INTO image_collection (collection_id, name, name_key, title, description, folder, release_time, creation_time)
                VALUES (@id, @name, @key, @title, @description, @folder, @release, @now)
                """,
                ("@id", made.Id),
                ("@name", made.Name),
                ("@key", ImageReference.Key(made.Name)),
                ("@title", made.Title),
                ("@description", made.Description),
                ("@folder", KeptFolder(made.Folder, options)),
                ("@release", made.ReleaseTime?.ToUnixTimeMilliseconds()),
                ("@now", now.ToUnixTimeMilliseconds())
            );
            return made;
        }
        if (known.Folder != wish.Folder)
            throw new ServiceException(
                ErrorKind.UsageError,
                $"The collection {known.Name} has the folder {known.Folder}, not {wish.Folder}. Give files below it, or another collection."
            );
        var changed = known with
        {
            Title = wish.Title ?? known.Title,
            Description = wish.Description ?? known.Description,
            ReleaseTime = isPublic ? null : wish.ReleaseTime ?? known.ReleaseTime,
        };
        if (changed != known)
            db.Execute(
                "UPDATE image_collection SET title = @title, description = @description, release_time = @release WHERE collection_id = @id",
                ("@title", changed.Title),
                ("@description", changed.Description),
                ("@release", changed.ReleaseTime?.ToUnixTimeMilliseconds()),
                ("@id", changed.Id)
            );
        return changed;
    }

    private static string AbsoluteFolder(string folder, ImageOptions options) =>
        Path.IsPathRooted(folder) || string.IsNullOrEmpty(options.Folder)
            ? folder
            : Path.GetFullPath(folder, options.Folder);

    private static string KeptFolder(string folder, ImageOptions options)
    {
        if (string.IsNullOrEmpty(options.Folder))
            return folder;
        var relative = Path.GetRelativePath(options.Folder, folder);
        return relative.StartsWith("..", StringComparison.Ordinal) ? folder : relative;
    }
}
