using System.Collections.Immutable;
using System.Globalization;
using DataLab.Fits.Tables;
using DataLab.Formats.VoTable;
using BinaryColumn = DataLab.Formats.VoTable.BinaryColumn;

namespace DataLab.Formats.FitsTable;

/// <summary>How a column lies in a binary table (FITS 4.0 §7.3): decided when all its cells are known, then the same for every row.</summary>
/// <remarks>
/// Text takes the width of the longest string, for which readers are quickest, unless that would be mostly filling; arrays of
/// one length take that; all else goes to the heap. Bits that may be null are logicals, and so are arrays of bits of any length,
/// which readers take wrongly.
/// </remarks>
internal sealed class FitsColumn
{
    /// <summary>Strings up to here always have a fixed width, bytes.</summary>
    public const int ShortText = 128;

    /// <summary>Longer ones have it while it takes at most so many times their own bytes.</summary>
    private const int MostFilling = 4;

    private readonly Field source;
    private readonly int repeat;
    private readonly bool isWidened;

    /// <param name="survey">Of all rows.</param>
    /// <param name="nullValue">A value that does not occur, for integers that have nulls; null where none is needed, or where there is
    /// none: the column is then written in the next wider type.</param>
    public FitsColumn(ColumnSurvey survey, long rows, long? nullValue)
    {
        source = survey.Field;
        isWidened = survey.HasNulls && nullValue is null && source.DataType is DataType.UnsignedByte or DataType.Short;
        NullValue =
            !isWidened ? nullValue
            : source.DataType == DataType.Short ? int.MinValue
            : short.MinValue;
        Code = CodeOf(survey);
        if (source.IsText)
        {
            repeat = Math.Max(
                Math.Max(1, survey.LongestText),
                source.ArraySize is { } size ? size.FixedLength ?? 0 : 1
            );
            IsVariable = repeat > ShortText && (double)repeat * rows > (double)MostFilling * survey.TotalLength;
            LongestCell = survey.LongestText;
        }
        else if (source.IsList)
        {
            (IsVariable, repeat, Dimensions) = Shape(survey);
            LongestCell = survey.LongestList / PerNumber;
        }
        else
        {
            repeat = 1;
        }
        HeapLength = IsVariable ? survey.TotalLength * ElementSize : 0;
    }

    /// <summary>The letter of TFORM (FITS 4.0 §7.3.1, table 18).</summary>
    public char Code { get; }

    /// <summary>TNULL.</summary>
    public long? NullValue { get; }

    /// <summary>TDIM, the first varying fastest; empty for none.</summary>
    public ImmutableArray<int> Dimensions { get; } = [];

    /// <summary>The cells lie in the heap.</summary>
    public bool IsVariable { get; }

    /// <summary>Bytes in the heap.</summary>
    public long HeapLength { get; }

    private int LongestCell { get; }

    private int PerNumber => source.DataType is DataType.FloatComplex or DataType.DoubleComplex ? 2 : 1;

    private int ElementSize => source.IsText ? 1 : Element().Size;

    /// <param name="wide">Descriptors of 16 bytes, for heaps of 2 GiB and more.</param>
    public string Form(bool wide) =>
        IsVariable
            ? string.Create(CultureInfo.InvariantCulture, $"1{(wide ? 'Q' : 'P')}{Code}({LongestCell})")
            : string.Create(CultureInfo.InvariantCulture, $"{repeat}{Code}");

    /// <summary>Bytes in a row, where the cells do not lie in the heap.</summary>
    public long Width =>
        source.IsList && Code == 'X' ? (repeat + 7L) / 8
        : source.DataType is DataType.Char or DataType.UnicodeChar ? repeat
        : (long)repeat * PerNumber * Element().Size;

    /// <summary>A new writer of the cells that lie in the rows.</summary>
    /// <param name="rowEnd">Bytes from where the cell begins to the end of its row.</param>
    public BinaryColumn NewCells(int rowEnd)
    {
        if (source.IsText)
            return new FitsTextCells(repeat, rowEnd);
        if (source.DataType is DataType.Char or DataType.UnicodeChar)
            return new FitsStrings(Dimensions[0], repeat / Dimensions[0]);
        if (source.IsList)
            return Code == 'X' ? new BinaryBits(repeat) : new BinaryArray(Element(), repeat);
        if (isWidened)
            return new BinaryScalars(Element());
        return source.DataType switch
        {
            DataType.Boolean or DataType.Bit => new BinaryScalars(Element()),
            DataType.UnsignedByte => new BinaryNumbers<byte>((byte)(NullValue ?? 0)),
            DataType.Short => new BinaryNumbers<short>((short)(NullValue ?? 0)),
            DataType.Int => new BinaryNumbers<int>((int)(NullValue ?? 0)),
            DataType.Long => new BinaryNumbers<long>(NullValue ?? 0),
            DataType.Float => new BinaryNumbers<float>(float.NaN),
            _ => new BinaryNumbers<double>(double.NaN),
        };
    }

    /// <summary>A new writer of the cells that lie in the heap.</summary>
    public HeapCells NewHeapCells() => source.IsText ? new HeapText() : new HeapList(Element());

    private (bool IsVariable, int Repeat, ImmutableArray<int> Dimensions) Shape(ColumnSurvey survey)
    {
        var longest = survey.LongestList / PerNumber;
        if (source.DataType is DataType.Char or DataType.UnicodeChar)
        {
            // Strings of one width, and so many of them as the longest array has.
            var width = Math.Max(1, Math.Max(survey.LongestText, source.ArraySize!.Dimensions[0]));
            var strings = Math.Max(1, longest);
            return (false, Checked((long)width * strings), [width, strings]);
        }
        if (source.ArraySize is not { } size)
            return (false, 1, []);
        var length = size.FixedLength;
        if (length is null && !survey.HasEmptyLists && survey.ShortestList == survey.LongestList && Code != 'X')
            length = longest;
        if (length is not { } all)
            return (true, 0, []);
        if (size.Dimensions.Length == 1)
            return (false, all, all == 1 ? [1] : []);
        var inner = size.Dimensions[..^1];
        var step = inner.Aggregate(1, (product, d) => product * d);
        return (false, all, step > 0 && all % step == 0 ? inner.Add(all / step) : []);
    }

    /// <exception cref="ServiceException">LimitExceeded when the column is wider than a row may be.</exception>
    private int Checked(long width) =>
        width <= TableLayout.MaxRowLength
            ? (int)width
            : throw new ServiceException(
                ErrorKind.LimitExceeded,
                $"Column \"{source.Name}\" is too wide for a FITS table; leave it out, or ask for another format."
            );

    private char CodeOf(ColumnSurvey survey) =>
        source.DataType switch
        {
            DataType.Boolean => 'L',
            DataType.Bit when !source.IsList => survey.HasNulls ? 'L' : 'X',
            DataType.Bit => source.ArraySize is { IsVariable: false } ? 'X' : 'L',
            DataType.UnsignedByte => isWidened ? 'I' : 'B',
            DataType.Short => isWidened ? 'J' : 'I',
            DataType.Int => 'J',
            DataType.Long => 'K',
            DataType.Float => 'E',
            DataType.Double => 'D',
            DataType.FloatComplex => 'C',
            DataType.DoubleComplex => 'M',
            _ => 'A',
        };

    private BinaryElement Element() =>
        source.DataType switch
        {
            DataType.Boolean => BinaryElement.Truth((byte)'T', (byte)'F', 0),
            DataType.Bit when Code == 'X' => BinaryElement.Truth(0x80, 0, 0),
            DataType.Bit => BinaryElement.Truth((byte)'T', (byte)'F', 0),
            DataType.UnsignedByte when isWidened => BinaryElement.Widened<byte, short>((short)(NullValue ?? 0)),
            DataType.UnsignedByte => BinaryElement.Number((byte)(NullValue ?? 0)),
            DataType.Short when isWidened => BinaryElement.Widened<short, int>((int)(NullValue ?? 0)),
            DataType.Short => BinaryElement.Number((short)(NullValue ?? 0)),
            DataType.Int => BinaryElement.Number((int)(NullValue ?? 0)),
            DataType.Long => BinaryElement.Number(NullValue ?? 0),
            DataType.Float => BinaryElement.Number(float.NaN),
            DataType.FloatComplex => BinaryElement.Number(float.NaN, perNumber: 2),
            DataType.DoubleComplex => BinaryElement.Number(double.NaN, perNumber: 2),
            _ => BinaryElement.Number(double.NaN),
        };
}
