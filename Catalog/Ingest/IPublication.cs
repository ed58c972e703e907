namespace DataLab.Catalog.Ingest;

/// <summary>The exclusive right to make a table anew, and the step that makes it visible all at once; held until disposed.</summary>
internal interface IPublication : IAsyncDisposable
{
    /// <summary>For everything unfinished; gone when disposed.</summary>
    string WorkFolder { get; }

    /// <summary>Texts may have zero bytes.</summary>
    bool KeepsZeros { get; }

    /// <summary>What takes the rows. To be disposed, once, before they are published.</summary>
    ITableBuilder Build(IngestRequest request, IngestColumns columns);

    /// <summary>Makes the rows that the builder has put in order the table.</summary>
    /// <param name="about">Of the schema; null to leave what is known.</param>
    /// <returns>The table as it is published, and the bytes it takes.</returns>
    Task<(TableMetadata Table, long Bytes)> PublishAsync(
        StoredTable stored,
        StoredSchema? about,
        Action<IngestStage> stage,
        CancellationToken ct
    );
}
