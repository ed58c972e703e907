namespace DataLab.Catalog.Ingest;

/// <summary>The exclusive right to make a table anew, and the step that makes it visible all at once; held until disposed.</summary>
internal interface IPublication : IAsyncDisposable
{
    /// <summary>For everything unfinished; gone when disposed.</summary>
    string WorkFolder { get; }

    /// <summary>Where the sorted rows are to be put, as a file of the embedded engine.</summary>
    string NewFile { get; }

    /// <summary>Makes the rows of <see cref="NewFile"/>, closed by the engine, the table.</summary>
    /// <param name="about">Of the schema; null to leave what is known.</param>
    /// <returns>The table as it is published, and the bytes it takes.</returns>
    Task<(TableMetadata Table, long Bytes)> PublishAsync(
        StoredTable stored,
        StoredSchema? about,
        Action<IngestStage> stage,
        CancellationToken ct
    );
}
