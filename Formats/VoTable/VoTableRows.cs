using System.Collections.Immutable;
using System.Xml;

namespace DataLab.Formats.VoTable;

/// <summary>The rows of one table, in one serialisation.</summary>
internal abstract class VoTableRows : IDisposable
{
    /// <summary>Bytes of document after which a batch ends, whatever rows it has.</summary>
    public const int BatchBytes = 4 * 1024 * 1024;

    public static VoTableRows Open(
        XmlReader xml,
        VoTableHeader header,
        ImmutableArray<Field> fields,
        TableReadOptions options,
        VoTableStreams streams
    ) =>
        header.Serialization == "TABLEDATA"
            ? new TableDataRows(xml, fields, header.NullValues, options.MaxCellBytes)
            : new BinaryRows(
                new BinaryInput(streams.OpenBinary(xml, options.MaxUnpackedBytes), options.MaxCellBytes),
                fields,
                header.NullValues,
                header.Serialization == "BINARY2"
            );

    /// <summary>The vectors that the next rows are appended to.</summary>
    public abstract void Bind(ImmutableArray<ColumnVector> columns);

    /// <summary>Appends one row; false at the end of the table.</summary>
    /// <exception cref="BadCellException">A row is wrong and the next one can be read; vectors may hold parts of it.</exception>
    public abstract bool ReadRow();

    public abstract void Dispose();
}
