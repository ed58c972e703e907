using System.ComponentModel;
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

    [Description("Rows returned when MAXREC is absent.")]
    [Range(1, long.MaxValue)]
    public long DefaultMaxRec { get; init; } = 1_000_000;

    [Description("The most rows one answer may have, whatever MAXREC says.")]
    [Range(1, long.MaxValue)]
    public long HardMaxRec { get; init; } = 100_000_000;

    [Description("Refuse what is not ADQL 2.1, see [adql.md](adql.md).")]
    public bool StrictAdql { get; init; }

    [Description("Time limit of a synchronous query, until its last row is sent, seconds.")]
    [Range(1, 86_400)]
    public int SyncSeconds { get; init; } = 600;

    [Description("Synchronous queries at once; further ones wait, and users take turns.")]
    [Range(1, 1000)]
    public int SyncConcurrency { get; init; } = 16;

    [Description("Synchronous queries at once of one user (or, unless signed in, one address).")]
    [Range(1, 1000)]
    public int SyncConcurrencyPerUser { get; init; } = 12;

    [Description("Synchronous queries that may wait for a place; one more is answered with 503 and `Retry-After`.")]
    [Range(0, 100_000)]
    public int SyncQueue { get; init; } = 1000;

    [Description("Synchronous queries of one user that may wait.")]
    [Range(0, 100_000)]
    public int SyncQueuePerUser { get; init; } = 200;

    [Description("How long they wait before 503, seconds.")]
    [Range(0, 3600)]
    public int SyncQueueSeconds { get; init; } = 60;

    [Description("Asynchronous queries at once, in places of their own.")]
    [Range(1, 1000)]
    public int AsyncConcurrency { get; init; } = 4;

    [Description("Asynchronous queries at once of one user; their others wait while those of other users overtake.")]
    [Range(1, 1000)]
    public int AsyncConcurrencyPerUser { get; init; } = 2;

    [Description("Jobs that may wait; starting one more is answered with 503.")]
    [Range(1, 1_000_000)]
    public int AsyncQueue { get; init; } = 10_000;

    [Description("Jobs of one user that may wait.")]
    [Range(1, 1_000_000)]
    public int AsyncQueuePerUser { get; init; } = 1000;

    [Description("Time limit of a job unless its EXECUTIONDURATION says otherwise, seconds.")]
    [Range(1, 31_536_000)]
    public int AsyncSeconds { get; init; } = 3600;

    [Description("The most seconds that EXECUTIONDURATION can ask for.")]
    [Range(1, 31_536_000)]
    public int AsyncHardSeconds { get; init; } = 86_400;

    [Description(
        "How long a job waits for a catalogue database that went away, to run its query again; then it ends in ERROR, seconds."
    )]
    [Range(1, 86_400)]
    public int AsyncPatienceSeconds { get; init; } = 600;

    [Description("How long a job and its results are kept unless its DESTRUCTION says otherwise, days.")]
    [Range(1, 36_500)]
    public int RetentionDays { get; init; } = 7;

    [Description("The most days that DESTRUCTION can ask for.")]
    [Range(1, 36_500)]
    public int HardRetentionDays { get; init; } = 30;

    [Description("How long a job is kept after its destruction time, ARCHIVED, without its results, days.")]
    [Range(0, 36_500)]
    public int ArchiveDays { get; init; } = 30;

    [Description("Tables up to which `/tap/tables` lists columns unasked.")]
    [Range(0, int.MaxValue)]
    public int FullTablesUpTo { get; init; } = 500;

    [Description("Rows that the uploaded tables of a synchronous query may have, all together.")]
    [Range(1, long.MaxValue)]
    public long UploadRows { get; init; } = 1_000_000;

    [Description("Bytes that the uploaded tables of a synchronous query may have, all together, also unpacked.")]
    [Range(1, 1L << 40)]
    public long UploadBytes { get; init; } = 256L << 20;

    [Description("Likewise for jobs: the most rows that anybody can upload.")]
    [Range(1, long.MaxValue)]
    public long HardUploadRows { get; init; } = 10_000_000;

    [Description("Likewise for jobs: the most bytes that anybody can upload.")]
    [Range(1, 1L << 40)]
    public long HardUploadBytes { get; init; } = 2L << 30;

    [Description("Where uploaded tables lie until they are loaded; empty for `tmp/uploads` in the state folder.")]
    public string? UploadFolder { get; init; }

    [Description("Offer `/tap/examples`.")]
    public bool Examples { get; init; } = true;

    [Description("How a VOTable is written when the client leaves it open.")]
    [EnumDataType(typeof(VoTableSerialization))]
    public VoTableSerialization VoTable { get; init; } = VoTableSerialization.Binary2;

    [Description(
        "Spell the ids of language features as ADQL 2.1 does, instead of as TAPRegExt 1.0 does, which is what released clients understand."
    )]
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
