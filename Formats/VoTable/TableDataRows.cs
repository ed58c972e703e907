using System.Collections.Immutable;
using System.Xml;

namespace DataLab.Formats.VoTable;

/// <summary>Rows of TABLEDATA (VOTable 1.4 §5.1).</summary>
internal sealed class TableDataRows : VoTableRows
{
    /// <summary>Longest part of a bad cell that a message quotes, characters.</summary>
    private const int QuotedLength = 40;

    private readonly XmlReader xml;
    private readonly ImmutableArray<Field> fields;
    private readonly TableDataCell[] cells;
    private readonly int maxCell;
    private readonly string tr;
    private readonly string td;
    private char[] text = new char[4096];
    private bool ended;
    private long row;

    public TableDataRows(XmlReader xml, ImmutableArray<Field> fields, ImmutableArray<string?> nullValues, int maxCell)
    {
        this.xml = xml;
        this.fields = fields;
        this.maxCell = maxCell;
        // Names from the reader's own table can be compared by reference.
        tr = xml.NameTable.Add("TR");
        td = xml.NameTable.Add("TD");
        cells = [.. fields.Select((field, i) => TableDataCell.For(field, nullValues[i]))];
        ended = xml.IsEmptyElement;
    }

    public override void Bind(ImmutableArray<ColumnVector> columns)
    {
        for (var i = 0; i < cells.Length; i++)
            cells[i].Bind(columns[i]);
    }

    public override bool ReadRow()
    {
        while (!ended && xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element)
            {
                if (ReferenceEquals(xml.LocalName, tr))
                {
                    ReadCells();
                    return true;
                }
                VoTableField.SkipContent(xml);
            }
            else if (xml.NodeType == XmlNodeType.EndElement)
            {
                ended = true;
            }
        }
        return false;
    }

    /// <summary>Nothing to close: the XML reader belongs to the table's reader.</summary>
    public override void Dispose() { }

    /// <summary>From TR to its end, also when a cell is bad, so that the next row can be read.</summary>
    private void ReadCells()
    {
        row++;
        var column = 0;
        BadCellException? bad = null;
        if (!xml.IsEmptyElement)
        {
            while (xml.Read() && xml.NodeType != XmlNodeType.EndElement)
            {
                if (xml.NodeType != XmlNodeType.Element)
                    continue;
                if (!ReferenceEquals(xml.LocalName, td))
                {
                    VoTableField.SkipContent(xml);
                    continue;
                }
                if (xml.HasAttributes && xml.GetAttribute("encoding") is { Length: > 0 } and not "none")
                    bad ??= Bad(column, "the encoding of a single TD is not supported");
                var length = ReadText(column);
                if (bad is null && column >= cells.Length)
                    bad = new BadCellException(
                        row,
                        null,
                        $"Row {row} has more cells than the table has fields ({cells.Length})."
                    );
                else if (bad is null && !cells[column].TryAppend(text.AsSpan(0, length)))
                    bad = Bad(column, $"\"{Quote(length)}\" is not {cells[column].Expected}");
                column++;
            }
        }
        if (bad is not null)
            throw bad;
        for (; column < cells.Length; column++)
            cells[column].AppendNull();
    }

    /// <summary>The text of the TD that the reader is at, into the buffer; its length.</summary>
    private int ReadText(int column)
    {
        if (xml.IsEmptyElement)
            return 0;
        var length = 0;
        while (xml.Read() && xml.NodeType != XmlNodeType.EndElement)
        {
            if (xml.NodeType == XmlNodeType.Element)
                VoTableField.SkipContent(xml);
            if (
                xml.NodeType
                is not (
                    XmlNodeType.Text
                    or XmlNodeType.CDATA
                    or XmlNodeType.Whitespace
                    or XmlNodeType.SignificantWhitespace
                )
            )
                continue;
            int read;
            while ((read = xml.ReadValueChunk(text, length, text.Length - length)) > 0)
            {
                length += read;
                if (length < text.Length)
                    continue;
                if (length > maxCell)
                    throw new TableFormatException(
                        $"Row {row}: a cell is longer than the {maxCell} characters allowed."
                    )
                    {
                        Line = row,
                        Field = column < fields.Length ? fields[column].Name : null,
                    };
                Array.Resize(ref text, (int)Math.Min(2L * text.Length, Array.MaxLength));
            }
        }
        return length;
    }

    private BadCellException Bad(int column, string what)
    {
        var name = column < fields.Length ? fields[column].Name : null;
        return new BadCellException(
            row,
            name,
            name is null ? $"Row {row}: {what}." : $"Row {row}, field \"{name}\": {what}."
        );
    }

    private string Quote(int length) =>
        length <= QuotedLength ? new string(text, 0, length) : new string(text, 0, QuotedLength) + "…";
}
