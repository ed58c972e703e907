// Cells as JSON values: null, true, numbers, strings and arrays.
using System.Collections.Immutable;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.Json;

internal static class JsonCells
{
    private static readonly byte[] Null = "null"u8.ToArray();

    private static readonly TextStyle Style = new()
    {
        // JSON has no such numbers. NaN is how reals say that there is no value; an infinity is a value, which must not get lost.
        NaN = Null,
        PositiveInfinity = "\"Infinity\""u8.ToArray(),
        NegativeInfinity = "\"-Infinity\""u8.ToArray(),
        True = "true"u8.ToArray(),
        False = "false"u8.ToArray(),
        Text = () => new JsonTextCell(),
    };

    /// <summary>New writers for all columns.</summary>
    public static CellWriter[] For(ImmutableArray<Field> fields) => [.. fields.Select(For)];

    private static FilledCell For(Field field)
    {
        if (!field.IsList)
            return new FilledCell(field.IsText ? new JsonTextCell() : Style.Scalar(field.DataType), Null);
        var isText = field.DataType is DataType.Char or DataType.UnicodeChar;
        var element = new FilledCell(isText ? new JsonTextCell() : Style.Scalar(field.DataType), Null);
        if (field.DataType is not (DataType.FloatComplex or DataType.DoubleComplex))
            return new FilledCell(new JsonArrayCell(element, group: 1), Null);
        // A complex number is an array of its two parts.
        return new FilledCell(new JsonArrayCell(element, group: field.ArraySize is null ? 1 : 2), Null);
    }
}

/// <summary>Arrays, with elements in groups: pairs for arrays of complex numbers.</summary>
internal sealed class JsonArrayCell(CellWriter element, int group) : CellWriter
{
    /// <summary>A comma and two brackets.</summary>
    private const int AroundElement = 3;

    private ListVector? vector;

    public override void Bind(ColumnVector vector)
    {
        this.vector = (ListVector)vector;
        element.Bind(this.vector.Items);
    }

    public override long Bound(int first, int count)
    {
        var offsets = vector!.Offsets;
        var elements = offsets[first + count] - offsets[first];
        return element.Bound(offsets[first], elements) + (long)AroundElement * elements + 2L * count;
    }

    public override int Write(int row, Span<byte> to)
    {
        var cells = vector!;
        if (cells.IsNull(row))
            return 0;
        var (start, length) = cells[row];
        var at = 0;
        to[at++] = (byte)'[';
        for (var i = 0; i < length; i++)
        {
            if (i > 0)
                to[at++] = (byte)',';
            if (group > 1 && i % group == 0)
                to[at++] = (byte)'[';
            at += element.Write(start + i, to[at..]);
            if (group > 1 && i % group == group - 1)
                to[at++] = (byte)']';
        }
        to[at++] = (byte)']';
        return at;
    }
}
