// How the cells of one column become values: chosen once a column.
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace DataLab.Formats.Csv;

/// <summary>Fills one vector of a batch, row by row.</summary>
internal abstract class CellReader(Field field)
{
    public Field Field { get; } = field;

    /// <summary>What a cell should have been, for messages: "an integer".</summary>
    public abstract string Expected { get; }

    /// <summary>Takes up the vector of a new batch.</summary>
    public abstract void Begin(ColumnVector target, int capacity);

    /// <summary>Reads the cell of a row; a row that is read again replaces what was there. False if the cell does not fit.</summary>
    public abstract bool TryRead(ReadOnlySpan<byte> cell, bool quoted, int row);

    /// <summary>Hands the null mask over.</summary>
    public virtual void End() { }

    /// <param name="emptyOnly">ECSV: only an empty cell is null, quoted or not.</param>
    /// <exception cref="TableFormatException">A type that no text cell can hold.</exception>
    public static CellReader For(Field field, bool emptyOnly, TableReadOptions options)
    {
        if (field.IsText)
            return new TextCellReader(field, emptyOnly);
        if (field.IsList)
        {
            throw new TableFormatException(
                $"Column \"{field.Name}\" is declared as an array, which text tables cannot hold."
            )
            {
                Field = field.Name,
            };
        }
        var nanIsNull = options.BlankIsNull;
        return field.DataType switch
        {
            DataType.Boolean or DataType.Bit => new ValueCellReader<bool>(field, "true or false", CsvTruth.TryRead),
            DataType.UnsignedByte => new ValueCellReader<byte>(field, "an integer from 0 to 255", TryInteger),
            DataType.Short => new ValueCellReader<short>(field, "an integer from -32768 to 32767", TryInteger),
            DataType.Int => new ValueCellReader<int>(field, "an integer of 32 bits", TryInteger),
            DataType.Long => new ValueCellReader<long>(field, "an integer of 64 bits", CsvNumber.TryInteger),
            DataType.Float => new RealCellReader<float>(field, "a number", TryFloat, nanIsNull),
            _ => new RealCellReader<double>(field, "a number", CsvNumber.TryReal, nanIsNull),
        };
    }

    private static bool TryInteger<T>(ReadOnlySpan<byte> cell, out T value)
        where T : struct, System.Numerics.IBinaryInteger<T>
    {
        value = default;
        if (!CsvNumber.TryInteger(cell, out var wide))
            return false;
        value = T.CreateTruncating(wide);
        return long.CreateTruncating(value) == wide;
    }

    /// <summary>Rounded once, from the digits.</summary>
    private static bool TryFloat(ReadOnlySpan<byte> cell, out float value)
    {
        if (!CsvNumber.TryWord(cell, out var word))
            return float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
                && float.IsFinite(value);
        value = (float)word;
        return true;
    }
}

/// <summary>Text, never wrong: what is not UTF-8 is read as Latin-1.</summary>
internal sealed class TextCellReader(Field field, bool emptyOnly) : CellReader(field)
{
    private TextVector vector = new();

    public override string Expected => "text";

    public override void Begin(ColumnVector target, int capacity)
    {
        vector = (TextVector)target;
        vector.Reset(0);
    }

    public override bool TryRead(ReadOnlySpan<byte> cell, bool quoted, int row)
    {
        if (emptyOnly ? cell.IsEmpty : CsvNull.IsNull(cell, quoted, isText: true))
            vector.AppendNull();
        else if (Ascii.IsValid(cell) || Utf8.IsValid(cell))
            vector.Append(cell);
        else
            vector.Append(Encoding.Latin1.GetString(cell));
        return true;
    }
}

/// <summary>Numbers and truth values.</summary>
internal class ValueCellReader<T>(Field field, string expected, ValueCellReader<T>.Parse parse) : CellReader(field)
    where T : unmanaged
{
    public delegate bool Parse(ReadOnlySpan<byte> cell, out T value);

    private ValueVector<T> vector = new();
    private ulong[] mask = [];
    private bool anyNull;

    public override string Expected => expected;

    public override void Begin(ColumnVector target, int capacity)
    {
        vector = (ValueVector<T>)target;
        vector.Reset(capacity);
        if (mask.Length * 64 < capacity)
            mask = new ulong[(capacity + 63) / 64];
        mask.AsSpan().Fill(ulong.MaxValue);
        anyNull = false;
    }

    public override bool TryRead(ReadOnlySpan<byte> cell, bool quoted, int row)
    {
        if (CsvNull.IsNull(cell, quoted, isText: false))
        {
            SetNull(row);
            return true;
        }
        if (cell[0] == ' ' || cell[^1] == ' ')
            cell = cell.Trim((byte)' ');
        mask[row >> 6] |= 1UL << (row & 63);
        ref var value = ref vector.Values[row];
        if (!parse(cell, out value))
            return false;
        if (IsMissing(value))
            SetNull(row);
        return true;
    }

    public override void End()
    {
        if (anyNull)
            vector.SetValidity(mask);
    }

    protected virtual bool IsMissing(T value) => false;

    private void SetNull(int row)
    {
        mask[row >> 6] &= ~(1UL << (row & 63));
        anyNull = true;
    }
}

/// <summary>Numbers among which NaN may stand for no value.</summary>
internal sealed class RealCellReader<T>(Field field, string expected, ValueCellReader<T>.Parse parse, bool nanIsNull)
    : ValueCellReader<T>(field, expected, parse)
    where T : unmanaged, System.Numerics.IFloatingPoint<T>
{
    protected override bool IsMissing(T value) => nanIsNull && T.IsNaN(value);
}
