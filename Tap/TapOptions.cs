using System.ComponentModel.DataAnnotations;
using DataLab.Formats.VoTable;

namespace DataLab.Tap;

/// <summary>Limits and defaults of the TAP service; section <c>Tap</c> of the configuration.</summary>
public sealed record TapOptions
{
    /// <summary>Rows returned when MAXREC is absent.</summary>
    [Range(1, long.MaxValue)]
    public long DefaultMaxRec { get; init; } = 1_000_000;

    /// <summary>The most rows one answer may have, whatever MAXREC says.</summary>
    [Range(1, long.MaxValue)]
    public long HardMaxRec { get; init; } = 100_000_000;

    /// <summary>Seconds that a synchronous query may take until its last row is sent.</summary>
    [Range(1, 86_400)]
    public int SyncSeconds { get; init; } = 600;

    /// <summary>Synchronous queries that run at once; further ones wait.</summary>
    [Range(1, 1000)]
    public int SyncConcurrency { get; init; } = 16;

    /// <summary>Seconds that a query waits for a place before it is answered with 503.</summary>
    [Range(0, 3600)]
    public int SyncQueueSeconds { get; init; } = 60;

    /// <summary>Tables up to which <c>/tables</c> without <c>detail</c> lists columns too (VOSI 1.1 §2.3 leaves it to us).</summary>
    [Range(0, int.MaxValue)]
    public int FullTablesUpTo { get; init; } = 500;

    /// <summary>The most rows one uploaded table may have.</summary>
    [Range(1, long.MaxValue)]
    public long UploadRows { get; init; } = 5_000_000;

    /// <summary>The most bytes one uploaded table may have, as it is sent.</summary>
    [Range(1, long.MaxValue)]
    public long UploadBytes { get; init; } = 512L << 20;

    /// <summary>Offer <c>/examples</c> (DALI 1.1 §2.3).</summary>
    public bool Examples { get; init; } = true;

    /// <summary>How a VOTable is written when the client leaves it open: TableData, Binary or Binary2.</summary>
    [EnumDataType(typeof(VoTableSerialization))]
    public VoTableSerialization VoTable { get; init; } = VoTableSerialization.Binary2;

    /// <summary>Write the ids of language features as ADQL 2.1 §2.1 spells them (<c>ivo://ivoa.net/std/tapregext#…</c>)
    /// instead of the spelling of TAPRegExt 1.0, which is the one released clients understand.</summary>
    public bool LowerCaseFeatureIds { get; init; }
}
