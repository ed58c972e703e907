using DataLab.State;

namespace DataLab.Sia.Store;

/// <summary>The tables of the image store. Times are Unix milliseconds, but for those of files, which are ticks of 100 ns.</summary>
internal static class ImageTables
{
    public static StateModule Module { get; } =
        new(
            "images",
            [
                """
                CREATE TABLE image_collection (
                    collection_id BIGINT PRIMARY KEY,
                    name TEXT NOT NULL,
                    name_key TEXT NOT NULL UNIQUE,
                    title TEXT,
                    description TEXT,
                    folder TEXT NOT NULL,
                    release_time BIGINT,
                    creation_time BIGINT NOT NULL
                );

                CREATE TABLE image_file (
                    file_id BIGINT PRIMARY KEY,
                    collection_id BIGINT NOT NULL REFERENCES image_collection (collection_id) ON DELETE CASCADE,
                    path TEXT NOT NULL,
                    path_key TEXT NOT NULL,
                    name_key TEXT NOT NULL,
                    size BIGINT NOT NULL,
                    modified BIGINT NOT NULL,
                    md5 TEXT,
                    rules TEXT NOT NULL,
                    reason TEXT,
                    exposure TEXT,
                    release_time BIGINT,
                    facts TEXT,
                    UNIQUE (collection_id, path)
                );
                CREATE INDEX image_file_path ON image_file (path_key, collection_id);
                CREATE INDEX image_file_name ON image_file (name_key);
                CREATE INDEX image_file_exposure ON image_file (collection_id, exposure);
                CREATE INDEX image_file_refused ON image_file (collection_id, path) WHERE reason IS NOT NULL;

                CREATE TABLE image_hdu (
                    file_id BIGINT NOT NULL REFERENCES image_file (file_id) ON DELETE CASCADE,
                    hdu BIGINT NOT NULL,
                    facts TEXT NOT NULL,
                    PRIMARY KEY (file_id, hdu)
                );
                """,
            ]
        );
}
