using System.Globalization;
using System.Numerics;
using System.Text;
using DataLab.Adql.Semantics;
using DataLab.Formats;

namespace DataLab.Catalog.Ingest;

/// <summary>Counts what is certain of a column while its cells pass: how many are empty, the least and the greatest.</summary>
internal abstract class ColumnTally
{
    /// <summary>Characters kept of the least and the greatest text.</summary>
    private const int MostCharacters = 200;

    private long nulls;

    /// <summary>So far every text is an instant, written as we write it.</summary>
    public virtual bool HoldsInstants => false;

    /// <summary>Adds the first <paramref name="count"/> rows of a vector of the column's type.</summary>
    public void Add(ColumnVector vector, int count)
    {
        if (vector.HasNulls)
            for (var row = 0; row < count; row++)
                nulls += vector.IsNull(row) ? 1 : 0;
        Compare(vector, count);
    }

    public ColumnStatistics Statistics(bool isPrintable) => Told(isPrintable) with { HasNulls = nulls > 0 };

    public ColumnExtremes Extremes => new(nulls, Text(least: true), Text(least: false));

    private protected abstract void Compare(ColumnVector vector, int count);

    private protected virtual ColumnStatistics Told(bool isPrintable) => new();

    private protected virtual string? Text(bool least) => null;

    public static ColumnTally For(Field field) =>
        field switch
        {
            { IsList: true } => new Uncompared(),
            { IsText: true } => new Texts(XTypes.IsTimestamp(field)),
            { DataType: DataType.UnsignedByte } => new Integers<byte>(),
            { DataType: DataType.Short } => new Integers<short>(),
            { DataType: DataType.Int } => new Integers<int>(),
            { DataType: DataType.Long } => new Integers<long>(),
            { DataType: DataType.Float } => new Numbers<float>(float.PositiveInfinity, float.NegativeInfinity),
            { DataType: DataType.Double } => new Numbers<double>(double.PositiveInfinity, double.NegativeInfinity),
            { DataType: DataType.Boolean or DataType.Bit } => new Truths(),
            _ => new Uncompared(),
        };

    private sealed class Uncompared : ColumnTally
    {
        private protected override void Compare(ColumnVector vector, int count) { }
    }

    /// <summary>Begins with the least above the greatest; NaN is neither.</summary>
    private class Numbers<T>(T least, T greatest) : ColumnTally
        where T : unmanaged, INumber<T>
    {
        private protected T Least { get; private set; } = least;
        private protected T Greatest { get; private set; } = greatest;
        private protected bool IsKnown => Least <= Greatest;

        private protected override void Compare(ColumnVector vector, int count)
        {
            var values = ((ValueVector<T>)vector).Values[..count];
            var (low, high) = (Least, Greatest);
            for (var row = 0; row < values.Length; row++)
            {
                var value = values[row];
                // What a null stands on means nothing.
                if ((value < low || value > high) && !vector.IsNull(row))
                    (low, high) = (value < low ? value : low, value > high ? value : high);
            }
            (Least, Greatest) = (low, high);
        }

        private protected override string? Text(bool least) =>
            IsKnown ? (least ? Least : Greatest).ToString(null, CultureInfo.InvariantCulture) : null;
    }

    private sealed class Integers<T>() : Numbers<T>(T.MaxValue, T.MinValue)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        private protected override ColumnStatistics Told(bool isPrintable) =>
            IsKnown
                ? new ColumnStatistics { Least = long.CreateChecked(Least), Greatest = long.CreateChecked(Greatest) }
                : new ColumnStatistics();
    }

    private sealed class Truths : ColumnTally
    {
        private bool hasFalse;
        private bool hasTrue;

        private protected override void Compare(ColumnVector vector, int count)
        {
            var values = ((ValueVector<bool>)vector).Values;
            for (var row = 0; row < count; row++)
                if (!vector.IsNull(row))
                    (hasFalse, hasTrue) = (hasFalse || !values[row], hasTrue || values[row]);
        }

        private protected override string? Text(bool least) =>
            !hasFalse && !hasTrue ? null
            : least
                ? hasFalse ? "false"
                    : "true"
            : hasTrue ? "true"
            : "false";
    }

    /// <summary>In the order of their bytes.</summary>
    private sealed class Texts(bool mayBeInstants) : ColumnTally
    {
        private readonly Kept least = new();
        private readonly Kept greatest = new();
        private int longest;
        private bool holdsInstants = mayBeInstants;

        public override bool HoldsInstants => holdsInstants;

        private protected override void Compare(ColumnVector vector, int count)
        {
            var texts = (TextVector)vector;
            for (var row = 0; row < count; row++)
            {
                if (texts.IsNull(row))
                    continue;
                var text = texts[row];
                longest = Math.Max(longest, text.Length);
                if (least.IsEmpty || text.SequenceCompareTo(least.Bytes) < 0)
                    least.Take(text);
                if (greatest.IsEmpty || text.SequenceCompareTo(greatest.Bytes) > 0)
                    greatest.Take(text);
                holdsInstants = holdsInstants && InstantText.TryRead(text, out _);
            }
        }

        private protected override ColumnStatistics Told(bool isPrintable) =>
            new() { LongestText = longest, IsPrintable = isPrintable };

        private protected override string? Text(bool least)
        {
            var kept = least ? this.least : greatest;
            if (kept.IsEmpty)
                return null;
            var characters = new StringBuilder();
            foreach (var rune in Encoding.UTF8.GetString(kept.Bytes).EnumerateRunes().Take(MostCharacters))
                characters.Append(rune);
            return characters.ToString();
        }

        /// <summary>One text, in memory that the next one takes over: identifiers often grow from row to row.</summary>
        private sealed class Kept
        {
            private byte[] bytes = [];
            private int length = -1;

            public bool IsEmpty => length < 0;

            public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, length);

            public void Take(ReadOnlySpan<byte> text)
            {
                if (bytes.Length < text.Length)
                    bytes = new byte[2 * text.Length];
                text.CopyTo(bytes);
                length = text.Length;
            }
        }
    }
}
