// Which field and which decoder a column of a binary table gets.
using DataLab.Fits;
using DataLab.Fits.Tables;

namespace DataLab.Formats.FitsTable;

internal static class BinaryColumns
{
    /// <summary>Unsigned and signed types that FITS writes with TZERO (FITS 4.0 §7.3.2, table 19) keep their kind; other scaled columns are doubles.</summary>
    public static (Field Field, ColumnDecoder Decoder) Of(
        BinaryColumn column,
        string name,
        Heap heap,
        TableReadOptions options
    )
    {
        var form = column.Form;
        var nanIsNull = options.BlankIsNull && form is { Repeat: 1, IsVariable: false } && column.Dimensions.IsEmpty;
        switch (form.Type)
        {
            case ElementType.Logical:
                return Make<bool, LogicalElement>(column, name, DataType.Boolean, new(), heap, options);
            case ElementType.Bit:
                return Bits(column, name, heap, options);
            case ElementType.Character:
                return Characters(column, name, heap, options);
            case ElementType.Byte when column is { Scale: 1, Zero: -128 }:
                return Make<short, SignedByteElement>(column, name, DataType.Short, new(column.Null), heap, options);
            case ElementType.Byte when column.IsScaled:
                return Scaled<byte, ByteElement>(column, name, new(column.Null), heap, options);
            case ElementType.Byte:
                return Make<byte, ByteElement>(column, name, DataType.UnsignedByte, new(column.Null), heap, options);
            case ElementType.Short when column is { Scale: 1, Zero: 1 << 15 }:
                return Make<int, UnsignedShortElement>(column, name, DataType.Int, new(column.Null), heap, options);
            case ElementType.Short when column.IsScaled:
                return Scaled<short, ShortElement>(column, name, new(column.Null), heap, options);
            case ElementType.Short:
                return Make<short, ShortElement>(column, name, DataType.Short, new(column.Null), heap, options);
            case ElementType.Int when column is { Scale: 1, Zero: 1L << 31 }:
                return Make<long, UnsignedIntElement>(column, name, DataType.Long, new(column.Null), heap, options);
            case ElementType.Int when column.IsScaled:
                return Scaled<int, IntElement>(column, name, new(column.Null), heap, options);
            case ElementType.Int:
                return Make<int, IntElement>(column, name, DataType.Int, new(column.Null), heap, options);
            case ElementType.Long when column is { Scale: 1, Zero: 1UL << 63 }:
                return Make<long, UnsignedLongElement>(
                    column,
                    name,
                    DataType.Long,
                    new(column.Null, name),
                    heap,
                    options
                );
            case ElementType.Long when column.IsScaled:
                return Scaled<long, LongElement>(column, name, new(column.Null), heap, options);
            case ElementType.Long:
                return Make<long, LongElement>(column, name, DataType.Long, new(column.Null), heap, options);
            case ElementType.Float when column.IsScaled:
                return Scaled<float, FloatElement>(column, name, new(nanIsNull), heap, options);
            case ElementType.Float:
                return Make<float, FloatElement>(column, name, DataType.Float, new(nanIsNull), heap, options);
            case ElementType.Double when column.IsScaled:
                return Scaled<double, DoubleElement>(column, name, new(nanIsNull), heap, options);
            case ElementType.Double:
                return Make<double, DoubleElement>(column, name, DataType.Double, new(nanIsNull), heap, options);
            default:
                if (column.IsScaled)
                    throw new FitsException(
                        $"TSCAL{column.Index} or TZERO{column.Index} on complex numbers is not supported."
                    );
                return form.Type == ElementType.FloatComplex
                    ? Make<float, FloatElement>(column, name, DataType.FloatComplex, new(false), heap, options)
                    : Make<double, DoubleElement>(column, name, DataType.DoubleComplex, new(false), heap, options);
        }
    }

    /// <summary>What the column says of itself, in VOTable terms.</summary>
    public static Field Field(TableColumn column, string name, DataType type, ArraySize? size) =>
        new(name, type)
        {
            ArraySize = size,
            Unit = column.Unit,
            Ucd = column.Ucd,
            Utype = column.Utype,
            XType = column.XType,
            Description = column.Description,
        };

    private static (Field, ColumnDecoder) Scaled<T, TElement>(
        BinaryColumn column,
        string name,
        TElement element,
        Heap heap,
        TableReadOptions options
    )
        where T : unmanaged, System.Numerics.INumber<T>
        where TElement : struct, IElement<T> =>
        Make<double, ScaledElement<T, TElement>>(
            column,
            name,
            DataType.Double,
            new(element, column.Scale, column.Zero),
            heap,
            options
        );

    private static (Field, ColumnDecoder) Make<T, TElement>(
        BinaryColumn column,
        string name,
        DataType type,
        TElement element,
        Heap heap,
        TableReadOptions options
    )
        where T : unmanaged
        where TElement : struct, IElement<T>
    {
        var perElement = type is DataType.FloatComplex or DataType.DoubleComplex ? 2 : 1;
        if (column.Form.IsVariable)
            return (
                Field(column, name, type, ArraySize.Any),
                new VariableArrayDecoder<T, TElement>(column, heap, element, perElement)
            );
        var (size, length) = Shape(column, options);
        var field = Field(column, name, type, size);
        if (length == 0)
            return (field, new EmptyDecoder());
        return field.IsList
            ? (field, new ArrayDecoder<T, TElement>(column.Offset, length * perElement, element))
            : (field, new ScalarDecoder<T, TElement>(column.Offset, element));
    }

    private static (Field, ColumnDecoder) Bits(BinaryColumn column, string name, Heap heap, TableReadOptions options)
    {
        if (column.Form.IsVariable)
            return (Field(column, name, DataType.Bit, ArraySize.Any), new VariableBitDecoder(column, heap));
        var (size, length) = Shape(column, options);
        return (
            Field(column, name, DataType.Bit, size),
            length == 0 ? new EmptyDecoder() : new BitDecoder(column.Offset, length)
        );
    }

    private static (Field, ColumnDecoder) Characters(
        BinaryColumn column,
        string name,
        Heap heap,
        TableReadOptions options
    )
    {
        if (column.Form.IsVariable)
            return (
                Field(column, name, DataType.Char, ArraySize.Any),
                new VariableTextDecoder(column, heap, options.BlankIsNull)
            );
        CheckCell(column, options);
        if (column.Dimensions is { Length: > 1 } dimensions)
        {
            var length = dimensions.Skip(1).Aggregate(1, (product, d) => product * d);
            return (
                Field(column, name, DataType.Char, new ArraySize(dimensions, false)),
                new TextArrayDecoder(column.Offset, dimensions[0], length)
            );
        }
        var width = column.Form.Repeat;
        return width == 0
            ? (Field(column, name, DataType.Char, ArraySize.Any), new EmptyDecoder())
            : (
                Field(column, name, DataType.Char, new ArraySize([width], true)),
                new TextDecoder(column.Offset, width, options.BlankIsNull)
            );
    }

    /// <summary>Array size and elements a row; a repeat count of 1 is a scalar, of 0 a scalar that is always null.</summary>
    private static (ArraySize? Size, int Length) Shape(BinaryColumn column, TableReadOptions options)
    {
        CheckCell(column, options);
        if (column.Dimensions is { Length: > 0 } dimensions)
            return (new ArraySize(dimensions, false), dimensions.Aggregate(1, (product, d) => product * d));
        var repeat = column.Form.Repeat;
        return (repeat > 1 ? ArraySize.Of(repeat) : null, repeat);
    }

    private static void CheckCell(BinaryColumn column, TableReadOptions options)
    {
        if (Math.Max(column.Form.Repeat, column.Form.Width) > options.MaxCellBytes)
            throw new FitsException(
                $"TFORM{column.Index} asks for {column.Form.Repeat} elements a row; a cell may have {options.MaxCellBytes} bytes."
            );
    }
}
