using System.Data.Common;

namespace DataLab.Sia.Store;

/// <summary>All files that were read, in the order of their numbers.</summary>
internal static class ListedFiles
{
    /// <param name="after">Number of the last one seen.</param>
    /// <returns>Files with their images, without relations.</returns>
    public static List<StoredFile> Page(DbConnection db, ImageOptions options, long after, int most)
    {
        var files = FileTable.Rows(
            db,
            options,
            "f.reason IS NULL AND f.file_id > @after ORDER BY f.file_id LIMIT @most",
            ("@after", after),
            ("@most", (long)most)
        );
        return FileTable.WithImages(db, options, files, []);
    }

    /// <summary>The same of one collection.</summary>
    public static List<StoredFile> PageOf(DbConnection db, ImageOptions options, long collection, long after, int most)
    {
        var files = FileTable.Rows(
            db,
            options,
            "f.reason IS NULL AND f.collection_id = @collection AND f.file_id > @after ORDER BY f.file_id LIMIT @most",
            ("@collection", collection),
            ("@after", after),
            ("@most", (long)most)
        );
        return FileTable.WithImages(db, options, files, []);
    }
}
