namespace DataLab.Formats.VoTable;

/// <summary>How the rows are written inside DATA (VOTable 1.4 §5).</summary>
public enum VoTableSerialization
{
    /// <summary>XML, a TD a cell: for people and for readers without binary.</summary>
    TableData,

    /// <summary>Base64 of big-endian values; null integers by VALUES null.</summary>
    Binary,

    /// <summary>Like BINARY with a null flag for every cell.</summary>
    Binary2,
}
