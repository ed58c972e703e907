using System.ComponentModel.DataAnnotations;
using DataLab.Dali;
using DataLab.Formats.VoTable;
using DataLab.Uws;

namespace DataLab.Tap;

/// <summary>Limits and defaults of the TAP service; section <c>Tap</c> of the configuration.</summary>
public sealed record TapOptions : IValidatableObject
{
    /// <summary>Bytes that a request may have beside its uploaded tables: long queries, other parameters.</summary>
    internal const long RestOfBody = 16 << 20;

    /// <summary>Rows returned when MAXREC is absent.</summary>
    [Range(1, long.MaxValue)]
    public long DefaultMaxRec { get; init; } = 1_000_000;

    /// <summary>The most rows one answer may have, whatever MAXREC says.</summary>
    [Range(1, long.MaxValue)]
    public long HardMaxRec { get; init; } = 100_000_000;

    /// <summary>Refuse what is not ADQL 2.1; else LIMIT, CASE and other extensions are accepted (docs/adql.md).</summary>
    public bool StrictAdql { get; init; }

    /// <summary>Seconds that a synchronous query may take until its last row is sent.</summary>
    [Range(1, 86_400)]
    public int SyncSeconds { get; init; } = 600;

    /// <summary>Synchronous queries that run at once; further ones wait.</summary>
    [Range(1, 1000)]
    public int SyncConcurrency { get; init; } = 16;

    /// <summary>Synchronous queries of one user (or, unless signed in, one address) that run at once.</summary>
    [Range(1, 1000)]
    public int SyncConcurrencyPerUser { get; init; } = 12;

    /// <summary>Synchronous queries that may wait for a place; one more is answered with 503.</summary>
    [Range(0, 100_000)]
    public int SyncQueue { get; init; } = 1000;

    /// <summary>Synchronous queries of one user that may wait.</summary>
    [Range(0, 100_000)]
    public int SyncQueuePerUser { get; init; } = 200;

    /// <summary>Seconds that a query waits for a place before it is answered with 503.</summary>
    [Range(0, 3600)]
    public int SyncQueueSeconds { get; init; } = 60;

    /// <summary>Asynchronous queries that run at once, in places of their own.</summary>
    [Range(1, 1000)]
    public int AsyncConcurrency { get; init; } = 4;

    /// <summary>Asynchronous queries of one user that run at once; their others wait while those of other users overtake.</summary>
    [Range(1, 1000)]
    public int AsyncConcurrencyPerUser { get; init; } = 2;

    /// <summary>Jobs that may wait; starting one more is answered with 503.</summary>
    [Range(1, 1_000_000)]
    public int AsyncQueue { get; init; } = 10_000;

    /// <summary>Jobs of one user that may wait.</summary>
    [Range(1, 1_000_000)]
    public int AsyncQueuePerUser { get; init; } = 1000;

    /// <summary>Seconds that an asynchronous query may take unless its EXECUTIONDURATION says otherwise.</summary>
    [Range(1, 31_536_000)]
    public int AsyncSeconds { get; init; } = 3600;

    /// <summary>The most seconds that EXECUTIONDURATION can ask for.</summary>
    [Range(1, 31_536_000)]
    public int AsyncHardSeconds { get; init; } = 86_400;

    /// <summary>Seconds that a job waits for a catalogue database that went away, to run its query again; then it ends in ERROR.</summary>
    [Range(1, 86_400)]
    public int AsyncPatienceSeconds { get; init; } = 600;

    /// <summary>Days that a job with its results is kept unless its DESTRUCTION says otherwise.</summary>
    [Range(1, 36_500)]
    public int RetentionDays { get; init; } = 7;

    /// <summary>The most days that DESTRUCTION can ask for.</summary>
    [Range(1, 36_500)]
    public int HardRetentionDays { get; init; } = 30;

    /// <summary>Days that a job stays ARCHIVED, without its results, after its destruction time.</summary>
    [Range(0, 36_500)]
    public int ArchiveDays { get; init; } = 30;

    /// <summary>Tables up to which <c>/tables</c> without <c>detail</c> lists columns too (VOSI 1.1 §2.3 leaves it to us).</summary>
    [Range(0, int.MaxValue)]
    public int FullTablesUpTo { get; init; } = 500;

    /// <summary>Rows that the uploaded tables of a synchronous query may have, all together.</summary>
    [Range(1, long.MaxValue)]
    public long UploadRows { get; init; } = 1_000_000;

    /// <summary>Bytes that the uploaded tables of a synchronous query may have, all together, each also when unpacked.</summary>
    [Range(1, 1L << 40)]
    public long UploadBytes { get; init; } = 256L << 20;

    /// <summary>Likewise for jobs: the most that anybody can upload.</summary>
    [Range(1, long.MaxValue)]
    public long HardUploadRows { get; init; } = 10_000_000;

    /// <summary>Likewise for jobs: the most that anybody can upload.</summary>
    [Range(1, 1L << 40)]
    public long HardUploadBytes { get; init; } = 2L << 30;

    /// <summary>Where uploaded tables lie until they are loaded; null means the system's folder for temporary files.</summary>
    public string? UploadFolder { get; init; }

    /// <summary>Offer <c>/examples</c> (DALI 1.1 §2.3).</summary>
    public bool Examples { get; init; } = true;

    /// <summary>How a VOTable is written when the client leaves it open: TableData, Binary or Binary2.</summary>
    [EnumDataType(typeof(VoTableSerialization))]
    public VoTableSerialization VoTable { get; init; } = VoTableSerialization.Binary2;

    /// <summary>Write the ids of language features as ADQL 2.1 §2.1 spells them (<c>ivo://ivoa.net/std/tapregext#…</c>)
    /// instead of the spelling of TAPRegExt 1.0, which is the one released clients understand.</summary>
    public bool LowerCaseFeatureIds { get; init; }

    internal PlaceLimits SyncPlaces =>
        new(
            SyncConcurrency,
            SyncConcurrencyPerUser,
            SyncQueue,
            SyncQueuePerUser,
            TimeSpan.FromSeconds(SyncQueueSeconds)
        );

    /// <summary>The same limits as the jobs see them.</summary>
    internal JobOptions Jobs =>
        new()
        {
            Concurrency = AsyncConcurrency,
            ConcurrencyPerUser = AsyncConcurrencyPerUser,
            Queue = AsyncQueue,
            QueuePerUser = AsyncQueuePerUser,
            DefaultExecutionDuration = TimeSpan.FromSeconds(AsyncSeconds),
            HardExecutionDuration = TimeSpan.FromSeconds(AsyncHardSeconds),
            DefaultRetention = TimeSpan.FromDays(RetentionDays),
            HardRetention = TimeSpan.FromDays(HardRetentionDays),
            ArchiveFor = TimeSpan.FromDays(ArchiveDays),
        };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (DefaultMaxRec > HardMaxRec)
            yield return Above(nameof(DefaultMaxRec), nameof(HardMaxRec));
        if (AsyncSeconds > AsyncHardSeconds)
            yield return Above(nameof(AsyncSeconds), nameof(AsyncHardSeconds));
        if (RetentionDays > HardRetentionDays)
            yield return Above(nameof(RetentionDays), nameof(HardRetentionDays));
    }

    private static ValidationResult Above(string usual, string most) =>
        new($"The setting {usual} is above {most}, which limits it.", [usual, most]);
}
