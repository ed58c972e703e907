using System.Numerics;

namespace DataLab.Formats.Encoders;

/// <summary>Writes the cells of one column as text; chosen once per column, bound to the vector of each batch.</summary>
internal abstract class CellWriter
{
    /// <summary>Bytes a cell writer may touch beyond what <see cref="Bound"/> says.</summary>
    public const int Slack = NumberText.Room;

    /// <summary>Takes the vector whose cells come next; it must not change until the next call.</summary>
    public abstract void Bind(ColumnVector vector);

    /// <summary>Most bytes that cells [first, first + count) together take.</summary>
    public abstract long Bound(int first, int count);

    /// <summary>Writes one cell, nothing where it is null, and returns the bytes written.</summary>
    /// <param name="to">At least the cell's bound plus <see cref="Slack"/>.</param>
    public abstract int Write(int row, Span<byte> to);
}

/// <summary>Cells of a fixed type.</summary>
internal abstract class ValueCell<T> : CellWriter
    where T : unmanaged
{
    private ValueVector<T>? vector;

    protected abstract int MaxLength { get; }

    public sealed override void Bind(ColumnVector vector) => this.vector = (ValueVector<T>)vector;

    public sealed override long Bound(int first, int count) => (long)MaxLength * count;

    public sealed override int Write(int row, Span<byte> to)
    {
        var cells = vector!;
        return cells.IsNull(row) ? 0 : Write(cells.Values[row], to);
    }

    protected abstract int Write(T value, Span<byte> to);
}

internal sealed class DoubleCell(TextStyle style) : ValueCell<double>
{
    protected override int MaxLength => NumberText.MaxLength;

    protected override int Write(double value, Span<byte> to) =>
        double.IsFinite(value) ? NumberText.Write(value, to) : style.WriteNonFinite(value, to);
}

internal sealed class FloatCell(TextStyle style) : ValueCell<float>
{
    protected override int MaxLength => NumberText.MaxLength;

    protected override int Write(float value, Span<byte> to) =>
        float.IsFinite(value) ? NumberText.Write(value, to) : style.WriteNonFinite(value, to);
}

internal sealed class IntegerCell<T> : ValueCell<T>
    where T : unmanaged, IBinaryInteger<T>
{
    protected override int MaxLength => NumberText.MaxLength;

    protected override int Write(T value, Span<byte> to) => NumberText.Write(long.CreateTruncating(value), to);
}

internal sealed class BooleanCell(byte[] whenTrue, byte[] whenFalse) : ValueCell<bool>
{
    protected override int MaxLength { get; } = Math.Max(whenTrue.Length, whenFalse.Length);

    protected override int Write(bool value, Span<byte> to)
    {
        var text = value ? whenTrue : whenFalse;
        text.CopyTo(to);
        return text.Length;
    }
}
